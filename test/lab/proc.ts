import { readFileSync } from 'node:fs';

/** A unique process: its number can be reused later, its start time cannot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: clock ticks since the machine started. */
  readonly startTime: string;
}

/** The process with this number now; undefined if there is none, or only a zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return stat.state === 'Z' || stat.state === 'X' ? undefined : { pid, startTime: stat.startTime };
  } catch {
    return undefined;
  }
}

/** Whether exactly this process is still running. */
export function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTime === process.startTime;
}

/** Sends a signal to exactly this process; does nothing if it is gone. */
export function signal(target: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** State and start time from a /proc/<pid>/stat line; the command's name in it may contain blanks and brackets. */
export function parseStat(line: string): { state: string; startTime: string } {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || startTime === undefined) throw new Error(`not a /proc/<pid>/stat line: ${line}`);
  return { state, startTime };
}
