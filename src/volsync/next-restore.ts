import { plainLine } from '../foreign-text.ts';
import { isMoverSnapshot, shortId, type Snapshot } from '../restic/snapshots.ts';
import { restoreChoice, restoreOrder, type RestoreChoice, type RestoreSelector } from './restore-choice.ts';
import { isForeign, type SnapshotOrigin } from './snapshot-origin.ts';
import { dateOf } from './sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';
import { protectedApp, unknownApp, unprotected, type Judgement } from './verdict.ts';
import { shellCommand, shellWords, type ShellWords } from '../shell-command.ts';

/** What VolSync would fill a new volume of an app with. */
export type NextRestore =
  /** No destination fills it, or the repository was not read. */
  | { readonly kind: 'not-known' }
  /** `origin`: who made that snapshot. */
  | {
      readonly kind: 'restores';
      readonly snapshot: Snapshot;
      readonly origin: SnapshotOrigin;
      readonly isNewest: boolean;
    }
  | { readonly kind: 'nothing'; readonly message: string }
  | { readonly kind: 'unclear'; readonly message: string };

/** The input for predicting the next bootstrap. */
export interface NextRestoreFacts {
  readonly source: ReplicationSource;
  /** The destination that fills the app's PVC. */
  readonly destination: ReplicationDestination | undefined;
  /** All snapshots in the source's repository, newest first; undefined if they were not read. */
  readonly snapshots: readonly Snapshot[] | undefined;
  readonly origins: (snapshot: Snapshot) => SnapshotOrigin;
}

/**
 * Predicts which snapshot the destination would restore if the app were redeployed now, by the rules of VolSync's
 * mover.
 */
export function nextRestore({ source, destination, snapshots, origins }: NextRestoreFacts): NextRestore {
  if (destination === undefined || snapshots === undefined || snapshots.length === 0) return { kind: 'not-known' };
  const elsewhere = otherRepository(source, destination);
  if (elsewhere !== undefined) return { kind: 'unclear', message: elsewhere };
  const choice = restoreChoice(snapshots, selectorOf(destination));
  switch (choice.kind) {
    case 'chosen': {
      const { snapshot } = choice;
      const isNewest = restoreOrder(snapshots)[0]?.id === snapshot.id;
      return { kind: 'restores', snapshot, origin: origins(snapshot), isNewest };
    }
    case 'none':
      return { kind: 'nothing', message: `no snapshot is eligible for ${selectorText(destination)}` };
    case 'unclear':
      return { kind: 'unclear', message: choice.why };
  }
}

/** Judges that restore: the snapshot has to be the app's. */
export function judgeNextRestore(next: NextRestore, { metadata }: ReplicationSource): Judgement {
  const { name, namespace = '' } = metadata;
  const hint = shellCommand`volsyncctl snapshots ${name} -n ${namespace}`;
  switch (next.kind) {
    case 'not-known':
      return protectedApp;
    case 'nothing':
      return unprotected('restored-nothing', `the next bootstrap would restore nothing: ${next.message}`, { hint });
    case 'unclear':
      return unknownApp('no-evidence', `what the next bootstrap would restore is not known: ${next.message}`, { hint });
    case 'restores':
      return judgeSnapshot(next, shellWords`${name} -n ${namespace}`);
  }
}

function judgeSnapshot(
  { snapshot, origin }: Extract<NextRestore, { readonly kind: 'restores' }>,
  app: ShellWords,
): Judgement {
  const { id, host, paths } = snapshot;
  const hint = shellCommand`volsyncctl snapshots ${app}`;
  if (isForeign(origin)) {
    const whose =
      origin.kind === 'other-app'
        ? `of ${origin.app}`
        : `of host ${plainLine(host)}, path ${paths.map(plainLine).join(', ')}`;
    const message = `the next bootstrap would restore snapshot ${shortId(id)} ${whose}, which this app did not make`;
    return unprotected('foreign-snapshot', message, { hint });
  }
  if (origin.kind !== 'failed-mover') return protectedApp;
  const message = `the next bootstrap would restore snapshot ${shortId(id)}, whose mover failed: files may be missing`;
  return unknownApp('no-evidence', message, { hint: shellCommand`volsyncctl trigger ${app}` });
}

/**
 * The snapshots that a destination would have preferred to the one that filled a volume, had it restored just before. A
 * kept destination fills a new volume with what it restored long ago. `snapshots` are all snapshots in the repository.
 */
export function missedSnapshots(
  restored: { readonly snapshot: string; readonly snapshotTime: Date | undefined },
  destination: ReplicationDestination,
  { snapshots, filledAt }: { readonly snapshots: readonly Snapshot[]; readonly filledAt: Date },
): readonly Snapshot[] {
  const before = snapshots.filter((one) => isMoverSnapshot(one) && one.time <= filledAt);
  const since = before.find(({ id }) => id.startsWith(restored.snapshot))?.time ?? restored.snapshotTime;
  const choice: RestoreChoice = restoreChoice(before, selectorOf(destination));
  if (since === undefined || choice.kind !== 'chosen') return [];
  const until = choice.snapshot.time;
  // The mover prints the time of a snapshot to the second.
  return before.filter(
    ({ id, time }) => !id.startsWith(restored.snapshot) && secondOf(time) > secondOf(since) && time <= until,
  );
}

function secondOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

function selectorOf({ spec }: ReplicationDestination): RestoreSelector {
  return { asOf: dateOf(spec?.restic?.restoreAsOf), previous: spec?.restic?.previous ?? 0 };
}

function selectorText({ spec }: ReplicationDestination): string {
  const { restoreAsOf, previous } = spec?.restic ?? {};
  const asked = [
    ...(restoreAsOf === undefined ? [] : [`restoreAsOf ${plainLine(restoreAsOf)}`]),
    ...(previous === undefined ? [] : [`previous ${previous}`]),
  ];
  return asked.length === 0 ? 'a restore' : asked.join(' and ');
}

/** A repository is identified by its Secret, and for a path also by the volume mounted there. */
function otherRepository(source: ReplicationSource, { metadata, spec }: ReplicationDestination): string | undefined {
  const [read, written] = [spec?.restic, source.spec?.restic];
  if (read?.repository !== written?.repository) {
    return `${metadata.name} restores by the Secret ${read?.repository ?? '–'}, and backups go by the Secret ${written?.repository ?? '–'}`;
  }
  const volumesOf = (side: typeof read | typeof written) => JSON.stringify(side?.moverVolumes ?? []);
  if (volumesOf(read) === volumesOf(written)) return undefined;
  return `${metadata.name} has other moverVolumes than the ReplicationSource`;
}
