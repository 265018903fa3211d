import type { SnapshotSelector, HeldSnapshots } from './snapshot-selector.ts';
import { Failure } from '../errors.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { foreignOf } from '../volsync/foreign-snapshot.ts';
import { claimDoubt } from '../volsync/claim-change.ts';
import { isBareRepository } from '../volsync/repository-source.ts';
import { sharedRepositoryText, sharingApps } from '../volsync/shared-repository.ts';
import { snapshotOrigins } from '../volsync/snapshot-origin.ts';

/** What is to be known of whose snapshot is restored. */
export interface SnapshotOwnership {
  /** One sentence each; may quote the repository. */
  readonly warnings: readonly string[];
  /** Somebody else made it: a terminal is asked. */
  readonly isForeign: boolean;
}

/**
 * Refuses what is not named by its id and may hold another app's data: every snapshot of a repository that apps share, and
 * one that somebody else made, where nobody is asked. That the source was changed since is a warning only: GitOps tools that
 * apply it again leave the same trace as another PVC.
 */
export function snapshotOwnership(
  snapshot: Snapshot,
  held: HeldSnapshots,
  { wish, isAsked }: { readonly wish: SnapshotSelector; readonly isAsked: boolean },
): SnapshotOwnership {
  const sharedWith = sharingApps(held);
  const foreign = foreignOf(snapshot, held);
  const doubt = claimDoubt(held.source);
  if (wish.kind !== 'snapshot') {
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

/** What is the app's, and need not be whole. */
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

function ofForeign(held: HeldSnapshots, text: string): Failure {
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
