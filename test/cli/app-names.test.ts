import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

/** A source with its own PVC. */
function source(name: string, sourcePVC: string) {
  const object = sourceObject();
  return {
    ...object,
    metadata: { ...object.metadata, name, uid: `uid-${name}` },
    spec: { ...object.spec, sourcePVC },
  };
}

const cluster = () =>
  new FakeCluster().put(
    resources.replicationSources,
    source('web', 'web-data'),
    source('twice-a', 'shared'),
    source('twice-b', 'shared'),
  );

async function typed(...words: readonly string[]) {
  const io = new FakeIo({ cluster: cluster() });
  return { exitCode: await run(words, io), out: io.out, err: io.err };
}

describe('an app', () => {
  it.each([
    'web',
    'home/web',
    'rs/web',
    'replicationsource/web',
    'replicationsources/web',
    'replicationsource.volsync.backube/web',
    'home/rs/web',
    'pvc/web-data',
    'persistentvolumeclaim/web-data',
    'home/pvc/web-data',
  ])('is understood: %s', async (word) => {
    const { out, err } = await typed('status', word, '-n', 'home', '-o', 'name');
    expect(out, err).toBe('replicationsource.volsync.backube/web\n');
  });

  it.each([
    ['pvc/nothing', 3, 'no ReplicationSource in namespace home backs up pvc/nothing'],
    ['pvc/shared', 2, 'several ReplicationSources back up pvc/shared: twice-a, twice-b'],
    ['weeb', 3, 'did you mean web?'],
    ['web-data', 3, 'did you mean web? Its PVC is web-data'],
    ['nothing-like-it', 3, 'There are: '],
    ['deployment/web', 2, 'name two different namespaces'],
  ])('that is not clear is told: %s', async (word, exitCode, message) => {
    const end = await typed('status', word, '-n', 'home');
    expect(end.exitCode).toBe(exitCode);
    expect(end.err).toContain(message);
  });

  it('that is not there has no log of the controller', async () => {
    const end = await typed('logs', 'wrong', '-n', 'home', '--controller');
    expect(end.exitCode).toBe(3);
    expect(end.err).toContain('There is no ReplicationSource wrong in namespace home');
  });
});

it('names over all namespaces have theirs, and are understood', async () => {
  const { out } = await typed('status', '-A', '-o', 'name');
  expect(out.split('\n').filter(Boolean).sort()).toEqual(['home/twice-a', 'home/twice-b', 'home/web']);
});
