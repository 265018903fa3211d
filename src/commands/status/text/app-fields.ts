import type { Condition, PersistentVolumeClaim, VolumeSnapshot } from '../../../kubernetes/objects.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import { goDurationMs } from '../../../go-duration.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { dateOf, isSyncing } from '../../../volsync/sync-state.ts';
import { ageText, agoText, durationText, untilText } from '../../../text/age.ts';
import { clockText } from '../../../text/clock.ts';
import type { Field } from '../../../text/field.ts';
import { plain, plainLine } from '../../../foreign-text.ts';
import type { AppStatus, AppWarning, RelatedDestination } from '../operation/app-status.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';
import { stateText } from './cells.ts';

type Item = SourceStatus | DestinationStatus;

/** The state of a source or destination according to its status. */
export function stateFields(item: Item, now: Date): readonly Field[] {
  const { object } = item;
  return [
    { label: 'Trigger', lines: [triggerText(item, now)] },
    { label: 'Condition', lines: (object.status?.conditions ?? []).map((condition) => conditionText(condition, now)) },
    { label: 'lastSync' in item ? 'Last sync' : 'Last restore', lines: [lastText(item, now)] },
    { label: "Log's end", lines: logLines(item) },
  ];
}

function triggerText({ object, trigger, nextSync }: Item, now: Date): string {
  const served = object.status?.lastManualSync;
  switch (trigger.kind) {
    case 'none':
      return 'none';
    case 'manual':
      return `manual tag "${plainLine(trigger.tag)}"${served === trigger.tag ? ', served' : ', not served yet'}`;
    case 'parked':
      return `manual tag "${plainLine(trigger.tag)}" over the schedule "${plainLine(trigger.schedule)}"`;
    case 'schedule': {
      const next = nextSync && `, next ${clockText(nextSync, now)} (${untilText(nextSync, now)})`;
      return `schedule "${plainLine(trigger.schedule)}"${next ?? ''}`;
    }
  }
}

function conditionText({ type, status, reason, message, lastTransitionTime }: Condition, now: Date): string {
  const since = dateOf(lastTransitionTime);
  const when = since === undefined ? '' : `, since ${clockText(since, now)} (${agoText(since, now)})`;
  return plainLine(`${type}=${status} ${plainLine(reason ?? '')}: ${plainLine(message ?? '')}${when}`);
}

function lastText(item: Item, now: Date): string {
  const last = 'lastSync' in item ? item.lastSync : item.lastRestore;
  if (last.kind === 'none') return 'never';
  const tookMs = goDurationMs(item.object.status?.lastSyncDuration);
  const took = tookMs === undefined ? '' : `, took ${durationText(tookMs)}`;
  const data =
    'olderData' in item && item.olderData !== undefined
      ? `, data of ${clockText(item.olderData, now)} (${agoText(item.olderData, now)})`
      : '';
  const why = item.state === 'started-empty' ? newAppText : '';
  return `${clockText(last.at, now)} (${agoText(last.at, now)})${took}: ${outcomeText(last)}${why}${data}`;
}

/** It is right for a new app; if there should have been data, the destination read another repository. */
const newAppText = ': no repository existed yet (normal for a new app, but a wrong repository path looks the same)';

function outcomeText(last: Exclude<SourceStatus['lastSync'] | DestinationStatus['lastRestore'], { kind: 'none' }>) {
  switch (last.kind) {
    case 'backup':
      return `snapshot ${last.snapshot}`;
    case 'restored':
      return `restored snapshot ${last.snapshot}`;
    case 'empty':
      return 'the volume was empty, nothing was backed up';
    case 'nothing':
      return 'nothing was restored';
    case 'unknown':
      return 'what it did is not known';
  }
}

/** The log that VolSync stored, and which sync it is from. */
function logLines({ object }: Item): readonly string[] {
  const { result, logs = '' } = object.status?.latestMoverStatus ?? {};
  if (result === undefined) return [];
  const lines = plain(logs).split('\n').map(plainLine);
  const isOlder = isSyncing(object) && result === 'Successful';
  const heading = isOlder ? [`${result}, of the sync before:`] : [`${result}:`];
  return [...heading, ...(logs === '' ? ['(nothing)'] : lines)];
}

/** Deleted by VolSync when the sync ends. */
const cleanupLabel = 'volsync.backube/cleanup';
/** More do not help on a screen; `logs --events` has all. */
const shownWarnings = 6;
const shownNote = 240;

/**
 * The volume, its data source, the repository's Secret, and VolSync's objects: caches that stay, copies that are
 * removed.
 */
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
  const ago = lastRestore.kind === 'none' ? '' : `, ${agoText(lastRestore.at, now)}`;
  const when = status.state === 'started-empty' ? `${ago}${newAppText}` : ago;
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
