import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Creator, CreatorState } from './creator.ts';

/** The identity of a process, for those who find later what it created. */
export function identityOf(pid: number): Creator {
  const start = startOf(pid);
  return { hostname: hostname(), pid, place: start === undefined ? undefined : `${machine()} ${start}` };
}

/**
 * The state of a process with that identity. A host name alone does not identify a machine: with another boot or PID
 * namespace, the process is elsewhere.
 */
export function creatorState(creator: Creator, isAlive: (pid: number) => boolean): CreatorState {
  if (creator.hostname !== hostname()) return 'elsewhere';
  const [, place, start] = /^(.*) (\S+)$/.exec(creator.place ?? '') ?? [];
  if ((place ?? '') !== (startOf('self') === undefined ? '' : machine())) return 'elsewhere';
  if (!isAlive(creator.pid)) return 'gone';
  // The system reuses process numbers.
  return start === undefined || start === startOf(creator.pid) ? 'running' : 'gone';
}

function machine(): string {
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
}

/**
 * The start of a process in ticks since boot; undefined if it has ended, or the system does not provide it (only Linux
 * does).
 */
function startOf(pid: number | 'self'): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, in brackets, and may contain anything.
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
