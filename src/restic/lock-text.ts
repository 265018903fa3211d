/** Who holds a lock, as restic's refusal names it. */
export interface LockHolder {
  readonly isExclusive: boolean;
  readonly pid: number;
  /** The holder's host name: for a mover the name of its pod. */
  readonly host: string;
  /** As restic printed it, in the mover's time zone, such as `2026-11-23 09:14:05`; undefined where it was cut off. */
  readonly since: string | undefined;
}

/** Reads "unable to create lock in backend: repository is already locked …", as restic 0.16 to 0.19 print it. */
export function readLock(text: string): LockHolder | undefined {
  const held = /repository is already locked (?<exclusively>exclusively )?by PID (?<pid>\d+) on (?<host>\S+)/.exec(
    text,
  );
  if (held?.groups === undefined) return undefined;
  return {
    isExclusive: held.groups['exclusively'] !== undefined,
    pid: Number(held.groups['pid']),
    host: held.groups['host'] ?? '',
    since: /lock was created at (?<since>[-\d]+ [:\d]+)/.exec(text)?.groups?.['since'],
  };
}
