import type { RestoreToOptions } from '../../src/commands/restore/to/operation/plan.ts';
import type { PersistentVolumeClaim } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import { FakeCluster } from './fake-cluster.ts';
import { sourceObject } from './fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from './repository-objects.ts';
import { runPods } from './helper-pod-world.ts';
import { answerOf } from './repository-answers.ts';
import { fakeRestore, goodLog, ports as restorePorts, type FakeRestore } from './fake-restore.ts';

export const snapshot = snapshotNamed('724684cd', '2026-11-23T14:00:05Z');
export const older = snapshotNamed('aaaaaaaa', '2026-11-22T14:00:05Z');
export const claim: PersistentVolumeClaim = {
  metadata: { namespace: 'home', name: 'web' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'block', resources: { requests: { storage: '1Gi' } } },
};
export const options: RestoreToOptions = {
  origin: { kind: 'app', namespace: 'home', name: 'web' },
  selector: { kind: 'latest' },
  claim: 'new',
  like: { capacity: undefined, storageClass: undefined },
  look: { command: 'restore', moverImage: 'mover', timeouts: { startMs: 3_000_000, endMs: 12_000_000 } },
  timeoutMs: 100_000,
  isKept: false,
  isCompared: false,
};

/** A cluster with an app whose repository has snapshots, and with a VolSync that restores. */
export function world(
  restore: FakeRestore = {},
  held: readonly Snapshot[] = [snapshot, older],
  answer: Parameters<typeof answerOf>[1] = { output: [printedSnapshots(...held)] },
) {
  const cluster = new FakeCluster();
  // Helper pods run to their end immediately, or sleep until they are used; those of movers are created by the fake
  // VolSync.
  runPods(cluster, (container) => (container.command?.[0] === 'sleep' ? { running: {} } : answerOf(container, answer)));
  cluster.put(resources.replicationSources, sourceObject()).put(resources.persistentVolumeClaims, claim);
  cluster.put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' });
  fakeRestoreOfAnyName(restore, cluster);
  const ports = { ...restorePorts(cluster), choose: (all: readonly Snapshot[]) => Promise.resolve(all[1] ?? snapshot) };
  return { cluster, ports };
}

/** The run of a plan is generated while planning. */
function fakeRestoreOfAnyName(restore: FakeRestore, cluster: FakeCluster): void {
  fakeRestore(
    {
      log: [...goodLog().slice(0, 2), 'Summary: Restored 3 files/dirs (31 B) in 0:00', 'Restic completed in 3s'],
      ...restore,
    },
    cluster,
  );
}
