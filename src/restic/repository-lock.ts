import { goDurationMs } from '../go-duration.ts';

/** The lock that blocked restic. */
export interface RepositoryLock {
  /** The host that took it: for a mover, the name of its pod. */
  readonly host: string;
  readonly pid: number;
  readonly user: string;
  /** An exclusive lock blocks everything, another lock only forget, prune and the like. */
  readonly isExclusive: boolean;
  /** Its age when the line was written; a running restic renews its lock every 5 minutes. */
  readonly ageMs: number | undefined;
}

/** The last lock that a log mentions. */
export function readRepositoryLock(lines: readonly string[]): RepositoryLock | undefined {
  const index = lines.findLastIndex((line) => lockedBy.test(line));
  const groups = lockedBy.exec(lines[index] ?? '')?.groups;
  if (groups === undefined) return undefined;
  const age = /^lock was created at .* \((?<age>\S+) ago\)/.exec(lines[index + 1]?.trim() ?? '')?.groups?.['age'];
  return {
    host: groups['host'] ?? '',
    pid: Number(groups['pid']),
    user: groups['user'] ?? '',
    isExclusive: groups['exclusively'] !== undefined,
    ageMs: age === undefined ? undefined : goDurationMs(age),
  };
}

const lockedBy =
  /repository is already locked (?<exclusively>exclusively )?by PID (?<pid>\d+) on (?<host>\S+) by (?<user>.*?) \(UID/;
