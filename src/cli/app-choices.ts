import { agoText } from '../text/age.ts';
import { countText } from '../text/size.ts';
import { shortId } from '../restic/snapshots.ts';
import type { Choice } from './choose.ts';

/** What can be chosen: an app by its ReplicationSource, or a PVC without a backup. */
export interface ChoosableVolume {
  readonly kind: 'app' | 'pvc';
  readonly namespace: string;
  readonly name: string;
  /** For an app, if known. */
  readonly lastBackup?: { readonly id: string | undefined; readonly time: Date } | undefined;
}

/** The namespaces that have something to choose, sorted by name. */
export function namespaceChoices(all: readonly ChoosableVolume[]): readonly Choice<string>[] {
  const groups = [...Map.groupBy(all, ({ namespace }) => namespace)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(0, ...groups.map(([namespace]) => namespace.length));
  return groups.map(([namespace, found]) => {
    const apps = found.filter(({ kind }) => kind === 'app').length;
    const counts = [apps > 0 && countText(apps, 'app'), found.length > apps && countText(found.length - apps, 'PVC')];
    const line = `${namespace.padEnd(width)}  ${counts.filter((count) => count !== false).join(', ')}`;
    return { value: namespace, line, short: namespace };
  });
}

/** What can be chosen in one namespace: apps with their last backup, then `pvc/NAME`. */
export function subjectChoices(
  all: readonly ChoosableVolume[],
  namespace: string,
  now: Date,
): readonly Choice<ChoosableVolume>[] {
  const found = all
    .filter((subject) => subject.namespace === namespace)
    .toSorted((a, b) => (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'app' ? -1 : 1));
  const width = Math.max(0, ...found.map((subject) => nameOf(subject).length));
  return found.map((subject) => {
    const short = nameOf(subject);
    return { value: subject, line: `${short.padEnd(width)}  ${backupText(subject, now)}`.trimEnd(), short };
  });
}

function nameOf({ kind, name }: ChoosableVolume): string {
  return kind === 'app' ? name : `pvc/${name}`;
}

/** Formatted like the choices: `(724684cd, 12m ago)`. */
function backupText({ kind, lastBackup }: ChoosableVolume, now: Date): string {
  if (kind === 'pvc') return '';
  if (lastBackup === undefined) return '(no backup known)';
  const { id, time } = lastBackup;
  return id === undefined ? `(${agoText(time, now)})` : `(${shortId(id)}, ${agoText(time, now)})`;
}
