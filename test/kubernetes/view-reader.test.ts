import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { resources } from '../../src/volsync/resources.ts';
import { ViewReader } from '../../src/kubernetes/view-reader.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const pod = (name: string) => ({ metadata: { name, namespace: 'home' } });
const interests = [{ resource: resources.pods, scope: { namespace: 'home' } }];

/** A reader whose timers can be counted. */
function reader(cluster: Pick<Cluster, 'watch'>, signal = new AbortController().signal) {
  const timers = { open: 0 };
  const sleep = async (ms: number, until?: AbortSignal): Promise<void> => {
    timers.open += 1;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      until?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new Error('aborted'));
      });
    }).finally(() => (timers.open -= 1));
  };
  return { views: new ViewReader(interests, { cluster, signal, sleep }), timers };
}

describe('a view reader', () => {
  it('gives the view after each change, and the last one again when nothing happens', async () => {
    const cluster = new FakeCluster().put(resources.pods, pod('a'));
    const { views, timers } = reader(cluster);
    expect((await views.next()).list(resources.pods)).toHaveLength(1);
    expect((await views.next(10)).list(resources.pods)).toHaveLength(1);
    const next = views.next(5000);
    cluster.put(resources.pods, pod('b'));
    expect((await next).list(resources.pods)).toHaveLength(2);
    await views[Symbol.asyncDispose]();
    expect(timers.open).toBe(0);
    expect(cluster.openStreams).toBe(0);
  });

  it('leaves no timer behind when a watch fails: it would keep the program alive', async () => {
    let fail: (error: Error) => void = () => undefined;
    const cluster = {
      watch: async function* () {
        yield { type: 'synced' as const };
        await new Promise((_, reject) => (fail = reject));
      },
    };
    const { views, timers } = reader(cluster);
    await views.next();
    const next = views.next(60_000);
    await new Promise(setImmediate);
    fail(new Failure('forbidden', 'May not watch pods.'));
    await expect(next).rejects.toThrow('May not watch pods.');
    await new Promise(setImmediate);
    expect(timers.open).toBe(0);
    await views[Symbol.asyncDispose]();
  });

  it('ends as interrupted when its signal does', async () => {
    const stop = new AbortController();
    const { views } = reader(new FakeCluster(), stop.signal);
    await views.next();
    const next = views.next(60_000);
    stop.abort();
    await expect(next).rejects.toThrow('Interrupted.');
  });
});
