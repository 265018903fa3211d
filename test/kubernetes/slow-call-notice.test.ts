import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { resources } from '../../src/volsync/resources.ts';
import { withSlowCallNotice, type SlowCall } from '../../src/kubernetes/slow-call-notice.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

/** A cluster and a clock that the test controls. */
function silentWorld(change: (cluster: FakeCluster, answered: Promise<undefined>) => Partial<Cluster>) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  const reported: SlowCall[] = [];
  let ms = 0;
  const fake = new FakeCluster();
  const cluster = withSlowCallNotice(Object.assign(fake, change(fake, promise)), {
    now: () => new Date(ms),
    sleep: (length, signal) =>
      new Promise((wake, refuse) => {
        const sleeper = { at: ms + length, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          refuse(new Error('aborted'));
        });
      }),
    report: (call) => reported.push(call),
  });
  const pass = async (length: number) => {
    ms += length;
    for (const sleeper of [...sleepers].filter(({ at }) => at <= ms)) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    await setImmediate();
  };
  return { cluster, reported, pass, sleepers, answer: () => resolve(undefined) };
}

const silentList = () => silentWorld((_fake, answered) => ({ list: () => answered.then(() => []) }));

describe('silence of the API server', () => {
  it('is reported after two seconds, once, and leaves no timer', async () => {
    const { cluster, reported, pass, sleepers, answer } = silentList();
    const lists = [
      cluster.list(resources.pods, { namespace: 'home' }),
      cluster.list(resources.jobs, { namespace: 'home' }),
    ];
    await pass(1999);
    expect(reported).toEqual([]);
    await pass(1);
    expect(reported).toEqual([{ verb: 'list', plural: 'pods', namespace: 'home', name: undefined }]);
    answer();
    await Promise.all(lists);
    expect(sleepers.size).toBe(0);
  });

  it('is reported again only after half a minute', async () => {
    const { cluster, reported, pass } = silentList();
    for (const length of [2000, 27_000, 2000, 2000]) {
      void cluster.list(resources.pods, {});
      await pass(length);
    }
    expect(reported).toHaveLength(2);
  });

  it('is none where the answer comes in time, or a program in a pod says nothing', async () => {
    const { cluster, reported, pass, sleepers, answer } = silentWorld((_fake, answered) => ({
      exec: async function* () {
        await answered;
        yield { type: 'ended', exitCode: 0 };
      },
    }));
    await cluster.list(resources.pods, { namespace: 'home' });
    const ended = Array.fromAsync(cluster.exec({ namespace: 'home', name: 'p', container: 'c', command: ['sleep'] }));
    await pass(60_000);
    answer();
    await ended;
    expect(reported).toEqual([]);
    expect(sleepers.size).toBe(0);
  });

  it('of a watch is over with what comes first', async () => {
    const { cluster, reported, pass, sleepers } = silentWorld(() => ({}));
    const stop = new AbortController();
    const views = cluster.watch(resources.pods, { namespace: 'home' }, stop.signal)[Symbol.asyncIterator]();
    await views.next();
    expect(sleepers.size).toBe(0);
    await pass(60_000);
    expect(reported).toEqual([]);
    stop.abort();
  });
});
