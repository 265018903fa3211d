import { plain, type ForeignText } from '../foreign-text.ts';

/** The time of the snapshot that a restore took, according to the mover's log; undefined if it is not in the log. */
export function restoredMoment(log: ForeignText): Date | undefined {
  const pattern =
    /^restoring (?:<S|s)napshot [0-9a-f]+ of .* at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\S* ([+-]\d\d)(\d\d) /m;
  const [, day, clock, hours, minutes] = pattern.exec(plain(log)) ?? [];
  if (day === undefined) return undefined;
  const moment = new Date(`${day}T${clock ?? ''}${hours ?? ''}:${minutes ?? ''}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** The host and paths of the restored snapshot, according to the mover's log. */
export function restoredFrom(log: ForeignText): { readonly host: string; readonly paths: string } | undefined {
  const pattern =
    /^restoring (?:<S|s)napshot [0-9a-f]+ of \[(?<paths>.*)\] at \d{4}-\d\d-\d\d .* by [^\s@]*@(?<host>\S+?)>? to /m;
  const { host, paths } = pattern.exec(plain(log))?.groups ?? {};
  return host === undefined || paths === undefined ? undefined : { host, paths };
}

/** The address at which a mover created a missing repository; undefined if it created none. */
export function createdRepositoryAt(log: ForeignText): string | undefined {
  return /^created restic repository \S+ at (.+)$/m.exec(plain(log))?.[1]?.trim();
}
