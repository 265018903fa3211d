import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Suspendable } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { suspendAll, resumeAll } from '../../src/workloads/suspend.ts';
import type { SuspendedObject } from '../../src/volsync/restore-journal.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { World } from '../fakes/helper-pod-world.ts';
import { told } from '../fakes/in-place/controllers.ts';

const apps: SuspendedObject = {
  kind: 'Kustomization',
  namespace: 'flux',
  name: 'apps',
  uid: 'uid-apps',
  suspendBefore: null,
  why: 'applies Deployment web',
};
const key = { namespace: 'flux', name: 'apps' };

function worldWith(spec: NonNullable<Suspendable['spec']> & Record<string, unknown>, uid = 'uid-apps'): World {
  return new World(new FakeCluster().put(resources.kustomizations, { metadata: { ...key, uid }, spec }));
}

function specIn({ cluster }: World): Suspendable['spec'] {
  return cluster.stored(resources.kustomizations)[0]?.spec;
}

describe('holdAll and releaseAll', () => {
  it.each<[Suspendable['spec'], SuspendedObject['suspendBefore']]>([
    [{}, null],
    [{ suspend: false }, false],
  ])('give back exactly what was: %o', async (spec, suspendBefore) => {
    const world = worldWith({ ...spec, interval: '1m' });
    const hold = { ...apps, suspendBefore };
    await suspendAll([hold], world);
    await suspendAll([hold], world);
    expect(specIn(world)).toEqual({ interval: '1m', suspend: true });
    await resumeAll([hold], world);
    await resumeAll([hold], world);
    expect(specIn(world)).toEqual({ ...spec, interval: '1m' });
    expect(world.cluster.count('patch')).toBe(2);
    expect(told(world)).toEqual([
      'suspended Kustomization flux/apps: applies Deployment web',
      'resumed Kustomization flux/apps',
    ]);
  });

  it('leave one that was suspended before as it is', async () => {
    const world = worldWith({ suspend: true });
    const hold = { ...apps, suspendBefore: true };
    await suspendAll([hold], world);
    await resumeAll([hold], world);
    expect(world.cluster.count('patch')).toBe(0);
    expect(specIn(world)).toEqual({ suspend: true });
  });

  it('go from the first to the last, and back in reverse', async () => {
    const world = worldWith({});
    const job = { ...apps, kind: 'CronJob' as const, name: 'nightly', uid: 'uid-job', why: 'its Jobs mount PVC web' };
    world.cluster.put(resources.cronJobs, {
      metadata: { namespace: 'flux', name: 'nightly', uid: 'uid-job' },
      spec: {},
    });
    await suspendAll([apps, job], world);
    await resumeAll([apps, job], world);
    expect(told(world)).toEqual([
      'suspended Kustomization flux/apps: applies Deployment web',
      'suspended CronJob flux/nightly: its Jobs mount PVC web',
      'resumed CronJob flux/nightly: a missed run may start at once',
      'resumed Kustomization flux/apps',
    ]);
  });
});

describe('holdAll', () => {
  it.each<[string, World, Partial<SuspendedObject>, RegExp]>([
    ['was created again', worldWith({}, 'another'), {}, /was deleted and created again since the plan was made/],
    ['was resumed by somebody', worldWith({}), { suspendBefore: true }, /was suspended, and someone has resumed it/],
  ])('does not suspend what %s', async (_, world, parts, words) => {
    const hold = { ...apps, ...parts };
    await expect(suspendAll([hold], world)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(words) as string,
      hint: `suspend it and try again: kubectl patch kustomizations.kustomize.toolkit.fluxcd.io apps -n flux --type merge -p '{"spec":{"suspend":true}}'`,
    });
    expect(world.cluster.count('patch')).toBe(0);
  });

  it('goes on where that was done, and where the object is gone', async () => {
    const world = worldWith({ suspend: true }, 'another');
    await suspendAll([apps, { ...apps, name: 'gone' }], world);
    expect(told(world)).toEqual(['Kustomization flux/gone is gone: there is nothing to suspend']);
  });

  it('does not say that something is held that the server declined', async () => {
    const world = worldWith({});
    world.cluster.fail('patch', resources.kustomizations, new Failure('refused', 'No, says a policy.'));
    await expect(suspendAll([apps], world)).rejects.toThrow('No, says a policy.');
    expect(told(world)).toEqual([]);
  });
});

describe('holdAll waits for what Flux is about to apply', () => {
  const reconciling = (reason: string) => ({
    metadata: { ...key, uid: 'uid-apps' },
    spec: { suspend: true },
    status: { conditions: [{ type: 'Reconciling', status: 'True' as const, reason }] },
  });

  it('for a run that has begun, and no longer', async () => {
    const world = worldWith({});
    world.cluster.put(resources.kustomizations, reconciling('Progressing'));
    const holding = suspendAll([apps], world);
    await world.waitsUntil(1000);
    world.cluster.change(resources.kustomizations, key, ({ metadata }) => ({ metadata, spec: { suspend: true } }));
    world.moveTo(1000);
    await holding;
    expect(told(world)).toEqual(['waiting: Kustomization flux/apps is applying']);
  });

  it('not for one that only waits to try again', async () => {
    const world = worldWith({});
    world.cluster.put(resources.kustomizations, reconciling('ProgressingWithRetry'));
    await suspendAll([apps], world);
    expect(told(world)).toEqual([]);
  });

  it('not for ever: the rest of a run is health checks', async () => {
    const world = worldWith({});
    world.cluster.put(resources.kustomizations, reconciling('Progressing'));
    const holding = suspendAll([apps], world);
    await world.waitsUntil(1000);
    world.moveTo(30_000);
    await holding;
  });
});

describe('releaseAll', () => {
  it('leaves what was created again, and says how it is resumed', async () => {
    const world = worldWith({ suspend: true }, 'another');
    await resumeAll([apps], world);
    expect(world.events).toEqual([
      {
        type: 'left',
        what: 'Kustomization flux/apps',
        why: 'it was deleted and created again, and is suspended',
        hint: `kubectl patch kustomizations.kustomize.toolkit.fluxcd.io apps -n flux --type merge -p '{"spec":{"suspend":false}}'`,
      },
    ]);
    expect(world.cluster.count('patch')).toBe(0);
  });

  it('leaves what somebody else has resumed, and goes on where one is gone', async () => {
    const world = worldWith({ suspend: false });
    await resumeAll([{ ...apps, name: 'gone' }, apps], world);
    expect(specIn(world)).toEqual({ suspend: false });
    expect(world.cluster.count('patch')).toBe(0);
  });
});
