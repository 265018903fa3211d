import type { AppStatus, AppWarning, RelatedDestination } from '../operation/app-status.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { PersistentVolumeClaim, VolumeSnapshot } from '../../../kubernetes/objects.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import { ageText, agoText } from '../../../text/age.ts';
import type { Field } from '../../../text/field.ts';
import { plainLine } from '../../../foreign-text.ts';
import { stateText } from './cells.ts';

/** Deleted by VolSync when the sync ends. */
const cleanupLabel = 'volsync.backube/cleanup';
/** More is of no use on a screen; `logs --events` has all. */
const shownWarnings = 6;
const shownNote = 240;

/** The volume, what filled it, the repository's Secret, and what VolSync made: caches that stay, copies that go. */
export function objectFields(app: AppStatus, now: Date): readonly Field[] {
  const { volume, repository, destinations, claims, snapshots } = app;
  return [
    ...(volume === undefined ? [] : [field('Volume', volume.claim, (claim) => [volumeText(volume.name, claim)])]),
    ...(repository === undefined
      ? []
      : [field('Repository', repository.isThere, (isThere) => [secretText(repository.secret, isThere)])]),
    field('Destinations', destinations, (all) =>
      all.filter(({ relation }) => relation !== 'itself').map((related) => destinationText(related, now)),
    ),
    field('Cache', claims, (all) => all.filter((claim) => !isTemporary(claim)).map(claimText)),
    field('Temporary', claims, (all) => all.filter(isTemporary).map(claimText)),
    field('Snapshots', snapshots, (all) => all.map((snapshot) => snapshotText(snapshot, now))),
  ].filter(({ lines }) => lines.length > 0);
}

/** The Warning events, newest last. */
export function warningsField({ warnings }: AppStatus, now: Date): Field {
  return field('Warnings', warnings, (all) =>
    all.length === 0 ? ['none'] : all.slice(-shownWarnings).map((warning) => warningText(warning, now)),
  );
}

function field<T>(label: string, read: Allowed<T>, lines: (value: T) => readonly string[]): Field {
  return { label, lines: 'why' in read ? [`no permission to look: ${plainLine(read.why)}`] : lines(read.value) };
}

function volumeText(name: string, claim: PersistentVolumeClaim | undefined): string {
  if (claim === undefined) return `PVC ${plainLine(name)} does not exist`;
  const { dataSourceRef } = claim.spec ?? {};
  const origin = dataSourceRef === undefined ? '' : `, filled from ${dataSourceRef.kind} ${dataSourceRef.name}`;
  return plainLine(`${claimText(claim)}${origin}`);
}

function claimText({ metadata, spec, status }: PersistentVolumeClaim): string {
  const size = status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'];
  const facts = [status?.phase, size, spec?.storageClassName, spec?.accessModes?.join('+')];
  return plainLine(`PVC ${metadata.name}: ${facts.filter((fact) => fact !== undefined).join(', ')}`);
}

function isTemporary({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.labels?.[cleanupLabel] !== undefined;
}

function secretText(name: string, isThere: boolean): string {
  return isThere ? `Secret ${plainLine(name)} exists` : `Secret ${plainLine(name)} does not exist`;
}

const relationTexts = {
  'fills-volume': 'fills the volume',
  'writes-volume': 'restores into the live volume',
  'same-repository': 'uses the same repository',
} as const;

function destinationText({ status, relation }: RelatedDestination, now: Date): string {
  const { lastRestore, object } = status;
  const why = { ...relationTexts, itself: '' }[relation];
  const what = lastRestore.kind === 'restored' ? `, snapshot ${lastRestore.snapshot}` : '';
  const when = lastRestore.kind === 'none' ? '' : `, ${agoText(lastRestore.at, now)}`;
  return `${stateText(status, now)}: ReplicationDestination ${object.metadata.name} (${why})${what}${when}`;
}

function snapshotText({ metadata, status }: VolumeSnapshot, now: Date): string {
  const error = status?.error?.message;
  const state =
    error === undefined ? (status?.readyToUse === true ? 'ready' : 'not ready') : `failed: ${plainLine(error)}`;
  const made = dateOf(metadata.creationTimestamp);
  const age = made === undefined ? '' : `, ${ageText(now.getTime() - made.getTime())} old`;
  return plainLine(`VolumeSnapshot ${metadata.name}: ${state}${age}`);
}

function warningText({ time, kind, name, reason, note, count }: AppWarning, now: Date): string {
  const often = count > 1 ? ` (${count} times)` : '';
  const text = plainLine(note);
  const shown = text.length > shownNote ? `${text.slice(0, shownNote)}…` : text;
  return `${agoText(time, now)}  ${plainLine(`${kind} ${name} ${reason}`)}${often}: ${shown}`;
}
