import { plain, type ForeignText } from '../foreign-text.ts';
import { isDamage } from '../restic/damage.ts';
import { readMoverLog } from '../restic/mover-log.ts';
import { readRepositoryLock } from '../restic/repository-lock.ts';
import { lasting, passing, type Diagnosis } from './diagnosis.ts';

/** A mover's container that exited with a non-zero code. */
export interface EndedMover {
  readonly exitCode: number;
  /** Kubernetes' termination reason, such as `OOMKilled`. */
  readonly terminationReason?: ForeignText | undefined;
  readonly lines: readonly ForeignText[];
}

/**
 * Why a mover failed. The log decides, not the exit code: the mover's script exits with 3 for a wrong password, a held
 * lock and unreadable files alike.
 */
export function failureOfMover({ exitCode, terminationReason, lines }: EndedMover): Diagnosis {
  const said = lines.map(plain);
  const words = said.map((line) => line.trim()).filter((line) => line !== '' && !/^=+ /.test(line));
  const failure =
    killed(exitCode, terminationReason, words) ??
    locked(words) ??
    damaged(words) ??
    unreadable(words) ??
    failedByLine(words) ??
    notUnderstood(exitCode, words);
  return atStep(failure, stepOf(said));
}

/** The last step that the script reports as started. */
function stepOf(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^=== Starting (?<step>\w+) ===$/.exec(line.trim())?.groups?.['step']).findLast(Boolean);
}

/** Steps after the backup fail on their own: the snapshot exists, and each retry saves one more. */
function atStep(failure: Diagnosis, step: string | undefined): Diagnosis {
  if (step !== 'forget' && step !== 'prune') return failure;
  const message = `${step} fails after the snapshot was saved: ${failure.message}`;
  return { ...failure, ...(failure.lock === undefined && { message }), step };
}

/** The last meaningful lines of a log. */
function lastWords(words: readonly string[]): readonly string[] {
  return words.slice(-4);
}

function killed(exitCode: number, reason: ForeignText | undefined, words: readonly string[]): Diagnosis | undefined {
  if (reason === 'OOMKilled') {
    return lasting('killed', 'the mover was killed because it exceeded its memory limit', lastWords(words));
  }
  if (exitCode !== 137 && exitCode !== 143) return undefined;
  return passing('killed', `the mover was stopped from outside (exit code ${exitCode})`, lastWords(words));
}

/** The log does not show whether the lock's holder is still running; until that is checked, it may be. */
function locked(words: readonly string[]): Diagnosis | undefined {
  const lock = readRepositoryLock(words);
  if (lock === undefined) return undefined;
  const how = lock.isExclusive ? 'locked exclusively' : 'locked';
  const details = words.filter((line) => /already locked .*by PID|lock was created at/.test(line)).slice(-2);
  return { ...passing('locked', `the repository is ${how} by ${lock.host}`, details), lock };
}

/** Checked before restic's consequence of it: it cannot compare files with a damaged backup, and reads them all. */
function damaged(words: readonly string[]): Diagnosis | undefined {
  const lines = words.filter(isDamage);
  return lines.length === 0 ? undefined : lasting('damaged', 'the repository is damaged', lines.slice(0, 2));
}

/** Files that vanish while they are read are gone at the next attempt; other files stay unreadable. */
function unreadable(words: readonly string[]): Diagnosis | undefined {
  if (!words.includes('Warning: at least one source file could not be read')) return undefined;
  const errors = readMoverLog(words).unreadable;
  const isPassing = errors.length > 0 && errors.every((error) => error.endsWith('no such file or directory'));
  if (isPassing) return passing('unreadable-files', 'files vanished while they were read', errors);
  return lasting('unreadable-files', 'not all files could be read', errors);
}

function notUnderstood(exitCode: number, words: readonly string[]): Diagnosis {
  const said = words.findLast((line) => /^(?:Fatal|ERROR|panic|error)\b/.test(line)) ?? words.at(-1);
  const message = said === undefined ? 'the mover ended without a message' : `the mover says: ${said}`;
  return passing('failing', `${message} (exit code ${exitCode})`, lastWords(words));
}

/** Finds the line of a mover's log that explains its failure; undefined if none is known. */
function failedByLine(words: readonly string[]): Diagnosis | undefined {
  for (const { pattern, judge } of causes) {
    const line = words.findLast((word) => pattern.test(word));
    if (line !== undefined) return judge(line, words);
  }
  return undefined;
}

interface Cause {
  readonly pattern: RegExp;
  readonly judge: (line: string, words: readonly string[]) => Diagnosis;
}

/** In order of precedence: more specific causes first. Each line was printed by restic 0.18.1 or the mover's script. */
const causes: readonly Cause[] = [
  {
    pattern: /wrong password or no key found/,
    judge: (line) => lasting('wrong-password', 'the password does not open the repository', [line]),
  },
  {
    pattern: /^ERROR: \w+ must be defined$/,
    judge: (line) =>
      lasting('secret-missing', `the repository's Secret has no ${line.split(' ')[1] ?? ''}, or it is empty`, [line]),
  },
  {
    pattern:
      /no space left on device|disk quota exceeded|file too large|Insufficient Storage|StorageFull|QuotaExceeded/i,
    judge: (line) => lasting('no-space', `no space left ${placeOf(line)}`, [line]),
  },
  {
    pattern:
      /AccessDenied|Access Denied|InvalidAccessKeyId|SignatureDoesNotMatch|HTTP response \(?40[13]|unable to authenticate/,
    judge: (line) => lasting('repository-unreachable', "the repository's server refuses the credentials", [line]),
  },
  {
    pattern: /x509: /,
    judge: (line) =>
      lasting('repository-unreachable', "the certificate of the repository's server is not trusted", [line]),
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|Client\.Timeout|TLS handshake timeout|network is unreachable|no route to host|connection reset|connection timed out|stale file handle|input\/output error|host is down|server misbehaving|HTTP response \(?5\d\d|unexpected EOF/i,
    judge: (line) => passing('repository-unreachable', 'the repository cannot be reached', [line]),
  },
  {
    pattern: /(?:permission denied|operation not permitted)$/,
    judge: (line) =>
      lasting('repository-unreachable', 'the mover has no permission to read or write the repository', [line]),
  },
  {
    pattern: /parsing repository location failed/,
    judge: (line) =>
      lasting('repository-missing', 'RESTIC_REPOSITORY is not a location that restic understands', [line]),
  },
  {
    pattern:
      /(?:create repository at .* failed|Is there a repository at the following location|repository does not exist)/,
    judge: (line) => lasting('repository-missing', 'the repository does not exist and cannot be created', [line]),
  },
  {
    // The script gives `restic cat config` 60 s and prints its output; with a hanging mount there is none.
    pattern: /^ERROR: failure checking existence of repository$/,
    judge: (line, words) =>
      passing('repository-unreachable', 'the repository did not answer in 60s', [...words.slice(-3, -1), line]),
  },
];

/** The mover writes to four places: the volume that it restores into, the repository, the cache and memory. */
function placeOf(line: string): string {
  if (line.startsWith('ignoring error for ') || line.includes(' /data/')) return 'on the target volume';
  if (line.includes(' /cache/')) return "on the mover's cache volume";
  return line.includes(' /tmp/') ? "in the mover's memory for temporary files" : 'in the repository';
}
