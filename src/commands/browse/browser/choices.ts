import { agoText } from '../../../text/age.ts';
import { sizeText, countText } from '../../../text/size.ts';
import { timeText } from '../../../text/time-text.ts';
import { shortId, type Snapshot } from '../../../restic/snapshots.ts';
import type { Choice } from '../../../cli/choose.ts';

/** What can be browsed: an app by its ReplicationSource, or a claim that none backs up. */
export interface Browsable {
  readonly kind: 'app' | 'pvc';
  readonly namespace: string;
  readonly name: string;
  /** Of an app, where it is known. */
  readonly lastBackup?: { readonly id: string | undefined; readonly time: Date } | undefined;
}

/** Where files are looked at. */
export type BrowseTarget = 'live' | 'snapshot' | 'backup';

/** The namespaces in which there is something to browse, by name. */
export function namespaceChoices(all: readonly Browsable[]): readonly Choice<string>[] {
  const groups = [...Map.groupBy(all, ({ namespace }) => namespace)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(0, ...groups.map(([namespace]) => namespace.length));
  return groups.map(([namespace, found]) => {
    const apps = found.filter(({ kind }) => kind === 'app').length;
    const counts = [apps > 0 && countText(apps, 'app'), found.length > apps && countText(found.length - apps, 'PVC')];
    const line = `${namespace.padEnd(width)}  ${counts.filter((count) => count !== false).join(', ')}`;
    return { value: namespace, line, short: namespace };
  });
}

/** What can be browsed in one namespace: apps with their last backup, then `pvc/NAME`. */
export function subjectChoices(all: readonly Browsable[], namespace: string, now: Date): readonly Choice<Browsable>[] {
  const found = all
    .filter((subject) => subject.namespace === namespace)
    .toSorted((a, b) => (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'app' ? -1 : 1));
  const width = Math.max(0, ...found.map((subject) => nameOf(subject).length));
  return found.map((subject) => {
    const short = nameOf(subject);
    return { value: subject, line: `${short.padEnd(width)}  ${backupText(subject, now)}`.trimEnd(), short };
  });
}

/** The three places, with the reason for each that cannot be had here. */
export function targetChoices(
  refusals: Readonly<Partial<Record<BrowseTarget, string>>>,
): readonly Choice<BrowseTarget>[] {
  return [
    { value: 'live', line: 'live volume (read-only)', short: 'live volume (read-only)', refused: refusals.live },
    { value: 'snapshot', line: 'VolumeSnapshot', short: 'VolumeSnapshot', refused: refusals.snapshot },
    { value: 'backup', line: 'backup', short: 'backup', refused: refusals.backup },
  ];
}

/** The snapshots of a backup, newest first: id, time, age, size and files. */
export function snapshotChoices(snapshots: readonly Snapshot[], now: Date): readonly Choice<Snapshot>[] {
  return snapshots
    .toSorted((a, b) => b.time.getTime() - a.time.getTime())
    .map((snapshot) => {
      const { id, time, summary } = snapshot;
      const size = summary === undefined ? '–' : `${sizeText(summary.bytes)}, ${countText(summary.files, 'file')}`;
      const line = `${shortId(id)}  ${timeText(time)}  ${agoText(time, now).padEnd(8)}  ${size}`;
      return { value: snapshot, line, short: `${shortId(id)} of ${timeText(time)}` };
    });
}

function nameOf({ kind, name }: Browsable): string {
  return kind === 'app' ? name : `pvc/${name}`;
}

/** In the tone of the answer: `(724684cd, 12m ago)`. */
function backupText({ kind, lastBackup }: Browsable, now: Date): string {
  if (kind === 'pvc') return '';
  if (lastBackup === undefined) return '(no backup known)';
  const { id, time } = lastBackup;
  return id === undefined ? `(${agoText(time, now)})` : `(${shortId(id)}, ${agoText(time, now)})`;
}
