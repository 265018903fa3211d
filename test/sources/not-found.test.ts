import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { notFound } from '../../src/sources/not-found.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const sources = resources.replicationSources;
const source = (namespace: string, name: string) => ({ metadata: { namespace, name } });
const wanted = { namespace: 'home', name: 'wbe' };

describe('absent', () => {
  it('names what is there, nearest first', async () => {
    const cluster = new FakeCluster().put(sources, source('home', 'mail'), source('home', 'web'), source('x', 'y'));
    expect(await notFound(cluster, sources, wanted)).toMatchObject({
      kind: 'not-found',
      message: 'There is no ReplicationSource wbe in namespace home.',
      details: ['There are: web, mail'],
      hint: undefined,
    });
  });

  it('says where else one of that name is', async () => {
    const cluster = new FakeCluster().put(sources, source('home', 'a'), source('x', 'wbe'), source('media', 'wbe'));
    expect((await notFound(cluster, sources, wanted)).hint).toBe('it is in media, x: choose with -n');
  });

  it('does not print a fleet', async () => {
    const cluster = new FakeCluster();
    for (let i = 0; i < 12; i += 1) cluster.put(sources, source('home', `app-${i}`));
    expect((await notFound(cluster, sources, wanted)).details[0]).toMatch(/^There are: (?:app-\d+, ){10}and 2 more$/);
  });

  it('shows the way from the repository where the PVC of that name lost its source', async () => {
    const cluster = new FakeCluster().put(sources, source('home', 'mail'));
    cluster.put(resources.persistentVolumeClaims, { metadata: wanted });
    expect((await notFound(cluster, sources, wanted)).hint).toMatch(
      /^PVC wbe exists; .*: volsyncctl restore --repository SECRET -n home --to pvc\/wbe-restored$/,
    );
    cluster.forbid({ resource: 'persistentvolumeclaims' });
    expect((await notFound(cluster, sources, wanted)).hint).toBeUndefined();
  });

  it('says that there is no such namespace', async () => {
    expect(await notFound(new FakeCluster(), sources, wanted)).toMatchObject({
      message: 'There is no namespace home.',
    });
  });

  it('says that the namespace has none', async () => {
    const cluster = new FakeCluster().put(resources.namespaces, { metadata: { name: 'home' } });
    expect((await notFound(cluster, sources, wanted)).details).toEqual([
      'There is no ReplicationSource at all in this namespace.',
    ]);
  });

  it('leaves out what it may not look up', async () => {
    const cluster = new FakeCluster().forbid({ verb: 'list' }).forbid({ resource: 'namespaces' });
    expect(await notFound(cluster, sources, wanted)).toMatchObject({ kind: 'not-found', details: [], hint: undefined });
  });
});
