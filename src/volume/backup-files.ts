import { posix } from 'node:path';
import { Failure } from '../errors.ts';
import { digestedScript } from './digested-script.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { podPath, readPath } from '../files/pod-path.ts';
import { linesOf } from '../lines.ts';
import { readListedFile } from '../restic/file-list.ts';
import { asVolSync, asVolSyncIfOpen } from '../restic/repository-script.ts';
import { readListedSnapshot, shortId, type Snapshot } from '../restic/snapshots.ts';
import { readTree } from '../restic/tree.ts';
import { isDamage, isForbidden, isOutOfReach } from '../restic/damage.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { fixCommands } from '../volsync/fix-commands.ts';
import { allExactly } from './list-non-utf8.ts';
import type { Heard, VolumeFiles } from './files.ts';
import { lsHint } from './ls-hint.ts';
import type { VolumeTarget } from './options.ts';
import { digestedOutputOf, programOutput, ProgramError, translated, type Workplace } from './pod-programs.ts';
import { shellCommand } from '../shell-command.ts';

const restic = 'restic "${options[@]}" --no-lock --no-cache';
const enter = `${asVolSync}${readPath}\np=\${p#.} id=$1`;
const readFile = digestedScript(enter, `${restic} dump -- "$id" "$p"`);
const packFolder = digestedScript(enter, `${restic} dump --archive tar -- "$id:\${p%/*}/" "/\${p##*/}"`);

/** restic writes line by line, and each line would be a message. */
const inLargePieces = 'dd ibs=65536 obs=65536 2>/dev/null; exit "${PIPESTATUS[0]}"';
/** The same as the default of `verify`: restic would retry a silent server for 15 minutes. */
const answerSeconds = 110;
/** Bash that runs restic on the repository with the following arguments; exits with 124 if no answer came in time. */
const runRestic = `${asVolSyncIfOpen}limit=()
command -v timeout >/dev/null && limit=(timeout -k 5 ${answerSeconds})
"\${limit[@]}" ${restic} "$@" | ${inLargePieces}`;
const showTree = `${enter}\nexec ${restic} cat tree "$id:$p"`;
/** Lists what restic silently leaves out of archives; the snapshot's own line comes first. */
const showOthers = `${enter}\n${restic} ls --json --recursive -- "$id" "$p" | grep -Ev '"type":"(file|dir|symlink)"'; exit "\${PIPESTATUS[0]}"`;
const showFiles = `${enter}\n${restic} ls --json --recursive -- "$id" "$p" | ${inLargePieces}`;

/** The output of restic with these arguments. */
export async function resticText(
  words: readonly string[],
  work: Workplace,
  onErrors: (lines: readonly string[]) => void,
): Promise<string> {
  return textOf(resticOutput(words, work, onErrors));
}

/** The same as a stream. */
export function resticOutput(
  words: readonly string[],
  work: Workplace,
  onErrors?: (lines: readonly string[]) => void,
): AsyncGenerator<Uint8Array, void> {
  return programOutput(['bash', '-c', runRestic, 'volsyncctl', ...words], work, onErrors);
}

/** The files of one snapshot, in a pod that reaches its repository as its mover does. */
export function backupFiles(snapshot: Snapshot, work: Workplace, target: VolumeTarget): VolumeFiles {
  const place = { target, in: snapshot };
  const script = (text: string, path: string, mark?: string) => {
    const words = [...(mark === undefined ? [] : [mark]), podPath(path), snapshot.id];
    return ['bash', '-c', text, 'volsyncctl', ...words];
  };
  const folder = async (path: string) => readTree(await textOf(programOutput(script(showTree, path), work)), path);
  const stat = async (path: string): Promise<FileEntry> => {
    if (path === '/') return { path, type: 'dir', mode: 0o755, uid: 0, gid: 0, size: undefined, time: snapshot.time };
    const entries = await folder(posix.dirname(path)).catch((error: unknown) => {
      throw explained(error, path, place);
    });
    const found = entries.find((entry) => entry.path === path);
    if (found === undefined) throw absent(path, place);
    return found;
  };
  const list = async function* (path: string, isRecursive: boolean): AsyncGenerator<FileEntry, void> {
    try {
      const all = () => beneath(path, programOutput(script(showFiles, path), work));
      if (isRecursive) yield* allExactly(path, all, folder);
      else yield* await folder(path);
    } catch (error) {
      if (!(error instanceof ProgramError) || !error.errors.some((line) => line.includes('not a directory'))) {
        throw explained(error, path, place);
      }
      yield await stat(path);
    }
  };
  const digested = (text: string, path: string, onDigest?: Heard['onDigest']) =>
    translated(
      digestedOutputOf((mark) => script(text, path, mark), work, { onDigest }),
      (error) => explained(error, path, place),
    );
  const archive = async function* (path: string, { onDigest, onLeftOut }: Heard = {}) {
    if (onLeftOut !== undefined) {
      const others = beneath('/', programOutput(script(showOthers, path), work));
      for await (const { path: at, type } of others) onLeftOut(posix.relative(posix.dirname(path), at), type);
    }
    yield* digested(path === '/' ? packRoot : packFolder, path, onDigest);
  };
  return {
    stat,
    list,
    read: (path) => digested(readFile, path),
    fetch: (path, { onDigest } = {}) => digested(readFile, path, onDigest),
    archive,
    program: (words) => ['bash', '-c', shellOf(snapshot), 'bash', ...(words ?? ['bash'])],
  };
}

/** For a repository without a snapshot: a program can be run, and everything else is refused. */
export function filesWithoutSnapshot(refusal: Failure): VolumeFiles {
  const refuse = (): never => {
    throw refusal;
  };
  const program: VolumeFiles['program'] = (words) => ['bash', '-c', shellOf(undefined), 'bash', ...(words ?? ['bash'])];
  return { stat: refuse, list: refuse, read: refuse, fetch: refuse, archive: refuse, program };
}

const packRoot = digestedScript(enter, `${restic} dump --archive tar -- "$id" /`);

/**
 * In an interactive shell `restic` reads but does not write: it gets the credentials from the pod's first process, and
 * only read-only commands are allowed. The shell and other commands do not have them in their environment. This guards
 * against mistakes, not against intent: whoever can run a program in this pod can read the environment of its first
 * process.
 */
function shellOf(snapshot: Snapshot | undefined): string {
  const variable = snapshot === undefined ? '' : `SNAPSHOT=${shortId(snapshot.id)} `;
  return `mkdir -p /tmp/bin && cat >/tmp/bin/restic <<'END'
#!/bin/bash
case $1 in
  ls | dump | find | snapshots | stats | diff | cat | check | list | version | help) ;;
  *) echo "volsyncctl: only what reads is let through here: ls, dump, find, snapshots, stats, diff, cat, check, list" >&2; exit 1 ;;
esac
while IFS= read -rd '' pair; do
  case $pair in [A-Z_a-z]*=*) export "$pair" 2>/dev/null ;; esac
done </proc/1/environ
${asVolSync}PATH=\${PATH#/tmp/bin:}
exec restic "\${options[@]}" --no-lock --no-cache "$@"
END
chmod +x /tmp/bin/restic; cd /tmp
exec env -i PATH="/tmp/bin:$PATH" HOME="\${HOME:-/tmp}" TERM="\${TERM-}" LANG="\${LANG-}" ${variable}"$@"`;
}

/** The output of `restic ls` as a stream: the snapshot's own line, then the entries at a path. */
async function* beneath(path: string, output: AsyncIterable<Uint8Array>): AsyncGenerator<FileEntry, void> {
  let count = -1;
  for await (const line of linesOf(output)) {
    count += 1;
    if (count === 0) readListedSnapshot(line);
    else {
      const entry = readListedFile(line);
      if (entry.path !== path || entry.type !== 'dir') yield entry;
    }
  }
  if (count < 0) throw new Error('restic ls named no snapshot');
  if (count === 0 && path !== '/') throw new ProgramError(1, ['not found']);
}

async function textOf(output: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of output) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface BackupPlace {
  readonly target: VolumeTarget;
  readonly in: Snapshot;
}

function absent(path: string, place: BackupPlace): Failure {
  return new Failure('not-found', `There is no ${JSON.stringify(path)} in snapshot ${shortId(place.in.id)}.`, {
    hint: lsHint(place, posix.dirname(path)),
  });
}

function explained(error: unknown, path: string, place: BackupPlace): unknown {
  if (error instanceof SyntaxError) {
    return new Failure('unknown', `restic's output could not be parsed: ${error.message}`, { cause: error });
  }
  if (!(error instanceof ProgramError)) return error;
  const damages = error.errors.filter(isDamage);
  if (damages.length > 0) {
    const { target } = place;
    return new Failure(
      'unprotected',
      `The repository is damaged: ${JSON.stringify(path)} of snapshot ${shortId(place.in.id)} cannot be read.`,
      {
        details: damages.slice(0, 2).map(withoutCredentials),
        hint:
          target.kind === 'app'
            ? shellCommand`volsyncctl verify ${target.app} -n ${target.namespace} --depth metadata`
            : undefined,
      },
    );
  }
  if (error.errors.some((line) => /not found|not a directory/.test(line))) return absent(path, place);
  // What may not be read, or did not answer, says nothing about the backup.
  const kind = error.errors.some(isOutOfReach) ? 'unknown' : 'failed';
  return new Failure(kind, `restic could not read ${JSON.stringify(path)} of snapshot ${shortId(place.in.id)}.`, {
    details: error.errors.slice(-10).map(withoutCredentials),
    hint: error.errors.some(isForbidden) ? fixCommands.privilegedMovers(place.target.namespace) : undefined,
  });
}
