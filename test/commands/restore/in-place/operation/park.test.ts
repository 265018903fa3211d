import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../src/volsync/resources.ts';
import { findSourcesOfClaim } from '../../../../../src/commands/restore/in-place/operation/find-sources.ts';
import { parkSources } from '../../../../../src/commands/restore/in-place/operation/park.ts';
import { unparkSources } from '../../../../../src/commands/restore/in-place/operation/unpark.ts';
import type { ParkedSource } from '../../../../../src/volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../../src/volsync/types.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { metaOf, podWith } from '../../../../fakes/claim-facts.ts';
import { World } from '../../../../fakes/helper-pod-world.ts';
import { key, place, told } from '../../../../fakes/in-place/controllers.ts';

const meanwhile = '00 00 01 05 *';
const parked: ParkedSource = {
  name: 'web',
  uid: 'source-web',
  triggerBefore: { schedule: '0 * * * *' },
  scheduleMeanwhile: meanwhile,
};
const far = '2027-05-01T00:00:00Z';
const syncing = { lastSyncStartTime: '2026-11-23T15:23:00Z' };

function worldWith(...sources: readonly ReplicationSource[]): World {
  return new World(new FakeCluster().put(resources.replicationSources, ...sources));
}

/** VolSync computes the next sync as soon as it sees the trigger. */
function withVolsync(world: World): World {
  world.cluster.afterPatch(resources.replicationSources, () => reckoned(world));
  return world;
}

function reckoned({ cluster }: World, status: ReplicationSource['status'] = {}): void {
  cluster.change(resources.replicationSources, key, (source) => {
    const before = { ...source.status };
    Reflect.deleteProperty(before, 'lastSyncStartTime');
    return { ...source, status: { ...before, nextSyncTime: far, ...status } };
  });
}

/** As Flux does when it applies its manifest. */
function putBack({ cluster }: World): void {
  const fieldsV1 = { 'f:spec': { 'f:trigger': { 'f:schedule': {} } } };
  cluster.change(resources.replicationSources, key, ({ metadata, spec, ...source }) => ({
    ...source,
    metadata: { ...metadata, managedFields: [{ manager: 'kustomize-controller', fieldsV1 }] },
    spec: { ...spec, trigger: { schedule: '0 * * * *' } },
  }));
}

function triggerIn({ cluster }: World): unknown {
  return cluster.stored(resources.replicationSources)[0]?.spec?.trigger;
}

const park = (world: World, sources = [parked]) => parkSources({ ...place, sources, timeoutMs: 60_000 }, world);
const unpark = (world: World, sources = [parked]) => unparkSources({ ...place, sources }, world);

describe('parkSources', () => {
  it('is not done before VolSync has seen it: it would sync by the old schedule', async () => {
    const world = worldWith(sourceObject());
    const parking = park(world);
    await world.waitsUntil(60_000);
    expect(triggerIn(world)).toEqual({ schedule: meanwhile });
    world.moveTo(60_000);
    await expect(parking).rejects.toMatchObject({
      kind: 'timeout',
      message: 'After 60s something still backs up PVC home/web, or is about to.',
      details: [
        'ReplicationSource web: VolSync has not noticed its new schedule yet (next sync: 2026-11-23T16:00:00.000Z)',
      ],
      hint: 'volsyncctl status web -n home',
    });
    expect(world.cluster.openStreams).toBe(0);
  });

  it('waits for the sync that runs, and for the end of its mover', async () => {
    const world = worldWith(sourceObject({}, syncing));
    const labels = { 'app.kubernetes.io/created-by': 'volsync' };
    world.cluster.put(resources.pods, podWith(metaOf('volsync-src-web-abcde', { labels }), []));
    const parking = park(world);
    await world.waitsUntil(60_000);
    reckoned(world);
    await world.waitsUntil(60_000);
    world.cluster.remove(resources.pods, { ...key, name: 'volsync-src-web-abcde' });
    await parking;
    expect(told(world)).toEqual([
      `parked ReplicationSource web: schedule "${meanwhile}" instead of schedule "0 * * * *"`,
      'waiting: ReplicationSource web: its sync has been running since 2026-11-23T15:23:00Z',
      'waiting: ReplicationSource web: its mover volsync-src-web-abcde has not ended',
    ]);
  });

  it('sees also the sources of the volume that the plan did not park', async () => {
    const world = withVolsync(worldWith(sourceObject(), sourceObject({ sourcePVC: 'web' }, {}, 'new')));
    const parking = park(world);
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    await expect(parking).rejects.toMatchObject({
      kind: 'timeout',
      details: ['ReplicationSource new: it syncs by its schedule "0 * * * *"'],
    });
  });

  it('says why VolSync does not get on', async () => {
    const message = 'secrets "web-volsync" not found';
    const conditions = [{ type: 'Synchronizing', status: 'False' as const, reason: 'Error', message }];
    const world = worldWith(sourceObject({}, { ...syncing, conditions }));
    const parking = park(world);
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    await expect(parking).rejects.toMatchObject({
      details: [expect.stringContaining('its sync has been running'), message],
    });
  });

  it.each<[string, ReplicationSource, RegExp]>([
    ['got another trigger', sourceObject({ trigger: { schedule: '@daily' } }), /got another trigger/],
    ['was given a tag', sourceObject({ trigger: { schedule: '0 * * * *', manual: 'x' } }), /got another trigger/],
    [
      'was created again',
      { ...sourceObject(), metadata: { ...key, uid: 'another' } },
      /was deleted and created again since the restore was planned/,
    ],
  ])('does not touch what %s', async (_, source, words) => {
    const world = worldWith(source);
    await expect(park(world)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(words) as string,
      hint: expect.stringContaining('kubectl patch replicationsource web -n home --type merge') as string,
    });
    expect(world.cluster.count('patch')).toBe(0);
  });

  it('parks again where Flux was about to put the trigger back', async () => {
    const world = worldWith(sourceObject());
    let patches = 0;
    world.cluster.afterPatch(resources.replicationSources, () => {
      patches += 1;
      const isLast = patches === 3;
      setImmediate(() => (isLast ? reckoned(world) : putBack(world)));
    });
    await park(world);
    expect(patches).toBe(3);
    expect(triggerIn(world)).toEqual({ schedule: meanwhile });
  });

  it('gives up where somebody always does, and names him', async () => {
    const world = worldWith(sourceObject());
    world.cluster.afterPatch(resources.replicationSources, () => setImmediate(() => putBack(world)));
    await expect(park(world)).rejects.toMatchObject({
      kind: 'refused',
      message:
        'ReplicationSource home/web does not stay parked: kustomize-controller has put its trigger back 4 times.',
    });
    expect(world.cluster.openStreams).toBe(0);
  });

  it('can be done again, and goes on where a source is gone', async () => {
    const world = withVolsync(worldWith(sourceObject()));
    await park(world, [parked, { ...parked, name: 'gone' }]);
    await park(world);
    expect(world.cluster.count('patch')).toBe(1);
  });

  it('leaves a manual tag, and waits until it was served', async () => {
    const world = worldWith(sourceObject({ trigger: { manual: 'x' } }, { lastManualSync: 'old' }));
    const parking = park(world, []);
    await world.waitsUntil(60_000);
    reckoned(world, { lastManualSync: 'x' });
    await parking;
    expect(triggerIn(world)).toEqual({ manual: 'x' });
  });
});

describe('unparkSources', () => {
  it.each<[ParkedSource['triggerBefore']]>([
    [{ schedule: '0 * * * *' }],
    [{ schedule: '0 * * * *', manual: '' }],
    [{}],
    [null],
  ])('gives back exactly the trigger that was: %o', async (triggerBefore) => {
    const spec = { ...sourceObject().spec, trigger: triggerBefore };
    if (triggerBefore === null) Reflect.deleteProperty(spec, 'trigger');
    const before = { ...sourceObject(), spec } as ReplicationSource;
    const world = withVolsync(worldWith(before));
    const { sources } = await findSourcesOfClaim(place, world);
    expect(sources).toMatchObject([{ triggerBefore, scheduleMeanwhile: meanwhile }]);
    await park(world, [...sources]);
    expect(triggerIn(world)).toEqual({ schedule: meanwhile });
    await unpark(world, [...sources]);
    await unpark(world, [...sources]);
    expect(world.cluster.stored(resources.replicationSources)[0]?.spec).toEqual(before.spec);
    expect(world.cluster.count('patch')).toBe(2);
  });

  it.each([
    ['2026-11-23T14:59:00Z', ': it syncs at once, because its time has passed'],
    ['2026-11-23T15:01:00Z', ''],
  ])('says whether the old schedule fires at once: last sync %s', async (lastSyncTime, words) => {
    const world = worldWith(sourceObject({ trigger: { schedule: meanwhile } }, { lastSyncTime }));
    await unpark(world);
    expect(told(world)).toEqual([`restored the trigger of ReplicationSource web: schedule "0 * * * *"${words}`]);
  });

  it('leaves what somebody else has set meanwhile', async () => {
    const world = worldWith(sourceObject({ trigger: { schedule: '@daily' } }));
    await unpark(world);
    expect(triggerIn(world)).toEqual({ schedule: '@daily' });
    expect(told(world)).toEqual([
      'ReplicationSource home/web: someone has changed its trigger; it is left at schedule "@daily", and had schedule "0 * * * *"',
    ]);
  });

  it('gives the schedule back beside a tag that someone has set', async () => {
    const world = worldWith(sourceObject({ trigger: { schedule: meanwhile, manual: 'x' } }, { lastManualSync: 'x' }));
    await unpark(world);
    expect(triggerIn(world)).toEqual({ schedule: '0 * * * *', manual: 'x' });
    expect(told(world)).toEqual([
      'restored the trigger of ReplicationSource web: schedule "0 * * * *", next to the manual tag "x" that someone has set',
    ]);
  });

  it('does not hide that our schedule is still there in one that was created again', async () => {
    const metadata = { ...key, uid: 'another' };
    const world = worldWith({ ...sourceObject({ trigger: { schedule: meanwhile } }), metadata });
    await unpark(world);
    expect(world.cluster.count('patch')).toBe(0);
    expect(told(world)).toEqual([
      `left ReplicationSource home/web: kubectl patch replicationsource web -n home --type merge -p '{"spec":{"trigger":{"schedule":"0 * * * *"}}}'`,
    ]);
  });

  it('goes on where a source is gone', async () => {
    await unpark(worldWith());
  });
});
