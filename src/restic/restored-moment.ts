import { plain, type ForeignText } from '../foreign-text.ts';

/** The time of the snapshot that a restore took, as the mover's log names it; undefined where it does not. */
export function restoredMoment(log: ForeignText): Date | undefined {
  const pattern =
    /^restoring (?:<S|s)napshot [0-9a-f]+ of .* at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\S* ([+-]\d\d)(\d\d) /m;
  const [, day, clock, hours, minutes] = pattern.exec(plain(log)) ?? [];
  if (day === undefined) return undefined;
  const moment = new Date(`${day}T${clock ?? ''}${hours ?? ''}:${minutes ?? ''}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** The host and paths that the restored snapshot was made with, as the mover's log names them. */
export function restoredFrom(log: ForeignText): { readonly host: string; readonly paths: string } | undefined {
  const pattern =
    /^restoring (?:<S|s)napshot [0-9a-f]+ of \[(?<paths>.*)\] at \d{4}-\d\d-\d\d .* by [^\s@]*@(?<host>\S+?)>? to /m;
  const { host, paths } = pattern.exec(plain(log))?.groups ?? {};
  return host === undefined || paths === undefined ? undefined : { host, paths };
}

/** Where a mover has made a repository, because there was none; undefined where it has made none. */
export function createdRepositoryAt(log: ForeignText): string | undefined {
  return /^created restic repository \S+ at (.+)$/m.exec(plain(log))?.[1]?.trim();
}
