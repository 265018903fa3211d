import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { liveView } from '../../src/kubernetes/live-view.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const interests = [
  { resource: resources.jobs, scope: { namespace: 'home' } },
  { resource: resources.pods, scope: { namespace: 'home' } },
];
const named = (name: string) => ({ metadata: { namespace: 'home', name } });

describe('liveView', () => {
  it('yields once all kinds are listed, then after each change, and leaves nothing open', async () => {
    const cluster = new FakeCluster().put(resources.jobs, named('job')).put(resources.pods, named('a'));
    const seen: string[] = [];
    for await (const view of liveView(cluster, interests, new AbortController().signal)) {
      seen.push([...view.list(resources.jobs), ...view.list(resources.pods)].map((o) => o.metadata.name).join(' '));
      if (seen.length === 1) setImmediate(() => cluster.put(resources.pods, named('b')));
      if (seen.length === 2) setImmediate(() => cluster.remove(resources.pods, named('a').metadata));
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['job a', 'job a b', 'job b']);
    expect(cluster.openStreams).toBe(0);
  });

  it('takes what happens while the reader is busy as one change', async () => {
    const cluster = new FakeCluster().put(resources.pods, named('a'));
    let yields = 0;
    for await (const view of liveView(cluster, interests, new AbortController().signal)) {
      yields += 1;
      if (view.list(resources.pods).length === 3) break;
      cluster.put(resources.pods, named('b')).put(resources.pods, named('c'));
      await sleep(5);
    }
    expect(yields).toBe(2);
  });

  it('ends quietly when the signal is aborted', async () => {
    const cluster = new FakeCluster();
    const controller = new AbortController();
    let yields = 0;
    for await (const view of liveView(cluster, interests, controller.signal)) {
      yields += view.list(resources.pods).length + 1;
      setImmediate(() => controller.abort());
    }
    expect(yields).toBe(1);
    expect(cluster.openStreams).toBe(0);
  });

  it('throws the failure of a watch, and closes the others', async () => {
    const cluster = new FakeCluster().fail('watch', resources.pods, new Failure('forbidden', 'no'));
    const reading = (async () => {
      for await (const view of liveView(cluster, interests, new AbortController().signal)) view.list(resources.jobs);
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'forbidden' });
    expect(cluster.openStreams).toBe(0);
  });
});
