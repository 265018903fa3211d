import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { removeDestination } from '../../src/restore/remove-destination.ts';
import { restoreIntoClaim } from '../../src/restore/restore-into-claim.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { fakeRestore, key, ports, request } from '../fakes/fake-restore.ts';

it('ends at once where there is nothing', async () => {
  const cluster = new FakeCluster();
  await removeDestination(key, ports(cluster));
  expect(cluster.openStreams).toBe(0);
});

it('waits until the mover is gone: only then is the volume free', async () => {
  const cluster = fakeRestore({ isPodStuck: true });
  let isDone = false;
  const restoring = restoreIntoClaim(request, ports(cluster)).then(() => (isDone = true));
  while (cluster.stored(resources.pods).length === 0 || cluster.stored(resources.replicationDestinations).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isDone).toBe(false);
  for (const { metadata } of cluster.stored(resources.pods)) {
    cluster.remove(resources.pods, { namespace: 'home', name: metadata.name });
  }
  await restoring;
  expect(isDone).toBe(true);
});
