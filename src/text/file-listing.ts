import { posix } from 'node:path';
import type { FileEntry } from '../files/file-entry.ts';
import type { LsResult } from '../volume/list-files.ts';
import { modeText } from './file-mode.ts';
import { pathText } from './path-text.ts';
import { sizeText } from './size.ts';
import { entryDocument } from './snapshot-files.ts';
import { renderTable } from './table.ts';
import { timeText } from './time-text.ts';
import { snapshotDocument } from './verdict-json.ts';

/** Names, one per line; folders end with a slash. With `isLong`, the format of `ls -l`. */
export function renderLs(result: LsResult, isLong: boolean, hasHeaders = true): string {
  if (!isLong) return result.entries.map((entry) => `${nameOf(entry, result.path)}\n`).join('');
  if (result.entries.length === 0) return '';
  return renderTable(
    result.entries.map((entry) => ({ cells: [...detailsOf(entry), withTarget(entry, result.path)] })),
    { headers: hasHeaders ? ['MODE', 'OWNER', 'SIZE', 'TIME', 'NAME'] : undefined },
  );
}

/** JSON document of the same; sizes in bytes, modes in octal as for chmod. */
export function lsDocument(result: LsResult) {
  const { target, place, snapshot, user, path, entries, unreadable, pod, tookMs } = result;
  return {
    schema: 'volsyncctl/ls/v1',
    namespace: target.namespace,
    ...(target.kind === 'app' ? { app: target.app } : { claim: target.claim }),
    place,
    snapshot: snapshot && snapshotDocument(snapshot),
    user: user && { uid: user.uid, gid: user.gid, from: user.from },
    path,
    isWhole: unreadable.length === 0,
    unreadable,
    pods: [pod],
    tookSeconds: Math.round(tookMs / 100) / 10,
    entries: entries.map(entryDocument),
  };
}

function detailsOf(entry: FileEntry): readonly string[] {
  const { uid, gid, size, time } = entry;
  return [modeText(entry), `${uid}:${gid}`, size === undefined ? '–' : sizeText(size), timeText(time)];
}

/** The name relative to the requested folder; a requested file has its own name. */
function nameOf({ path, type }: FileEntry, folder: string): string {
  const name = posix.relative(folder, path) || posix.basename(path);
  return pathText(type === 'dir' ? `${name}/` : name);
}

function withTarget(entry: FileEntry, folder: string): string {
  const name = nameOf(entry, folder);
  return entry.target === undefined ? name : `${name} -> ${pathText(entry.target)}`;
}
