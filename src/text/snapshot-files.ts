import type { SnapshotFiles } from '../repository/snapshot-files.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { shortId } from '../restic/snapshots.ts';
import { durationText } from './age.ts';
import { modeText } from './file-mode.ts';
import { pathText } from './path-text.ts';
import { rfc3339 } from './rfc3339.ts';
import { countText, sizeText } from './size.ts';
import { snapshotDocument } from './verdict-json.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { timeText } from './time-text.ts';

/** The files as a table, below a line that names the snapshot. */
export function renderFiles(files: SnapshotFiles, style: Style, hasHeaders = true): string {
  const { app, snapshot, path, entries, pods, tookMs } = files;
  const place = `${style.strong(`${app.namespace}/${app.name}`)}  ${shortId(snapshot.id)} of ${timeText(snapshot.time)}`;
  const effort = `${countText(pods.length, 'pod')}, ${durationText(tookMs)}`;
  if (entries.length === 0) return `${place}\n${pathText(path)} is empty · ${effort}\n`;
  const table = renderTable(
    entries.map((entry) => ({ cells: cellsOf(entry) })),
    { headers: hasHeaders ? ['MODE', 'OWNER', 'SIZE', 'TIME', 'PATH'] : undefined },
  );
  if (!hasHeaders) return table;
  const bytes = entries.reduce((sum, { size = 0 }) => sum + size, 0);
  return `${place}\n${table}${entryCount(entries)}, ${sizeText(bytes)} · ${effort}\n`;
}

/** JSON document of the same; sizes in bytes, modes in octal as for chmod. */
export function filesDocument({ app, repository, snapshot, path, entries, tookMs, pods }: SnapshotFiles) {
  return {
    schema: 'volsyncctl/snapshot-files/v1',
    namespace: app.namespace,
    app: app.name,
    repository,
    snapshot: snapshotDocument(snapshot),
    path,
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
    entries: entries.map(entryDocument),
  };
}

/** JSON document of a file. */
export function entryDocument({ mode, time, ...entry }: FileEntry) {
  return { ...entry, mode: mode.toString(8).padStart(4, '0'), time: rfc3339(time) };
}

function cellsOf(entry: FileEntry): readonly string[] {
  const { type, uid, gid, size, time, path } = entry;
  const name = type === 'dir' ? `${path}/` : path;
  return [modeText(entry), `${uid}:${gid}`, size === undefined ? '–' : sizeText(size), timeText(time), pathText(name)];
}

/** Such as `3 files, 1 folder, 1 other`. */
function entryCount(entries: readonly FileEntry[]): string {
  const files = entries.filter(({ type }) => type === 'file').length;
  const folders = entries.filter(({ type }) => type === 'dir').length;
  return kindCounts({ files, folders, others: entries.length - files - folders });
}

/** Zero counts are left out. */
export function kindCounts(counts: {
  readonly files: number;
  readonly folders: number;
  readonly others: number;
}): string {
  const parts = [
    [counts.files, 'file'],
    [counts.folders, 'folder'],
    [counts.others, 'other'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, noun]) => countText(count, noun));
  return shown.length === 0 ? 'nothing' : shown.join(', ');
}
