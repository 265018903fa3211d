import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { findSources } from '../../src/sources/find-sources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const signal = new AbortController().signal;

function source(name: string, namespace = 'home', labels: Record<string, string> = {}) {
  const object = sourceObject({}, {}, name);
  return { ...object, metadata: { ...object.metadata, uid: `${namespace}-${name}`, namespace, labels } };
}

const cluster = () =>
  new FakeCluster().put(
    resources.replicationSources,
    source('web', 'home', { tier: 'a' }),
    source('mail'),
    source('web', 'media'),
  );

type Target = Parameters<typeof findSources>[0];

async function found(target: Target, world = cluster()) {
  const { chosen, around, failures } = await findSources(target, { cluster: world, signal });
  const names = (list: typeof chosen) => list.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return { chosen: names(chosen), around: names(around), failures: failures.map(({ message }) => message) };
}

const named = (...names: readonly [string, string][]): Target => ({
  scope: { namespace: 'home' },
  apps: names.map(([namespace, name]) => ({ namespace, name })),
});

describe('findSources', () => {
  it.each<[string, Target, readonly string[], readonly string[]]>([
    [
      'a namespace',
      { scope: { namespace: 'home' }, apps: undefined },
      ['home/web', 'home/mail'],
      ['home/web', 'home/mail'],
    ],
    [
      'all',
      { scope: {}, apps: undefined },
      ['home/web', 'home/mail', 'media/web'],
      ['home/web', 'home/mail', 'media/web'],
    ],
    [
      'labels: others may use the same repository',
      { scope: { namespace: 'home', labelSelector: 'tier=a' }, apps: undefined },
      ['home/web'],
      ['home/web', 'home/mail'],
    ],
    [
      'labels in all namespaces',
      { scope: { labelSelector: 'tier=a' }, apps: undefined },
      ['home/web'],
      ['home/web', 'home/mail', 'media/web'],
    ],
    ['a name', named(['home', 'mail']), ['home/mail'], ['home/web', 'home/mail']],
    [
      'names, in their order',
      named(['media', 'web'], ['home', 'web']),
      ['media/web', 'home/web'],
      ['media/web', 'home/web', 'home/mail'],
    ],
  ])('finds %s', async (_what, target, chosen, around) => {
    expect(await found(target)).toEqual({ chosen, around, failures: [] });
  });

  it('lists a namespace once for any number of names', async () => {
    const world = cluster();
    await found(named(['home', 'web'], ['home', 'mail'], ['media', 'web']), world);
    expect(world.count('list', resources.replicationSources)).toBe(2);
    expect(world.count('list', resources.configMaps)).toBe(2);
  });

  it('tells of each name that is not there, and finds the others', async () => {
    expect(await found(named(['home', 'wbe'], ['home', 'web'], ['media', 'x']))).toMatchObject({
      chosen: ['home/web'],
      failures: [
        'There is no ReplicationSource wbe in namespace home.',
        'There is no ReplicationSource x in namespace media.',
      ],
    });
  });

  it.each<[Target['scope'], string]>([
    [{ namespace: 'empty' }, 'There is no ReplicationSource in namespace empty.'],
    [{ namespace: 'empty', labelSelector: 'a=b' }, 'There is no ReplicationSource with a=b in namespace empty.'],
    [{ labelSelector: 'a=b' }, 'There is no ReplicationSource with a=b in any namespace.'],
  ])('does not pass for well where there is nothing: %j', async (scope, message) => {
    await expect(found({ scope, apps: undefined })).rejects.toMatchObject({ kind: 'not-found', message });
  });

  it('lets other failures through', async () => {
    await expect(found(named(['home', 'web']), cluster().forbid({ verb: 'list' }))).rejects.toMatchObject({
      kind: 'forbidden',
    });
    const gone = new Failure('unreachable', 'gone');
    const world = cluster().fail('exists', resources.namespaces, gone);
    await expect(found(named(['empty', 'web']), world)).rejects.toBe(gone);
  });
});
