import { expect, it } from 'vitest';
import { choiceAmong } from '../../src/restore/chosen-snapshot.ts';
import type { SnapshotSelector, HeldSnapshots } from '../../src/restore/snapshot-selector.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const snapshots = [
  snapshotNamed('cccccccc', '2026-11-22T23:00:00Z'),
  snapshotNamed('bbbbbbbb', '2026-11-21T23:00:00Z'),
];
const saved = { latestMoverStatus: { result: 'Successful', logs: 'snapshot cccccccc saved' } } as const;
const ours = sourceObject({}, saved);

function heldBy(source: ReplicationSource): HeldSnapshots {
  const app = { namespace: 'home', name: 'web' };
  return { source, around: [], app, hint: undefined, snapshots, passedOver: [], address: '/repository/web' };
}

const latest: SnapshotSelector = { kind: 'latest' };
const asOf: SnapshotSelector = { kind: 'as-of', moment: new Date('2026-11-22T00:00:00Z') };
const named: SnapshotSelector = { kind: 'snapshot', name: 'cccccccc' };

it('restores the newest snapshot of the app without a word', () => {
  expect(choiceAmong(heldBy(ours), latest).ownership?.warnings).toEqual([]);
});

it('restores a snapshot of another repository only where it is named or somebody is asked', () => {
  const repository = heldBy(sourceObject());
  for (const selector of [latest, asOf]) {
    expect(() => choiceAmong(repository, selector)).toThrow(expect.objectContaining({ kind: 'refused' }));
  }
  expect(choiceAmong(repository, named).ownership?.warnings).toHaveLength(1);
  expect(choiceAmong(repository, latest, true).ownership?.warnings).toHaveLength(1);
});

it('warns of a source that was changed since: a GitOps tool that applies it again looks the same as another PVC', () => {
  const helm = { manager: 'helm', time: '2026-11-23T15:01:00Z', fieldsV1: { 'f:spec': { 'f:sourcePVC': {} } } };
  const changed = { ...ours, metadata: { ...ours.metadata, managedFields: [helm] } };
  for (const selector of [latest, asOf, named]) {
    const { ownership } = choiceAmong(heldBy(changed), selector);
    expect(ownership?.warnings).toEqual([expect.stringContaining('helm changed the ReplicationSource')]);
  }
});
