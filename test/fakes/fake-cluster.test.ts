import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from './fake-cluster.ts';

const key = { namespace: 'home', name: 'web' };
const web: ReplicationSource = { metadata: { ...key, labels: { tier: 'a' } }, spec: { sourcePVC: 'web' } };
const sources = resources.replicationSources;

describe('FakeCluster', () => {
  it('reads, lists by scope and counts the calls', async () => {
    const cluster = new FakeCluster().put(sources, web, { metadata: { namespace: 'media', name: 'web' } });
    expect((await cluster.get(sources, key)).spec?.sourcePVC).toBe('web');
    expect(await cluster.list(sources, { namespace: 'home' })).toHaveLength(1);
    expect(await cluster.list(sources, { labelSelector: 'tier!=a' })).toHaveLength(1);
    expect(await cluster.list(sources, { fieldSelector: 'metadata.name=web' })).toHaveLength(2);
    expect(cluster.count('list')).toBe(3);
    expect(cluster.count('get', sources)).toBe(1);
    await expect(cluster.get(sources, { ...key, name: 'nobody' })).rejects.toMatchObject({ kind: 'not-found' });
    expect(await cluster.find(sources, { ...key, name: 'nobody' })).toBeUndefined();
  });

  it('tells a watch what is there, then what happens, until its signal', async () => {
    const cluster = new FakeCluster().put(sources, web);
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of cluster.watch(sources, { namespace: 'home' }, controller.signal)) seen.push(event.type);
    })();
    await sleep(5);
    cluster.change(sources, key, (source) => ({ ...source, status: { lastManualSync: 'x' } }));
    cluster.put(sources, { metadata: { namespace: 'elsewhere', name: 'x' } });
    cluster.remove(sources, key);
    cluster.resync(sources);
    await sleep(5);
    expect(cluster.openStreams).toBe(1);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'interrupted' });
    expect(seen).toEqual(['added', 'synced', 'modified', 'deleted', 'synced']);
    expect(cluster.openStreams).toBe(0);
  });

  it('patches as the API server does, then reacts as VolSync would', async () => {
    const cluster = new FakeCluster().put(sources, web);
    cluster.afterPatch(sources, ({ spec }) =>
      cluster.change(sources, key, (source) => ({
        ...source,
        status: { lastManualSync: spec?.trigger?.manual ?? '' },
      })),
    );
    const patched = await cluster.patch(sources, key, { spec: { trigger: { manual: 'a' }, sourcePVC: null } });
    expect(patched.spec).toEqual({ trigger: { manual: 'a' } });
    expect(patched.status).toBeUndefined();
    expect((await cluster.get(sources, key)).status?.lastManualSync).toBe('a');
    const remove = { op: 'remove', path: '/spec/trigger/manual' } as const;
    const stale = cluster.patch(sources, key, [{ op: 'test', path: remove.path, value: 'b' }, remove]);
    await expect(stale).rejects.toMatchObject({ kind: 'refused' });
    await cluster.patch(sources, key, [remove], { isDryRun: true });
    expect((await cluster.get(sources, key)).spec?.trigger?.manual).toBe('a');
    await cluster.patch(sources, key, [{ op: 'test', path: remove.path, value: 'a' }, remove]);
    expect((await cluster.get(sources, key)).spec?.trigger).toEqual({});
  });

  it('follows a log until the container ends, and gives only the tail where asked', async () => {
    const cluster = new FakeCluster();
    const log = cluster.log(key, 'restic').write(['one', 'two']);
    expect(await linesOf(cluster.logs({ ...key, container: 'restic', tailLines: 1 }))).toEqual(['two']);
    const following = linesOf(
      cluster.logs({ ...key, container: 'restic', follow: true, timestamps: true, tailLines: 1 }),
    );
    await sleep(5);
    log.write(['three'], '2026-11-23T15:00:01Z').end();
    expect(await following).toEqual(['2026-11-23T15:00:00.000000000Z two', '2026-11-23T15:00:01Z three']);
  });

  it('creates as the API server does: named, admitted, and not at all in a dry run', async () => {
    const cluster = new FakeCluster().admit(resources.pods, (pod) => ({ ...pod, spec: { nodeName: 'n' } }));
    const made: string[] = [];
    cluster.afterCreate(resources.pods, ({ metadata }) => made.push(metadata.name));
    const object = { metadata: { namespace: 'home', generateName: 'helper-' } };
    const dry = await cluster.create(resources.pods, object, { isDryRun: true });
    expect([dry.spec, cluster.stored(resources.pods), made]).toEqual([{ nodeName: 'n' }, [], []]);
    const [one, two] = [await cluster.create(resources.pods, object), await cluster.create(resources.pods, object)];
    expect(one.metadata.name).toMatch(/^helper-.+/);
    expect(one.metadata.name).not.toBe(two.metadata.name);
    expect(one.metadata.uid).toBeDefined();
    expect(made).toEqual([one.metadata.name, two.metadata.name]);
    const again = cluster.create(resources.pods, { metadata: { namespace: 'home', name: one.metadata.name } });
    await expect(again).rejects.toMatchObject({ kind: 'refused' });
    const forbidden = cluster.forbid({ verb: 'create', resource: 'pods' }).create(resources.pods, object);
    await expect(forbidden).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('deletes what is there, with an event, and is content with what is not', async () => {
    const cluster = new FakeCluster().put(sources, web);
    const stop = new AbortController();
    const events = cluster.watch(sources, {}, stop.signal);
    for (const type of ['added', 'synced']) expect((await events.next()).value).toMatchObject({ type });
    await cluster.delete(sources, key, { gracePeriodSeconds: 0 });
    expect((await events.next()).value).toMatchObject({ type: 'deleted' });
    await cluster.delete(sources, key);
    expect(cluster.calls.at(-2)).toMatchObject({ verb: 'delete', key, gracePeriodSeconds: 0 });
    await events.return();
    await expect(cluster.forbid({ verb: 'delete' }).delete(sources, key)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('forbids, fails and reacts to calls as told', async () => {
    const cluster = new FakeCluster().put(sources, web);
    cluster.forbid({ verb: 'list', resource: 'pods', namespace: 'home' });
    await expect(cluster.list(resources.pods, { namespace: 'home' })).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await cluster.list(resources.pods, { namespace: 'media' })).toEqual([]);
    expect(await cluster.isAllowed({ verb: 'list', group: '', resource: 'pods', namespace: 'home' })).toBe(false);
    cluster.fail('list', resources.jobs, new Failure('unreachable', 'gone'));
    await expect(cluster.list(resources.jobs, {})).rejects.toMatchObject({ kind: 'unreachable' });
    cluster.before('get', sources, () => cluster.change(sources, key, (source) => ({ ...source, status: {} })));
    expect((await cluster.get(sources, key)).status).toEqual({});
  });
});

async function linesOf(log: AsyncIterable<string>): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of log) lines.push(line);
  return lines;
}
