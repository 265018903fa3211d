import { posix } from 'node:path';
import { Failure } from '../errors.ts';
import { digestedScript, readTwiceScript } from './digested-script.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { podPath, readPath } from '../files/pod-path.ts';
import { listCommand, noSuchPath, readStatListing } from './stat-listing.ts';
import { volumeRoot } from '../volsync/volume-pod.ts';
import type { VolumeUser } from '../volsync/volume-user.ts';
import type { VolumeFiles } from './files.ts';
import { lsHint, type LsLocation } from './ls-hint.ts';
import {
  damaged,
  digestedOutputOf,
  newMark,
  programOutput,
  ProgramError,
  translated,
  type DigestedReaction,
  type Workplace,
} from './pod-programs.ts';

const enter = `${readPath}\ncd -- "$1" || exit`;
const readFile = digestedScript(enter, 'cat -- "$p"');
const fetchFile = readTwiceScript(enter, 'cat -- "$p"');
const packFolder = readTwiceScript(`${enter}\ncd -- "\${p%/*}" || exit`, 'tar -c -f - -- "${p##*/}"');
const packRoot = readTwiceScript(enter, 'tar -c -f - .');

/** The files of a volume that is mounted in a pod with busybox or better tools. */
export function volumeFiles(work: Workplace, user: VolumeUser, location: LsLocation): VolumeFiles {
  const looked = { work, user, location };
  const list = async function* (path: string, isRecursive: boolean, onUnreadable: (words: string) => void) {
    let self: FileEntry | undefined;
    let hasMore = false;
    try {
      for await (const entry of entriesOf(path, isRecursive, looked)) {
        if (self === undefined && entry.type === 'dir') self = entry;
        else yield entry;
        hasMore = true;
      }
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      if (!hasMore || (self !== undefined && !isRecursive)) throw unreadable(path, error, looked, self);
      for (const line of error.errors) onUnreadable(line);
    }
  };
  const digested = (text: string, path: string, reaction?: DigestedReaction) =>
    explained(
      path,
      looked,
      digestedOutputOf((mark) => script(text, mark, path), work, reaction),
    );
  return {
    list,
    stat: async (path) => {
      try {
        for await (const entry of entriesOf(path, false, looked, 0)) return entry;
      } catch (error) {
        throw error instanceof ProgramError ? unreadable(path, error, looked) : error;
      }
      throw absent(path, location);
    },
    read: (path) => digested(readFile, path),
    fetch: (path, { onDigest } = {}) => digested(fetchFile, path, { differing: changedIn(path, location), onDigest }),
    archive: (path, { onDigest, onLeftOut } = {}) => {
      const onSaid = (lines: readonly string[]) => socketsIn(lines).forEach((name) => onLeftOut?.(name, 'socket'));
      const pack = path === '/' ? packRoot : packFolder;
      return digested(pack, path, { differing: changedIn(path, location), onSaid, onDigest });
    },
    program: (words, folder) => inFolder(folder, words),
  };
}

interface Looked {
  readonly work: Workplace;
  readonly user: VolumeUser;
  readonly location: LsLocation;
}

/** The sockets that tar mentions, in the wording of busybox or GNU. */
function socketsIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^tar: (?<name>.*): socket ignored$/.exec(line)?.groups?.['name'] ?? []);
}

function entriesOf(path: string, isRecursive: boolean, { work, location }: Looked, depth?: 0) {
  const mark = newMark();
  const command = listCommand(volumeRoot, path, { mark, isRecursive, depth });
  // The listing has its own exit code for a path that does not exist.
  const isAbsent = (error: unknown) => error instanceof ProgramError && error.exitCode === noSuchPath;
  const output = translated(programOutput(command, work), (error) =>
    isAbsent(error) ? absent(path, location) : error,
  );
  return readStatListing(output, { mark });
}

function script(text: string, mark: string, path: string): readonly string[] {
  return ['sh', '-c', text, 'volsyncctl', mark, podPath(path), volumeRoot];
}

/** If the folder cannot be entered, at the volume's root. */
function inFolder(folder: string, words: readonly string[] | undefined): readonly string[] {
  const text = `${readPath}\ncd -- "$1" || exit; shift; cd -- "$p"; exec "$@"`;
  return ['sh', '-c', text, 'volsyncctl', podPath(folder), volumeRoot, ...(words ?? ['sh'])];
}

function explained(path: string, looked: Looked, output: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return translated(output, (error) => (error instanceof ProgramError ? unreadable(path, error, looked) : error));
}

/** Two parallel reads of the path differed: in a live volume this is almost always a concurrent write. */
function changedIn(path: string, location: LsLocation): (errors: readonly string[]) => Failure {
  if (location.in !== undefined) return damaged;
  return (details) =>
    new Failure('unknown', `${JSON.stringify(path)} was changed while it was read: the copy is not consistent.`, {
      details,
      hint: 'copy a frozen volume: --snapshot',
    });
}

function absent(path: string, location: LsLocation): Failure {
  const hint = path === '/' ? undefined : lsHint(location, posix.dirname(path));
  return new Failure('not-found', `There is no ${JSON.stringify(path)} in the volume.`, { hint });
}

/** The owner can read it, or say who may. */
function unreadable(path: string, { errors }: ProgramError, { user, location }: Looked, owner?: FileEntry): Failure {
  const isDenied = errors.some((line) => line.includes('Permission denied'));
  if (errors.some((line) => /No such file|Not a directory/.test(line))) return absent(path, location);
  const as = isDenied ? ` as the user ${user.uid}` : '';
  const whose = owner === undefined ? '' : `; it belongs to ${owner.uid}:${owner.gid}`;
  return new Failure('failed', `${JSON.stringify(path)} could not be read${as}${whose}.`, {
    details: errors.slice(-10),
    hint: isDenied
      ? owner === undefined
        ? `read as its owner: --uid UID; to see the owner: ${lsHint(location, posix.dirname(path))} -l`
        : `read as its owner: --uid ${owner.uid}`
      : undefined,
  });
}
