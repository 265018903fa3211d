import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { optionalWatch } from '../../src/kubernetes/optional-watch.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

function watched(cluster: FakeCluster) {
  const stop = new AbortController();
  const told = { forbidden: 0 };
  const what = { cluster, resource: resources.events, scope: { namespace: 'home' } };
  return { stop, told, events: optionalWatch(what, stop.signal, () => (told.forbidden += 1)) };
}

describe('optionalWatch', () => {
  it('watches where that is allowed', async () => {
    const { events, told, stop } = watched(
      new FakeCluster().put(resources.events, { metadata: { namespace: 'home', name: 'e' } }),
    );
    expect((await events.next()).value).toMatchObject({ type: 'added' });
    expect((await events.next()).value).toEqual({ type: 'synced' });
    stop.abort();
    await expect(events.next()).rejects.toMatchObject({ kind: 'interrupted' });
    expect(told.forbidden).toBe(0);
  });

  it('sees nothing where it is forbidden, says so once, and ends with its signal', async () => {
    const { events, told, stop } = watched(new FakeCluster().forbid({ resource: 'events' }));
    expect((await events.next()).value).toEqual({ type: 'synced' });
    const next = events.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(told.forbidden).toBe(1);
  });

  it('lets every other failure through', async () => {
    const { events } = watched(new FakeCluster().fail('watch', resources.events, new Failure('unreachable', 'gone')));
    await expect(events.next()).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
