import { shortId } from '../../restic/snapshots.ts';
import { shellCommand } from '../../shell-command.ts';
import { durationText } from '../../text/age.ts';
import { modeText } from '../../text/file-mode.ts';
import { pathText } from '../../text/path-text.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { countText, sizeText } from '../../text/size.ts';
import { entryDocument } from '../../text/snapshot-files.ts';
import type { Style } from '../../text/style.ts';
import { renderTable, type Row } from '../../text/table.ts';
import { timeText } from '../../text/time-text.ts';
import type { Version } from './judgement/versions.ts';
import type { PathHistory } from './operation.ts';

interface TextOptions {
  readonly style: Style;
  readonly isWide: boolean;
  /** Without headers, only the rows are shown. */
  readonly hasHeaders: boolean;
}

/** One row per version, newest first, each with the command that restores it. */
export function renderHistory(history: PathHistory, { style, isWide, hasHeaders }: TextOptions): string {
  const { app, path, snapshots, versions, pods, tookMs } = history;
  const rows = versions.map((version): Row => {
    const command = commandOf(history, version);
    const notes = command === undefined ? [] : [style.quiet(`    → ${command}`)];
    return { cells: cellsOf(version, isWide), notes };
  });
  const headers = ['FROM', 'TO', 'COUNT', 'SIZE', 'MODIFIED', ...(isWide ? ['MODE', 'OWNER'] : [])];
  if (!hasHeaders)
    return renderTable(
      rows.map(({ cells }) => ({ cells })),
      { headers: undefined },
    );
  const place = `${style.strong(`${app.namespace}/${app.name}`)}  ${pathText(path)}`;
  const effort = `${countText(snapshots.length, 'snapshot')} · ${countText(pods.length, 'pod')}, ${durationText(tookMs)}`;
  return `${place}\n${renderTable(rows, { headers })}${countText(versions.filter(isPresent).length, 'version')} in ${effort}\n`;
}

/** JSON document of the same; sizes in bytes, modes in octal as for chmod. */
export function historyDocument(history: PathHistory) {
  const { app, repository, path, snapshots, versions, gaps, tookMs, pods } = history;
  return {
    schema: 'volsyncctl/history/v1',
    namespace: app.namespace,
    app: app.name,
    repository,
    path,
    snapshotCount: snapshots.length,
    versions: versions.map((version) => fileVersionDocument(version, history)),
    gaps,
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
  };
}

/** JSON document of one version. */
export function fileVersionDocument(version: Version, history: PathHistory) {
  const { state, entry, oldest, newest, count } = version;
  return {
    state,
    entry: entry && entryDocument(entry),
    oldest: { id: oldest.id, time: rfc3339(oldest.time) },
    newest: { id: newest.id, time: rfc3339(newest.time) },
    snapshotCount: count,
    hint: commandOf(history, version),
  };
}

/** Output of `-o name`: the newest snapshot of each version. */
export function historyNames({ versions }: PathHistory): readonly string[] {
  return versions.filter(isPresent).map(({ newest }) => newest.id);
}

function isPresent({ state }: Version): boolean {
  return state === 'present';
}

function cellsOf({ state, entry, oldest, newest, count }: Version, isWide: boolean): readonly string[] {
  const seen = [timeText(oldest.time), timeText(newest.time), String(count)];
  if (entry === undefined) return [...seen, '–', state === 'absent' ? 'not there' : 'unknown'];
  const size = entry.size === undefined ? '–' : sizeText(entry.size);
  const owner = isWide ? [modeText(entry), `${entry.uid}:${entry.gid}`] : [];
  return [...seen, size, timeText(entry.time), ...owner];
}

function commandOf({ app, path }: PathHistory, { state, newest }: Version): string | undefined {
  if (state !== 'present') return undefined;
  return shellCommand`volsyncctl restore ${`${app.name}:${pathText(path)}`} -n ${app.namespace} --snapshot ${shortId(newest.id)}`;
}
