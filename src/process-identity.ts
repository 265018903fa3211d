import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Creator, CreatorState } from './creator.ts';

/** How a process is known to those who find later what it has made. */
export function identityOf(pid: number): Creator {
  const start = startOf(pid);
  return { hostname: hostname(), pid, place: start === undefined ? undefined : `${machine()} ${start}` };
}

/**
 * What has become of a process that called itself that. A host name alone does not name a machine, so that where the
 * boot or the PID namespace is another one, it is a process of somewhere else.
 */
export function creatorState(maker: Creator, isAlive: (pid: number) => boolean): CreatorState {
  if (maker.hostname !== hostname()) return 'elsewhere';
  const [, place, start] = /^(.*) (\S+)$/.exec(maker.place ?? '') ?? [];
  if ((place ?? '') !== (startOf('self') === undefined ? '' : machine())) return 'elsewhere';
  if (!isAlive(maker.pid)) return 'gone';
  // A number is given to other processes later on.
  return start === undefined || start === startOf(maker.pid) ? 'running' : 'gone';
}

function machine(): string {
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** When a process began, in ticks since the boot; undefined where it has ended, or the system does not say (only Linux does). */
function startOf(pid: number | 'self'): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, in brackets, and may hold anything.
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
