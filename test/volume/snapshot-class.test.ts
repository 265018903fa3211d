import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import type { VolumePorts } from '../../src/volume/ports.ts';
import { snapshotClassFor } from '../../src/volume/snapshot-class.ts';
import type { VolumeFacts } from '../../src/volume/volume-facts.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const claim = { metadata: { name: 'data', namespace: 'home' }, spec: { storageClassName: 'fast' } };

it("takes the class that was asked for, before the source's, before any other", async () => {
  const source = { metadata: { name: 'web' }, spec: { restic: { volumeSnapshotClassName: 'of-source' } } };
  const cluster = clusterWith({ only: {} });
  cluster.put(resources.volumeSnapshotClasses, { metadata: { name: 'asked' } }, { metadata: { name: 'of-source' } });
  expect(await chosen(cluster, { claim, source, pods: [] }, 'asked')).toBe('asked');
  expect(await chosen(cluster, { claim, source, pods: [] })).toBe('of-source');
  expect(await chosen(clusterWith({ only: {} }))).toBe('only');
});

it("takes the default of the volume's driver, not that of another", async () => {
  const isDefault = { 'snapshot.storage.kubernetes.io/is-default-class': 'true' };
  const other = { annotations: isDefault, driver: 'other.example.com' };
  expect(await chosen(clusterWith({ other, first: {}, second: { annotations: isDefault } }))).toBe('second');
});

it('does not choose among several, and names them', async () => {
  await expect(chosen(clusterWith({ first: {}, second: {} }))).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('None of several VolumeSnapshotClasses is the default') as string,
    details: ['first  (driver fast.example.com)', 'second  (driver fast.example.com)'],
    hint: expect.stringContaining('--volume-snapshot-class') as string,
  });
});

it('refuses a volume whose driver has none', async () => {
  await expect(chosen(clusterWith({ other: { driver: 'other.example.com' } }))).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('no VolumeSnapshotClass for the driver fast.example.com') as string,
    hint: expect.stringContaining('--live') as string,
  });
});

interface Class {
  readonly driver?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function clusterWith(classes: Readonly<Record<string, Class>>): FakeCluster {
  const cluster = new FakeCluster();
  cluster.put(resources.storageClasses, { metadata: { name: 'fast' }, provisioner: 'fast.example.com' });
  for (const [name, { driver = 'fast.example.com', annotations = {} }] of Object.entries(classes)) {
    cluster.put(resources.volumeSnapshotClasses, { metadata: { name, annotations }, driver });
  }
  return cluster;
}

function chosen(
  cluster: FakeCluster,
  facts: VolumeFacts = { claim, source: undefined, pods: [] },
  volumeSnapshotClass?: string,
): Promise<string | undefined> {
  const ports = { cluster, signal: new AbortController().signal } as unknown as VolumePorts;
  return snapshotClassFor(facts, { volumeSnapshotClass, instead: ['use the live volume instead: --live'] }, ports);
}
