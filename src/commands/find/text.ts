import { shortId } from '../../restic/snapshots.ts';
import { durationText } from '../../text/age.ts';
import { pathText } from '../../text/path-text.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { countText, sizeText } from '../../text/size.ts';
import { entryDocument } from '../../text/snapshot-files.ts';
import type { Style } from '../../text/style.ts';
import { renderTable } from '../../text/table.ts';
import { timeText } from '../../text/time-text.ts';
import type { FoundPath, FoundPaths } from './operation.ts';

interface FoundView {
  readonly style: Style;
  /** Without headers, only the rows are shown. */
  readonly hasHeaders: boolean;
}

/** One row per path, with the newest snapshot that contains it. */
export function renderFound(found: FoundPaths, { style, hasHeaders }: FoundView): string {
  const { app, snapshots, paths, pods, tookMs } = found;
  const rows = paths.map((found) => ({ cells: cellsOf(found) }));
  if (!hasHeaders) return renderTable(rows, { headers: undefined });
  const headers = ['NEWEST', 'TIME', 'SNAPSHOTS', 'SIZE', 'PATH'];
  const effort = `${countText(snapshots.length, 'snapshot')} · ${countText(pods.length, 'pod')}, ${durationText(tookMs)}`;
  const place = style.strong(`${app.namespace}/${app.name}`);
  return `${place}\n${renderTable(rows, { headers })}${countText(paths.length, 'path')} in ${effort}\n`;
}

/** JSON document of the same; sizes in bytes, modes in octal as for chmod. */
export function foundDocument({ app, repository, pattern, snapshots, paths, gaps, tookMs, pods }: FoundPaths) {
  return {
    schema: 'volsyncctl/find/v1',
    namespace: app.namespace,
    app: app.name,
    repository,
    pattern,
    snapshotCount: snapshots.length,
    paths: paths.map(foundPathDocument),
    gaps,
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
  };
}

/** JSON document of one path. */
export function foundPathDocument({ entry, newest, oldest, count }: FoundPath) {
  return {
    entry: entryDocument(entry),
    oldest: { id: oldest.id, time: rfc3339(oldest.time) },
    newest: { id: newest.id, time: rfc3339(newest.time) },
    snapshotCount: count,
  };
}

/** Output of `-o name`. */
export function foundNames({ paths }: FoundPaths): readonly string[] {
  return paths.map(({ entry }) => pathText(entry.path));
}

function cellsOf({ entry, newest, count }: FoundPath): readonly string[] {
  const name = entry.type === 'dir' ? `${entry.path}/` : entry.path;
  const size = entry.size === undefined ? '–' : sizeText(entry.size);
  return [shortId(newest.id), timeText(newest.time), String(count), size, pathText(name)];
}
