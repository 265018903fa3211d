import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import type { VolumeSnapshot } from '../../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import {
  retakeSafetySnapshot,
  takeSafetySnapshot,
  removeOtherSafetySnapshots,
  removeSafetySnapshot,
  type SafetySnapshotRequest,
} from '../../../../../src/commands/restore/in-place/operation/safety-snapshot.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { caught } from '../../../../fakes/api-server/caught.ts';
import { World } from '../../../../fakes/helper-pod-world.ts';

const { volumeSnapshots } = resources;
const run = '0123456789abcdef';
const [first, stopped, again] = ['', '-stopped', '-stopped-2'].map((end) => `volsyncctl-web-before-01234567${end}`) as [
  string,
  string,
  string,
];

function request(volumeSnapshot = first, className: string | null = 'blocks'): SafetySnapshotRequest {
  const safety = { kind: 'snapshot', volumeSnapshot, className } as const;
  return { namespace: 'home', app: 'web', claim: 'web', run, safety, limitMs: 60_000 };
}

type Status = NonNullable<VolumeSnapshot['status']>;

function snapshot(name: string, of = run, status: Status = { readyToUse: true }): VolumeSnapshot {
  const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/instance': of };
  const spec = { source: { persistentVolumeClaimName: 'web' } };
  return { metadata: { namespace: 'home', name, labels }, spec, status };
}

/** With a driver that sets this status on each new VolumeSnapshot. */
function worldWith(status: Status, ...there: VolumeSnapshot[]): World {
  const cluster = new FakeCluster().put(volumeSnapshots, ...there);
  cluster.afterCreate(volumeSnapshots, ({ metadata: { namespace = '', name } }) => {
    cluster.change(volumeSnapshots, { namespace, name }, (one) => ({ ...one, status }));
  });
  return new World(cluster);
}

const ready = { readyToUse: true };
const names = ({ cluster }: World) => cluster.stored(volumeSnapshots).map(({ metadata }) => metadata.name);

describe('the safety VolumeSnapshot', () => {
  it('is that of the journal, of its class, with the labels of the run', async () => {
    const world = worldWith(ready);
    const kept = await takeSafetySnapshot(request(), world);
    const uid = world.cluster.stored(volumeSnapshots)[0]?.metadata.uid;
    expect(uid).toBeDefined();
    expect(kept).toEqual({ kind: 'snapshot', volumeSnapshot: first, className: 'blocks', uid });
    expect(world.cluster.stored(volumeSnapshots)).toMatchObject([
      {
        metadata: {
          name: first,
          labels: {
            'app.kubernetes.io/managed-by': 'volsyncctl',
            'app.kubernetes.io/component': 'restore',
            'app.kubernetes.io/instance': run,
          },
        },
        spec: { volumeSnapshotClassName: 'blocks', source: { persistentVolumeClaimName: 'web' } },
      },
    ]);
    expect(world.events).toEqual([{ type: 'step', words: `VolumeSnapshot home/${first} of PVC web` }]);
  });

  it('is of the default class where none was chosen', async () => {
    const world = worldWith(ready);
    await takeSafetySnapshot(request(first, null), world);
    expect(world.cluster.stored(volumeSnapshots)[0]?.spec).not.toHaveProperty('volumeSnapshotClassName');
  });

  it('is not taken twice by one run', async () => {
    const world = worldWith(ready, snapshot(first));
    await takeSafetySnapshot(request(), world);
    expect(world.cluster.count('create')).toBe(0);
  });

  it('is waited for also where an earlier try had begun it', async () => {
    const world = worldWith(ready, snapshot(first, run, { readyToUse: false }));
    const kept = takeSafetySnapshot(request(), world);
    await world.waitsUntil(60_000);
    world.cluster.put(volumeSnapshots, snapshot(first));
    expect(await kept).toMatchObject({ volumeSnapshot: first });
  });

  it.each<[string, VolumeSnapshot, string]>([
    ['of another run', snapshot(first, 'f'.repeat(16)), 'refused'],
    ['of nobody', { ...snapshot(first), metadata: { namespace: 'home', name: first } }, 'refused'],
    ['of another volume', { ...snapshot(first), spec: { source: { persistentVolumeClaimName: 'db' } } }, 'refused'],
    [
      'that goes',
      { ...snapshot(first), metadata: { ...snapshot(first).metadata, deletionTimestamp: '2026-11-23T15:24:00Z' } },
      'failed',
    ],
  ])('is never one %s', async (_, there, kind) => {
    const world = worldWith(ready, there);
    expect(await caught(takeSafetySnapshot(request(), world))).toMatchObject({ kind });
    expect(world.cluster.count('create')).toBe(0);
  });

  it('that the driver cannot take is a failure in its words', async () => {
    const world = worldWith({ readyToUse: false, error: { message: 'no space on pool' } });
    const failing = caught(takeSafetySnapshot(request(), world));
    await world.waitsUntil(10_000);
    world.moveTo(10_000);
    expect(await failing).toMatchObject({ kind: 'failed', details: ['no space on pool'] });
  });
});

describe('the safety VolumeSnapshot after the stop', () => {
  it('is taken beside the first, which stays until the journal names the other', async () => {
    const world = worldWith(ready, snapshot(first));
    const safety = await retakeSafetySnapshot(request(), world);
    const uid = world.cluster.stored(volumeSnapshots).find(({ metadata }) => metadata.name === stopped)?.metadata.uid;
    expect(safety).toEqual({ kind: 'snapshot', volumeSnapshot: stopped, className: 'blocks', uid });
    expect(names(world)).toEqual([first, stopped]);
    await removeOtherSafetySnapshots({ ...request(), safety }, world);
    expect(names(world)).toEqual([stopped]);
  });

  it('is taken anew where a try was cut that had not written it down', async () => {
    const world = worldWith(ready, snapshot(first), {
      ...snapshot(stopped),
      metadata: { ...snapshot(stopped).metadata, uid: 'old' },
    });
    await retakeSafetySnapshot(request(), world);
    expect(world.cluster.stored(volumeSnapshots).map(({ metadata }) => metadata.uid)).not.toContain('old');
    expect(names(world)).toEqual([first, stopped]);
  });

  it.each([
    [stopped, again],
    [again, stopped],
  ])('never takes the place of the one that counts: %s', async (counts, next) => {
    const world = worldWith(ready, snapshot(counts));
    expect((await retakeSafetySnapshot(request(counts), world)).volumeSnapshot).toBe(next);
    expect(names(world)).toEqual(expect.arrayContaining([counts, next]));
  });

  it('that does not get ready leaves the first', async () => {
    const world = worldWith({ readyToUse: false }, snapshot(first));
    const failing = caught(retakeSafetySnapshot(request(), world));
    await world.waitsUntil(60_000);
    world.moveTo(60_000);
    expect((await failing).kind).toBe('timeout');
    expect(names(world)).toContain(first);
  });

  it('is not taken where the name is somebody else’s', async () => {
    const world = worldWith(ready, snapshot(first), snapshot(stopped, 'f'.repeat(16)));
    expect((await caught(retakeSafetySnapshot(request(), world))).kind).toBe('refused');
    expect(names(world)).toEqual([first, stopped]);
  });
});

describe('removing the safety net', () => {
  it('removes all of the run, and nothing else', async () => {
    const theirs = snapshot(again, 'f'.repeat(16));
    const other = snapshot('volsyncctl-web-before-ffffffff', 'f'.repeat(16));
    const world = worldWith(ready, snapshot(first), snapshot(stopped), theirs, other);
    await removeSafetySnapshot(request(stopped), world);
    expect(names(world)).toEqual([again, 'volsyncctl-web-before-ffffffff']);
  });

  it('is done where nothing is left', async () => {
    await removeSafetySnapshot(request(), worldWith(ready));
  });

  it('says so where it may not', async () => {
    const world = worldWith(ready, snapshot(first));
    world.cluster.fail('delete', volumeSnapshots, new Failure('forbidden', 'You may not.'));
    expect((await caught(removeSafetySnapshot(request(), world))).kind).toBe('forbidden');
  });
});
