import { plainLine } from '../../../foreign-text.ts';
import type { AppCheck } from '../operation/check-result.ts';
import { shortId } from '../../../restic/snapshots.ts';
import type { Loss } from '../judgement/bootstrap-loss.ts';
import type { Origin } from '../judgement/bootstrap-origin.ts';
import type { VolumeState } from '../../../volsync/bootstrap-volume.ts';
import type { NextRestore } from '../../../volsync/next-restore.ts';
import { isForeign } from '../../../volsync/snapshot-origin.ts';
import type { Closing, Window } from '../judgement/bootstrap-window.ts';
import { ageText, agoText, untilText } from '../../../text/age.ts';
import { clockText } from '../../../text/clock.ts';
import { olderDataText } from '../../../text/older-data.ts';
import { countText } from '../../../text/size.ts';

/** The cost of a removal, as the end of a sentence that begins with `removing it now`. */
export function lossText(loss: Loss, now: Date): string {
  switch (loss.kind) {
    case 'nothing':
      return 'loses nothing: it has no volume yet';
    case 'everything':
      return 'loses everything it has';
    case 'since':
      return `loses what was written in the last ${ageText(now.getTime() - loss.moment.getTime())}`;
    case 'unknown':
      return 'may lose everything';
  }
}

/** The PVC. */
export function volumeText(volume: VolumeState, now: Date): string {
  switch (volume.kind) {
    case 'hidden':
      return `no permission to look: ${volume.why}`;
    case 'absent':
      return volume.name === undefined ? 'the ReplicationSource names no PVC' : `there is no PVC ${volume.name}`;
    case 'bound':
      return `PVC ${volume.name} bound${volume.since === undefined ? '' : ` ${momentText(volume.since, now)}`}`;
    case 'pending': {
      const { since } = volume.link;
      return `PVC ${volume.name} is not bound: ${volume.link.message}${since === undefined ? '' : `, since ${ageText(now.getTime() - since.getTime())}`}`;
    }
  }
}

/** What filled it. */
export function originText(origin: Origin, now: Date): string {
  switch (origin.kind) {
    case 'none':
      return 'not done';
    case 'plain':
      return origin.from === undefined ? 'none: no destination fills the PVC' : `filled from ${origin.from}`;
    case 'restored': {
      const { snapshot, snapshotTime, at } = origin;
      const of = snapshotTime === undefined ? '' : ` of ${momentText(snapshotTime, now)}`;
      return `restored from snapshot ${snapshot}${of}, done ${clockText(at, now)}`;
    }
    case 'started-empty':
      return `started empty: ${emptyTexts[origin.repository](origin.address ?? '')}${doubtText(origin)}`;
    case 'unknown':
      return `not known: ${origin.why}`;
  }
}

const emptyTexts = {
  created: (address: string) => `there was no repository, so the mover made one at ${address}`,
  'no-snapshot': () => 'the repository had no snapshot to restore',
  overlooked: (address: string) =>
    `snapshots were there that it did not restore${address === '' ? '' : `; it looked into a new repository at ${address}`}`,
} as const;

/** For a mistyped path and for a new app the mover prints the same, and without a backup they cannot be told apart. */
function doubtText({ repository }: Extract<Origin, { kind: 'started-empty' }>): string {
  return repository === 'created' ? '; right for a new app, else that path is wrong' : '';
}

/** What would be restored automatically. */
export function nextText(next: NextRestore, now: Date): string {
  switch (next.kind) {
    case 'not-known':
      return 'not known';
    case 'nothing':
      return `nothing: ${next.message}`;
    case 'unclear':
      return `not known: ${next.message}`;
    case 'restores': {
      const { id, time, host, paths } = next.snapshot;
      const whose = isForeign(next.origin)
        ? `, not of this app: host ${plainLine(host)}, path ${paths.map(plainLine).join(', ')}`
        : '';
      return `snapshot ${shortId(id)} of ${momentText(time, now)}${whose}`;
    }
  }
}

/** The first backup of the volume, or what will make it. */
export function windowText(window: Window, now: Date): string {
  switch (window.kind) {
    case 'closed':
      return `snapshot ${shortId(window.first.id)} of ${momentText(window.first.time, now)}`;
    case 'open':
      return `none${window.since === undefined ? '' : ` for ${ageText(now.getTime() - window.since.getTime())}`}: ${closingText(window.closing, now)}`;
    case 'not-begun':
      return 'not before there is a volume';
    case 'unknown':
      return 'not known';
  }
}

function closingText(closing: Closing, now: Date): string {
  switch (closing.kind) {
    case 'syncing':
      return `${emptyText(closing)}a sync is running${closing.since === undefined ? '' : ` since ${ageText(now.getTime() - closing.since.getTime())}`}`;
    case 'scheduled':
      return `${emptyText(closing)}the next sync is at ${clockText(closing.at, now)} (${untilText(closing.at, now)})`;
    case 'blocked':
      return `it cannot come: ${closing.problem.message}`;
    case 'due':
      return 'VolSync is about to start the first sync';
    case 'nothing':
      return `${emptyText(closing)}no schedule will start one`;
  }
}

function emptyText({ isEmpty }: { readonly isEmpty: boolean }): string {
  return isEmpty ? 'the last sync found an empty volume; ' : '';
}

/** The newest snapshot, and the number of snapshots. */
export function newestText({ newest, dataTime, snapshots, window }: AppCheck, now: Date): string | undefined {
  const older = olderDataText(newest?.time, dataTime, now);
  if (
    newest === undefined ||
    (older === undefined && window.kind === 'closed' && window.first.id === newest.id && snapshots === 1)
  ) {
    return undefined;
  }
  const files = newest.summary === undefined ? '' : `, ${countText(newest.summary.files, 'file')}`;
  const count = snapshots === undefined ? '' : ` · ${countText(snapshots, 'snapshot')}`;
  return `snapshot ${shortId(newest.id)} ${older ?? agoText(newest.time, now)}${files}${count}`;
}

/** Such as `15:24:07 (4m ago)`. */
export function momentText(moment: Date, now: Date): string {
  return `${clockText(moment, now)} (${agoText(moment, now)})`;
}
