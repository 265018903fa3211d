import { rawText, type ForeignText } from '../foreign-text.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';

/** The selection of a ReplicationDestination: `restoreAsOf`, and `previous` counted from there. */
export interface RestoreSelector {
  readonly asOf: Date | undefined;
  readonly previous: number;
}

/** What a restore would take. With `none`, VolSync restores nothing and reports success. */
export type RestoreChoice =
  | { readonly kind: 'chosen'; readonly snapshot: Snapshot }
  | { readonly kind: 'none' }
  /** The mover's choice cannot be predicted. */
  | { readonly kind: 'unclear'; readonly why: string };

/**
 * The snapshots in the order in which VolSync's mover counts them for `previous: N`: N is the index in this list. It
 * counts every snapshot whose line in restic's table contains `/data`, whoever made it, and of two within the same
 * second only the newer one (mover-restic/entry.sh of VolSync 0.16). `snapshots` are all snapshots, newest first.
 */
export function restoreOrder(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const ofSecond = new Map<number, Snapshot>();
  return snapshots.filter(isEligible).map((snapshot) => {
    const first = ofSecond.get(secondOf(snapshot.time)) ?? snapshot;
    ofSecond.set(secondOf(snapshot.time), first);
    return first;
  });
}

/** The snapshot that VolSync would restore; `snapshots` are all snapshots, newest first. */
export function restoreChoice(snapshots: readonly Snapshot[], { asOf, previous }: RestoreSelector): RestoreChoice {
  const why = misread(snapshots);
  if (why !== undefined) return { kind: 'unclear', why };
  const order = restoreOrder(snapshots);
  const first = asOf === undefined ? 0 : order.findIndex(({ time }) => secondOf(time) <= secondOf(asOf));
  const snapshot = first < 0 ? undefined : order[first + previous];
  return snapshot === undefined ? { kind: 'none' } : (twins(snapshot, snapshots) ?? { kind: 'chosen', snapshot });
}

/** Why the mover cannot count the snapshots: it reads each line of a snapshot with several paths as a snapshot. */
export function misread(snapshots: readonly Snapshot[]): string | undefined {
  const mixed = snapshots.find(({ paths }) => paths.slice(1).some(isMentioned));
  if (mixed === undefined) return undefined;
  return `snapshot ${shortId(mixed.id)} has several paths, which VolSync's mover takes for several snapshots`;
}

/** restic lists two snapshots of exactly the same time in any order. */
function twins(snapshot: Snapshot, snapshots: readonly Snapshot[]): RestoreChoice | undefined {
  const isTwin = ({ id, time }: Snapshot) => id !== snapshot.id && time.getTime() === snapshot.time.getTime();
  const twin = snapshots.filter(isEligible).find(isTwin);
  if (twin === undefined) return undefined;
  const why = `snapshots ${shortId(snapshot.id)} and ${shortId(twin.id)} have the same time: VolSync takes one by chance`;
  return { kind: 'unclear', why };
}

/** The first line of a snapshot in restic's table has the host, the tags and the first path. */
function isEligible({ host, tags = [], paths: [path = ''] }: Snapshot): boolean {
  return [host, ...tags, path].some(isMentioned);
}

function isMentioned(text: ForeignText): boolean {
  return rawText(text).includes('/data');
}

/** The mover ignores fractions of a second, both of snapshots and of `restoreAsOf`. */
function secondOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
