import { plainLine } from '../foreign-text.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { restoreChoice } from './restore-choice.ts';
import { isForeign, snapshotOrigins, type OriginFacts, type SnapshotOrigin } from './snapshot-origin.ts';

/** A snapshot that the app did not make, and the sentence that says so. */
export interface ForeignSnapshot {
  readonly snapshot: Snapshot;
  readonly origin: SnapshotOrigin;
  readonly text: string;
}

/** The snapshot that VolSync would restore when the app is redeployed, if it is foreign. */
export function foreignBootstrap(facts: OriginFacts): ForeignSnapshot | undefined {
  const choice = restoreChoice(facts.snapshots, { asOf: undefined, previous: 0 });
  return choice.kind === 'chosen' ? foreignOf(choice.snapshot, facts) : undefined;
}

/** Undefined if nothing suggests that the snapshot is not the app's. */
export function foreignOf(snapshot: Snapshot, facts: OriginFacts): ForeignSnapshot | undefined {
  const origin = snapshotOrigins(facts)(snapshot);
  return isForeign(origin) ? { snapshot, origin, text: textOf(snapshot, origin) } : undefined;
}

/** May quote the repository. */
function textOf({ id, host, paths }: Snapshot, origin: SnapshotOrigin): string {
  const name = `snapshot ${shortId(id)}`;
  if (origin.kind === 'other-app') return `${name} is of ${origin.app}, whose ReplicationSource reports it`;
  if (origin.kind === 'foreign' && origin.why === 'other-repository') {
    return `whether ${name} is of this app is not known: nothing that the last sync saved is in this repository`;
  }
  return origin.kind === 'foreign' && origin.why === 'not-volsync'
    ? `${name} was not made by VolSync but by host ${plainLine(host)}, of ${paths.map(plainLine).join(', ')}`
    : `no sync in this cluster made ${name}: another cluster, a person or a deleted ReplicationSource did`;
}
