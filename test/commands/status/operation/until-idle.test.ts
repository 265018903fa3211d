import { expect, it } from 'vitest';
import { untilIdle } from '../../../../src/commands/status/operation/until-idle.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';

const trigger = { trigger: { schedule: '0 * * * *' } };
const syncing = { lastSyncStartTime: '2026-11-23T15:26:00Z' };

/** A clock that runs a hundred times as fast. */
function portsOf(cluster: FakeCluster) {
  const begunAt = Date.now();
  const told: string[][] = [];
  return {
    cluster,
    told,
    signal: new AbortController().signal,
    now: () => new Date(Date.parse('2026-11-23T15:26:22Z') + (Date.now() - begunAt) * 100),
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, ms / 100);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new Error('aborted'));
        });
      }),
    report: ({ objects }: { readonly objects: readonly { readonly name: string }[] }) =>
      void told.push(objects.map(({ name }) => name)),
  };
}

const request = { scope: { namespace: 'home' }, apps: undefined };

it('returns when the sync has ended, and leaves nothing open', async () => {
  const cluster = new FakeCluster().put(resources.replicationSources, sourceObject(trigger, syncing));
  const ports = portsOf(cluster);
  const waiting = untilIdle(request, 600_000, ports);
  while (ports.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  cluster.put(resources.replicationSources, sourceObject(trigger));
  const { busy, isLate } = await waiting;
  expect({ count: busy.objects.length, isLate, told: ports.told[0] }).toEqual({
    count: 0,
    isLate: false,
    told: ['web'],
  });
  expect(cluster.openStreams).toBe(0);
});

it('ends at its deadline with who is still at work', async () => {
  const cluster = new FakeCluster().put(resources.replicationSources, sourceObject(trigger, syncing));
  const { busy, isLate } = await untilIdle(request, 3000, portsOf(cluster));
  expect(isLate).toBe(true);
  expect(busy.objects).toMatchObject([{ name: 'web', what: 'syncing' }]);
});
