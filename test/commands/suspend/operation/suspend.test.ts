import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { renderSuspend } from '../../../../src/commands/suspend/text.ts';
import { resume, suspend } from '../../../../src/commands/suspend/operation/suspend.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { suspensionAnnotation } from '../../../../src/volsync/suspension.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { World } from '../../../fakes/helper-pod-world.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const key = { namespace: 'home', name: 'web' };
const target = { scope: {}, apps: [key] };
const options = { forMs: 7_200_000, reason: 'upgrade', ignoresGitOps: false, isDryRun: false };

/** A cluster whose VolSync adopts a far schedule immediately. */
function clusterWith(status = {}) {
  const cluster = new FakeCluster().put(
    resources.replicationSources,
    sourceObject({ trigger: { schedule: '0 * * * *' } }, { lastSyncTime: '2026-11-23T15:00:30Z', ...status }),
  );
  cluster.afterPatch(resources.replicationSources, ({ spec }) => {
    if (spec?.trigger?.schedule === '0 * * * *') return;
    cluster.change(resources.replicationSources, key, (object) => ({
      ...object,
      status: { ...object.status, nextSyncTime: '2027-05-01T00:00:00Z' },
    }));
  });
  return cluster;
}

const stored = (cluster: FakeCluster) => cluster.stored(resources.replicationSources)[0];

it('suspends and resumes, and what was there before is there again', async () => {
  const world = new World(clusterWith());
  const before = stored(world.cluster);
  const planned = await suspend(target, { ...options, isDryRun: true }, world);
  expect(planned).toMatchObject({ outcome: 'ok', apps: [{ state: 'planned' }] });
  expect(world.cluster.count('patch')).toBe(0);
  const report = await suspend(target, options, world);
  expect(report).toMatchObject({ outcome: 'ok', apps: [{ state: 'suspended', suspension: { by: 'anna' } }] });
  expect(renderSuspend(report, { style: plainStyle, now: world.now() })).toMatch(
    /^✔ home\/web {2}suspended until .*: schedule "0 \* \* \* \*" is parked\n$/,
  );
  expect(stored(world.cluster)?.spec?.trigger?.schedule).toMatch(/^00 00 01 \d+ \*$/);
  expect(world.cluster.openStreams).toBe(0);
  expect(await resume(target, false, world)).toMatchObject({
    outcome: 'ok',
    apps: [{ state: 'resumed', syncsAtOnce: false }],
  });
  expect(stored(world.cluster)?.spec).toEqual(before?.spec);
  expect(stored(world.cluster)?.metadata.annotations?.[suspensionAnnotation]).toBeUndefined();
  expect(await resume(target, false, world)).toMatchObject({ outcome: 'ok', apps: [{ state: 'none' }] });
});

it('says that a sync continues, and at the end that a run was missed', async () => {
  const status = { lastSyncTime: '2026-11-23T13:00:30Z', lastSyncStartTime: '2026-11-23T15:20:00Z' };
  const world = new World(clusterWith(status));
  expect(await suspend(target, options, world)).toMatchObject({
    outcome: 'ok',
    apps: [{ state: 'suspended', syncingSince: new Date('2026-11-23T15:20:00Z') }],
  });
  for (const isDryRun of [true, false]) {
    expect(await resume(target, isDryRun, world)).toMatchObject({ outcome: 'ok', apps: [{ syncsAtOnce: true }] });
  }
});

it('is refused where the schedule is put back at once', async () => {
  const cluster = clusterWith();
  cluster.afterPatch(resources.replicationSources, () => {
    cluster.change(resources.replicationSources, key, (object) => ({
      ...object,
      spec: { ...object.spec, trigger: { schedule: '0 * * * *' } },
    }));
  });
  expect(await suspend(target, options, new World(cluster))).toMatchObject({
    outcome: 'refused',
    apps: [{ message: expect.stringMatching(/changed again/) as string }],
  });
});

it('is suspended also where it cannot be seen that VolSync has taken the schedule up, and says so', async () => {
  const cluster = clusterWith();
  cluster.afterPatch(resources.replicationSources, () =>
    cluster.forbid({ verb: 'get', resource: 'replicationsources' }),
  );
  const world = new World(cluster);
  const report = await suspend(target, options, world);
  expect(report).toMatchObject({ outcome: 'unknown', apps: [{ state: 'suspended' }] });
  expect(renderSuspend(report, { style: plainStyle, now: world.now() })).toMatch(
    /^✗ home\/web {2}suspended until .*\n {4}could not determine whether VolSync picked up the suspended schedule: .*get replicationsources.*\n.*check: volsyncctl status web -n home\n.*undo: volsyncctl resume web -n home\n$/,
  );
  expect(stored(cluster)?.metadata.annotations?.[suspensionAnnotation]).toBeDefined();
});

describe('Ctrl-C', () => {
  const two = { scope: {}, apps: [key, { ...key, name: 'mail' }] };
  const interruptedAt = async (verb: 'suspend' | 'resume', moment: 'before' | 'after') => {
    const cluster = clusterWith();
    cluster.put(
      resources.replicationSources,
      sourceObject({ trigger: { schedule: '0 * * * *' } }, { lastSyncTime: '2026-11-23T15:00:30Z' }, 'mail'),
    );
    const world = new World(cluster);
    if (verb === 'resume') await suspend(target, options, world);
    const end = () => {
      world.interrupt();
      if (moment === 'before') throw new Failure('interrupted', 'Interrupted.');
    };
    if (moment === 'before') cluster.before('patch', resources.replicationSources, end);
    else cluster.afterPatch(resources.replicationSources, end);
    return verb === 'suspend' ? suspend(two, options, world) : resume(two, false, world);
  };

  it.each(['suspend', 'resume'] as const)(
    'in %s leaves untold neither what was changed nor what was not',
    async (verb) => {
      const after = await interruptedAt(verb, 'after');
      expect(after).toMatchObject({
        outcome: 'interrupted',
        apps: [
          { name: 'web', state: verb === 'suspend' ? 'suspended' : 'resumed' },
          { name: 'mail', outcome: 'interrupted', message: 'interrupted before it was changed' },
        ],
      });
      const before = await interruptedAt(verb, 'before');
      expect(before).toMatchObject({
        outcome: 'interrupted',
        apps: [
          {
            message: 'Interrupted. Its schedule may have been changed.',
            hint: 'volsyncctl status web -n home',
          },
          { message: 'interrupted before it was changed' },
        ],
      });
    },
  );
});
