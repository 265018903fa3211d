import { nameText, plainLine } from '../foreign-text.ts';
import { lockSteps } from './lock-script.ts';
import type { RepositoryLock } from './repository-lock.ts';
import type { StepOutput } from './step-log.ts';

/** A lock in a repository. */
export interface LockFile extends Omit<RepositoryLock, 'ageMs'> {
  readonly id: string;
  /** When it was taken or last renewed, on the clock of its host; a renewed lock has a new id. */
  readonly time: Date;
}

/** The locks of a repository. */
export interface RepositoryLocks {
  readonly locks: readonly LockFile[];
  /** Ids of locks that exist but cannot be read. */
  readonly unreadable: readonly string[];
}

/** Parses what `lockCommand` listed; a lock that disappeared while it was read is left out. */
export function readLocks(steps: readonly StepOutput[]): RepositoryLocks {
  const listed = listedLocks(steps, lockSteps.again) ?? listedLocks(steps, lockSteps.list) ?? [];
  const read = listed.map((id) => ({ id, lock: lockOf(id, steps) }));
  return {
    locks: read.flatMap(({ lock }) => lock ?? []).toSorted((a, b) => a.time.getTime() - b.time.getTime()),
    unreadable: read.filter(({ lock }) => lock === undefined).map(({ id }) => id),
  };
}

/** The ids that a step listed; undefined if the step did not run or failed. */
export function listedLocks(steps: readonly StepOutput[], name: string): readonly string[] | undefined {
  const step = steps.find((each) => each.name === name);
  if (step?.exitCode !== 0) return undefined;
  return step.output.map((line) => line.trim()).filter((line) => /^[0-9a-f]{64}$/.test(line));
}

function lockOf(id: string, steps: readonly StepOutput[]): LockFile | undefined {
  const step = steps.find(({ name }) => name === `lock-${id}`);
  if (step?.exitCode !== 0) return undefined;
  try {
    return checked(id, JSON.parse(step.output.join('\n')) as Readonly<Record<string, unknown>>);
  } catch {
    return undefined;
  }
}

function checked(id: string, { time, hostname, username, pid, exclusive }: Readonly<Record<string, unknown>>) {
  const at = new Date(typeof time === 'string' ? time : Number.NaN);
  if (typeof hostname !== 'string' || typeof pid !== 'number' || Number.isNaN(at.getTime())) return undefined;
  const user = typeof username === 'string' ? username : '';
  return { id, time: at, host: nameText(hostname), pid, user: plainLine(user), isExclusive: exclusive === true };
}
