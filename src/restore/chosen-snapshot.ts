import { plainLine } from '../foreign-text.ts';
import type { SnapshotSelector, HeldSnapshots } from './snapshot-selector.ts';
import { Failure, isFailure } from '../errors.ts';
import { isMoverSnapshot, shortId, type Snapshot } from '../restic/snapshots.ts';
import { isOfMoment, ownDataTime } from '../volsync/data-time.ts';
import { nearestFirst } from '../volsync/spelling-suggestions.ts';
import { restoreChoice, restoreOrder, type RestoreChoice, type RestoreSelector } from '../volsync/restore-choice.ts';
import { sharingApps } from '../volsync/shared-repository.ts';
import { snapshotOrigins } from '../volsync/snapshot-origin.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { judgeIndex } from '../repository/judge-index.ts';
import type { LookOptions, RepositoryPorts } from '../repository/list-snapshots.ts';
import { snapshotNamed } from '../repository/one-repository.ts';
import { requireHeld, restorableSnapshots, type HeldOptions, type HeldRepository } from './restorable-snapshots.ts';
import { requireUndamaged } from './require-undamaged.ts';
import { snapshotOwnership, type SnapshotOwnership } from './snapshot-owner.ts';
import { shellCommand } from '../shell-command.ts';

/** A snapshot, and the settings that make VolSync take exactly this one, even if others are saved in the meantime. */
export interface ChosenSnapshot {
  readonly snapshot: Snapshot;
  /** RFC 3339, to the second. */
  readonly restoreAsOf: string;
  readonly previous: number;
  /** The time of its data; see data-time.ts. */
  readonly dataTime: Date;
  /** RESTIC_REPOSITORY without credentials, if it was read. */
  readonly address: string | undefined;
  /** Warnings about whose snapshot it is. */
  readonly ownership?: SnapshotOwnership;
}

/**
 * Finds it in the repository, or in `found`, which was read before. Throws a Failure: `unprotected`, with the closest ones, if no snapshot matches; `unknown`
 * if that cannot be determined; `refused` if VolSync cannot be made to take it.
 */
export async function chosenSnapshot(
  source: ReplicationSource,
  requested: SnapshotSelector | SnapshotChoice,
  options: HeldOptions & { readonly isAsked?: boolean; readonly found?: HeldRepository | undefined },
  ports: RepositoryPorts,
): Promise<ChosenSnapshot> {
  const { isAsked, found, ...look } = options;
  const held = found === undefined ? await restorableSnapshots(source, look, ports) : requireHeld(found);
  const selector = typeof requested === 'function' ? await selectorOf(held.snapshots, requested) : requested;
  return indexed(choiceAmong(held, selector, isAsked), held, look, ports);
}

/** Asks a person to choose; snapshots are newest first, at least one. */
export type SnapshotChoice = (snapshots: readonly Snapshot[]) => Promise<Snapshot>;

/** Selects the chosen snapshot by its id. */
export async function selectorOf(snapshots: readonly Snapshot[], choose: SnapshotChoice): Promise<SnapshotSelector> {
  if (snapshots.length === 0) return { kind: 'latest' };
  return { kind: 'snapshot', name: (await choose(snapshots)).id };
}

/** The same choice; throws a Failure if the repository's index lacks some of its data. */
export async function indexed<Chosen extends MeantSnapshot>(
  chosen: Chosen,
  held: HeldSnapshots,
  look: LookOptions,
  ports: RepositoryPorts,
): Promise<Chosen> {
  const { doubtful } = held;
  if (doubtful === undefined) return chosen;
  const finding = (await judgeIndex([[doubtful, chosen.snapshot]], look, ports)).get(doubtful);
  const doubts = requireUndamaged(chosen.snapshot, { ...held, finding });
  const { warnings = [], isForeign = false } = chosen.ownership ?? {};
  return { ...chosen, ownership: { warnings: [...doubts, ...warnings], isForeign } };
}

/** A selected snapshot, whatever tool restores it. */
export type MeantSnapshot = Omit<ChosenSnapshot, 'restoreAsOf' | 'previous'>;

/** The same in a repository that was already read; `isAsked`: whether a prompt confirms a foreign snapshot. */
export function choiceAmong(held: HeldSnapshots, selector: SnapshotSelector, isAsked = false): ChosenSnapshot {
  const meant = meantAmong(held, selector, isAsked);
  const { snapshot } = meant;
  const asOf = new Date(Math.floor(snapshot.time.getTime() / 1000) * 1000);
  const choice = restoreChoice(held.snapshots, { asOf, previous: 0 });
  if (choice.kind === 'unclear') throw unclear(held, choice.why);
  if (choice.kind === 'none' || choice.snapshot.id !== snapshot.id) throw shadowed(held, snapshot);
  return { ...meant, restoreAsOf: rfc3339(asOf), previous: 0 };
}

/** The same if a tool other than VolSync's mover restores it. */
export function meantAmong(held: HeldSnapshots, selector: SnapshotSelector, isAsked = false): MeantSnapshot {
  const snapshot = selector.kind === 'snapshot' ? named(held, selector.name) : taken(held, selector);
  if (!isMoverSnapshot(snapshot)) throw foreign(held, snapshot);
  const ownership = snapshotOwnership(snapshot, held, { selector, isAsked });
  const doubts = requireUndamaged(snapshot, held);
  const [origin, isShared] = [snapshotOrigins(held)(snapshot), sharingApps(held).length > 0];
  const dataTime = ownDataTime(snapshot, { source: held.source, origin, isShared });
  const warnings = [...doubts, ...ownership.warnings];
  return { snapshot, dataTime, address: held.address, ownership: { ...ownership, warnings } };
}

function named(held: HeldSnapshots, name: string): Snapshot {
  try {
    return snapshotNamed(name, held);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { message, details, kind } = error;
    if (kind !== 'unprotected') throw new Failure(kind, message, { details, hint: held.hint });
    const ids = held.snapshots.map(({ id }) => shortId(id));
    const nearest = name === 'latest' ? [] : nearestFirst(name.slice(0, 8), ids);
    const found = nearest.flatMap((id) => held.snapshots.find((each) => each.id.startsWith(id)) ?? []);
    throw new Failure('unprotected', message, { hint: held.hint, details: lines(found) });
  }
}

function taken(held: HeldSnapshots, selector: Exclude<SnapshotSelector, { kind: 'snapshot' }>): Snapshot {
  if (held.passedOver.length > 0) {
    const message = `restic could not read all snapshots in ${placeOf(held)}, and the one you asked for may be among them.`;
    throw new Failure('unknown', message, { hint: held.hint, details: held.passedOver });
  }
  const choice =
    selector.kind === 'as-of'
      ? ofMoment(held, selector.moment)
      : restoreChoice(held.snapshots, restoreSelector(selector));
  if (choice.kind === 'chosen') return choice.snapshot;
  throw choice.kind === 'unclear' ? unclear(held, choice.why) : nothingMeant(held, selector);
}

function restoreSelector(selector: Extract<SnapshotSelector, { kind: 'latest' | 'previous' }>): RestoreSelector {
  return { asOf: undefined, previous: selector.kind === 'previous' ? selector.count : 0 };
}

/** The newest one whose data is of that moment or earlier, even if it was saved later. */
function ofMoment({ snapshots, source }: HeldSnapshots, moment: Date): RestoreChoice {
  const end = new Date(Math.floor(moment.getTime() / 1000) * 1000 + 999);
  const older = restoreOrder(snapshots).find((snapshot) => isOfMoment(snapshot, end, source));
  return restoreChoice(snapshots, { asOf: older?.time ?? moment, previous: 0 });
}

function nothingMeant(held: HeldSnapshots, selector: SnapshotSelector): Failure {
  const order = restoreOrder(held.snapshots);
  const which =
    selector.kind === 'as-of'
      ? `of ${rfc3339(selector.moment)} or before `
      : selector.kind === 'previous' && order.length > 0
        ? `with ${selector.count} newer ones `
        : '';
  const hidden = held.snapshots.length > 0 && order.length === 0 ? ' that VolSync would restore' : '';
  const nearest = (order.length > 0 ? order : held.snapshots).toReversed();
  const message = `There is no snapshot ${which}in ${placeOf(held)}${hidden}.`;
  return new Failure('unprotected', message, { details: lines(nearest), hint: held.hint });
}

function unclear(held: HeldSnapshots, why: string): Failure {
  const message = `Which snapshot VolSync would restore from ${placeOf(held)} cannot be determined: ${why}.`;
  return new Failure('unknown', message, { hint: held.hint });
}

/** Of two within one second, VolSync's mover knows only the newer one. */
function shadowed({ app: { namespace, name }, hint }: HeldSnapshots, { id }: Snapshot): Failure {
  const message = `VolSync cannot be made to restore snapshot ${shortId(id)}: a newer one was saved in the same second.`;
  const copy = shellCommand`copy its files instead: volsyncctl cp ${name}:/ ./${name} -n ${namespace} --backup=${shortId(id)}`;
  return new Failure('refused', message, { hint: hint && copy });
}

/** Its files would be restored to other folders of the volume than they belong in. */
function foreign(held: HeldSnapshots, { id, host, paths }: Snapshot): Failure {
  const message = `Snapshot ${shortId(id)} was not made by VolSync but by host ${plainLine(host)}, of ${paths.map(plainLine).join(', ')}.`;
  const own = held.snapshots.filter(isMoverSnapshot);
  const details = own.length === 0 ? [`No snapshot of VolSync is in ${placeOf(held)}.`] : lines(own);
  return new Failure('refused', message, { details, hint: 'name one that VolSync has made: --snapshot ID' });
}

const shownSnapshots = 3;

function lines(nearest: readonly Snapshot[]): readonly string[] {
  if (nearest.length === 0) return [];
  const shown = nearest.slice(0, shownSnapshots).map(({ id, time }) => `${shortId(id)} of ${rfc3339(time)}`);
  return [`The nearest: ${shown.join(', ')}`];
}

function placeOf({ app, address }: HeldSnapshots): string {
  return `the repository of ${app.namespace}/${app.name}${address === undefined ? '' : ` (${address})`}`;
}

function rfc3339(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
