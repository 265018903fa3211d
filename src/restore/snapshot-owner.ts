import type { SnapshotSelector, HeldSnapshots } from './snapshot-selector.ts';
import { Failure } from '../errors.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { foreignOf } from '../volsync/foreign-snapshot.ts';
import { claimDoubt } from '../volsync/claim-change.ts';
import { isBareRepository } from '../volsync/repository-source.ts';
import { sharedRepositoryText, sharingApps } from '../volsync/shared-repository.ts';
import { snapshotOrigins } from '../volsync/snapshot-origin.ts';

/** Facts about the owner of the snapshot that is restored. */
export interface SnapshotOwnership {
  /** One sentence each; may quote the repository. */
  readonly warnings: readonly string[];
  /** Whether somebody else made it: a prompt asks for confirmation. */
  readonly isForeign: boolean;
}

/**
 * Refuses a snapshot that is not named by its id and may hold another app's data: any snapshot of a repository that
 * apps share, and a foreign one if there is no prompt. A change of the source since then is only a warning: GitOps
 * tools that reapply it leave the same trace as a different PVC.
 */
export function snapshotOwnership(
  snapshot: Snapshot,
  held: HeldSnapshots,
  { selector, isAsked }: { readonly selector: SnapshotSelector; readonly isAsked: boolean },
): SnapshotOwnership {
  const sharedWith = sharingApps(held);
  const foreign = foreignOf(snapshot, held);
  const doubt = claimDoubt(held.source);
  if (selector.kind !== 'snapshot') {
    if (sharedWith.length > 0) throw ofSharedRepository(held, sharedWith);
    if (foreign !== undefined && !isAsked) throw ofForeign(held, foreign.text);
  }
  return {
    warnings: [
      ...(foreign === undefined ? [] : [foreign.text]),
      ...(sharedWith.length === 0 ? [] : [sharedRepositoryText(sharedWith)]),
      ...doubts(snapshot, held),
      ...(doubt === undefined ? [] : [doubt]),
    ],
    isForeign: foreign !== undefined,
  };
}

/** Warnings about a snapshot that is the app's, but may be incomplete. */
function doubts(snapshot: Snapshot, held: HeldSnapshots): readonly string[] {
  const name = `snapshot ${shortId(snapshot.id)}`;
  switch (snapshotOrigins(held)(snapshot).kind) {
    case 'failed-mover':
      return [`the mover that saved ${name} failed afterwards: files may be missing`];
    case 'rewritten':
      return [`restic changed ${name} (rewrite, repair or copy): files may be missing`];
    case 'running-sync':
      return [`${name} was saved during a sync that is not complete: files may be missing`];
    default:
      return [];
  }
}

function ofSharedRepository(held: HeldSnapshots, sharedWith: readonly string[]): Failure {
  const { app, source } = held;
  const place = `the repository of ${isBareRepository(source) ? 'Secret ' : ''}${app.namespace}/${app.name}`;
  const message = `${sharedWith.join(', ')} ${sharedWith.length === 1 ? 'backs' : 'back'} up into ${place} too: the snapshot is ambiguous.`;
  return new Failure('refused', message, { details: newest(held), hint: choose(held) });
}

/** The refusal of a snapshot that may be that of another app. */
export function ofForeign(held: HeldSnapshots, text: string): Failure {
  const message = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return new Failure('refused', message, { details: newest(held), hint: choose(held) });
}

function choose({ hint }: HeldSnapshots): string {
  return ['choose a snapshot with --snapshot ID', ...(hint === undefined ? [] : [hint])].join(': ');
}

const shownSnapshots = 4;

function newest(held: HeldSnapshots): readonly string[] {
  const originOf = snapshotOrigins(held);
  return held.snapshots.slice(0, shownSnapshots).map((snapshot) => {
    const origin = originOf(snapshot);
    const time = snapshot.time.toISOString().replace(/\.\d+Z$/, 'Z');
    const whose = {
      own: "this app's",
      'failed-mover': "this app's, of a mover that failed",
      'running-sync': 'of a sync that is not complete',
      earlier: 'of an earlier sync',
      rewritten: 'rewritten',
      'other-app': origin.kind === 'other-app' ? `of ${origin.app}` : '',
      foreign:
        origin.kind === 'foreign' && origin.why === 'other-repository'
          ? 'not known whose'
          : 'of no sync in this cluster',
    }[origin.kind];
    return `${shortId(snapshot.id)} of ${time}: ${whose}`;
  });
}
