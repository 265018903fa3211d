import { isDamage } from '../restic/damage.ts';
import { readMoverLog } from '../restic/mover-log.ts';
import { readRepositoryLock } from '../restic/repository-lock.ts';
import { failedByLine } from './mover-failure-lines.ts';
import { lasting, passing, type MoverFailure } from './mover-failure.ts';

/** A mover's container that ended with another code than 0. */
export interface EndedMover {
  readonly exitCode: number;
  /** Kubernetes' word for it, such as `OOMKilled`. */
  readonly terminationReason?: string | undefined;
  readonly lines: readonly string[];
}

/**
 * Why a mover failed. The log decides, not the exit code: the mover's script ends with 3 for a wrong password, a held
 * lock and unreadable files alike.
 */
export function failureOfMover({ exitCode, terminationReason, lines }: EndedMover): MoverFailure {
  const words = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^=+ /.test(line));
  const failure =
    killed(exitCode, terminationReason, words) ??
    locked(words) ??
    damaged(words) ??
    unreadable(words) ??
    failedByLine(words) ??
    notUnderstood(exitCode, words);
  return atStep(failure, stepOf(lines));
}

/** The last step that the script says it has begun. */
function stepOf(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^=== Starting (?<step>\w+) ===$/.exec(line.trim())?.groups?.['step']).findLast(Boolean);
}

/** What comes after the backup fails on its own: the snapshot is there, and each retry saves one more. */
function atStep(failure: MoverFailure, step: string | undefined): MoverFailure {
  if (step !== 'forget' && step !== 'prune') return failure;
  const message = `${step} fails after the snapshot was saved: ${failure.message}`;
  return { ...failure, ...(failure.lock === undefined && { message }), step };
}

/** The last lines of a log that say something. */
function lastWords(words: readonly string[]): readonly string[] {
  return words.slice(-4);
}

function killed(exitCode: number, reason: string | undefined, words: readonly string[]): MoverFailure | undefined {
  if (reason === 'OOMKilled') {
    return lasting('killed', 'the mover was killed because it needed more memory than it may have', lastWords(words));
  }
  if (exitCode !== 137 && exitCode !== 143) return undefined;
  return passing('killed', `the mover was ended from outside (exit code ${exitCode})`, lastWords(words));
}

/** Whether the lock's holder still works is not in the log; until somebody looked, it may. */
function locked(words: readonly string[]): MoverFailure | undefined {
  const lock = readRepositoryLock(words);
  if (lock === undefined) return undefined;
  const how = lock.isExclusive ? 'locked exclusively' : 'locked';
  const details = words.filter((line) => /already locked .*by PID|lock was created at/.test(line)).slice(-2);
  return { ...passing('locked', `the repository is ${how} by ${lock.host}`, details), lock };
}

/** Before what restic makes of it: it cannot compare files with a backup that is damaged, and reads them all the same. */
function damaged(words: readonly string[]): MoverFailure | undefined {
  const lines = words.filter(isDamage);
  return lines.length === 0 ? undefined : lasting('damaged', 'the repository is damaged', lines.slice(0, 2));
}

/** Files that vanish while they are read are gone at the next try; others stay unreadable. */
function unreadable(words: readonly string[]): MoverFailure | undefined {
  if (!words.includes('Warning: at least one source file could not be read')) return undefined;
  const errors = readMoverLog(words).unreadable;
  const isPassing = errors.length > 0 && errors.every((error) => error.endsWith('no such file or directory'));
  if (isPassing) return passing('unreadable-files', 'files vanished while they were read', errors);
  return lasting('unreadable-files', 'not all files could be read', errors);
}

function notUnderstood(exitCode: number, words: readonly string[]): MoverFailure {
  const said = words.findLast((line) => /^(?:Fatal|ERROR|panic|error)\b/.test(line)) ?? words.at(-1);
  const message = said === undefined ? 'the mover ended without a word' : `the mover says: ${said}`;
  return passing('failing', `${message} (exit code ${exitCode})`, lastWords(words));
}
