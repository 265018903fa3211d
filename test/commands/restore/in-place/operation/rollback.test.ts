import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { emptyCopy } from '../../../../../src/commands/restore/judgement/rollback-script.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import { rollBackVolume } from '../../../../../src/commands/restore/in-place/operation/rollback.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { caught } from '../../../../fakes/api-server/caught.ts';
import type { World } from '../../../../fakes/helper-pod-world.ts';
import { claim, left, madePod, programs, worldWith } from '../../../../fakes/volume-look.ts';

const run = '0123456789abcdef';
const net = 'volsyncctl-web-before-01234567';
const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/instance': run };
const live = { ...claim(), metadata: { namespace: 'home', name: 'web', uid: 'uid-web' } };
const request = {
  ...{ source: sourceObject(), claim: live, run, volumeSnapshot: net, moverImage: 'volsync:1' },
  ...{ timeouts: { startMs: 60_000, endMs: 60_000 }, lifetimeMs: 600_000 },
};

function worldWithNet(): World {
  const world = worldWith();
  world.cluster.put(resources.persistentVolumeClaims, live);
  world.cluster.put(resources.volumeSnapshots, {
    metadata: { namespace: 'home', name: net, labels, uid: 'uid-net' },
    status: { readyToUse: true, restoreSize: '2Gi' },
  });
  return world;
}

interface Said {
  readonly written?: { readonly out?: string; readonly errors?: string; readonly exitCode?: number };
  readonly compared?: { readonly out?: string; readonly errors?: string; readonly exitCode?: number };
}

const same = '=copy\0=live\0=end 0 7\0';
const differs = `./a//#${'a'.repeat(64)}C\0./a//#${'b'.repeat(64)}L\0${same}`;
const attributes = `./a//f 600 1 1 1.0 1 1//C\0./a//f 644 1 1 1.0 1 1//L\0${same}`;

/** The output of the scripts, call by call; returns which were run. */
function scripts(world: World, ...times: Said[]): string[] {
  const ran: string[] = [];
  programs(world, ({ command }) => {
    const [, , text = '', , , , which] = command;
    const isWriting = text.includes('unpack');
    ran.push(isWriting ? `writes ${which ?? ''}` : 'compares');
    const now = times[Math.min(times.length - 1, ran.filter((one) => one.startsWith('writes')).length - 1)];
    return isWriting ? { out: 'end\n', ...now?.written } : { out: same, ...now?.compared };
  });
  return ran;
}

describe('bringing back a safety net', () => {
  it('makes a volume of it, as the mover writes what differs, compares, and leaves nothing but the net', async () => {
    const world = worldWithNet();
    const ran = scripts(world, { written: { out: 'removes 2\ncopies 3\ncopied 10000\nremoves 0\ncopies 0\nend\n' } });
    expect(await rollBackVolume(request, world)).toMatchObject({
      comparison: { verdict: 'same', files: 7 },
      errors: [],
    });
    expect(ran).toEqual(['writes differing', 'compares']);
    const copy = world.cluster.calls.find((call) => call.verb === 'create' && call.kind === 'persistentvolumeclaims');
    expect(copy).toMatchObject({
      object: {
        metadata: { name: net, labels: { ...labels, 'app.kubernetes.io/component': 'restore' } },
        spec: { resources: { requests: { storage: '2Gi' } }, dataSource: { kind: 'VolumeSnapshot', name: net } },
      },
    });
    expect(madePod(world)).toMatchObject({ metadata: { labels }, spec: { containers: [{ image: 'volsync:1' }] } });
    expect(world.events.flatMap((event) => (event.type === 'progress' ? [event.words] : []))).toEqual([
      'removing 2 entries that were not there',
      'restoring 3 entries',
      'restored 98 MiB',
    ]);
    expect(left(world)).toBe(1);
  });

  it('writes all anew where what differs was not enough, and only once', async () => {
    const world = worldWithNet();
    const ran = scripts(world, { compared: { out: differs } }, {});
    expect((await rollBackVolume(request, world)).comparison.verdict).toBe('same');
    expect(ran).toEqual(['writes differing', 'compares', 'writes all', 'compares']);
    const again = worldWithNet();
    expect(scripts(again, { compared: { out: differs } })).toEqual([]);
    const failure = await caught(rollBackVolume(request, again));
    expect(failure).toMatchObject({ kind: 'failed', details: ['"/a" has other content'] });
    expect(failure.message).toContain('1 difference is left');
    expect(failure.hint).toContain(net);
    expect(left(again)).toBe(1);
  });

  it('does not begin anew what could not be written', async () => {
    const world = worldWithNet();
    const ran = scripts(world, {
      written: { errors: 'tar: ./a: Cannot write: No space left on device\n' },
      compared: { out: differs },
    });
    expect((await caught(rollBackVolume(request, world))).details).toEqual([
      'tar: ./a: Cannot write: No space left on device',
      '"/a" has other content',
    ]);
    expect(ran).toEqual(['writes differing', 'compares']);
  });

  it('is a success with other owners, modes and times, and says so', async () => {
    const world = worldWithNet();
    scripts(world, { written: { errors: 'tar: ./a: Cannot change mode\n' }, compared: { out: attributes } });
    const { comparison, errors } = await rollBackVolume(request, world);
    expect(comparison).toMatchObject({ verdict: 'different', isDataSame: true, data: 0, attributes: 1 });
    expect(comparison.examples).toEqual([{ path: '/a', kind: 'attributes', words: 'mode 644, was 600' }]);
    expect(errors).toEqual(['tar: ./a: Cannot change mode']);
  });

  it.each<[string, NonNullable<Said['compared']>]>([
    ['is not whole', { out: '=copy\0=live\0=end 1 7\0' }],
    ['has complaints', { errors: 'find: ./secret: Permission denied\n' }],
    ['could not be made', { out: '', exitCode: 127, errors: 'bash: not found\n' }],
  ])('is unknown where the comparison %s', async (_, compared) => {
    const world = worldWithNet();
    scripts(world, { compared });
    expect((await caught(rollBackVolume(request, world))).kind).toBe('unknown');
    expect(left(world)).toBe(1);
  });

  it('is never the same where the writing was killed and the comparison finds a difference', async () => {
    const world = worldWithNet();
    scripts(world, { written: { out: '', exitCode: 137 }, compared: { out: differs } });
    expect((await caught(rollBackVolume(request, world))).details).toContain('the program ended with 137');
  });

  it('leaves a volume alone for a net without a file', async () => {
    const world = worldWithNet();
    scripts(world, { written: { out: '', exitCode: emptyCopy } });
    const failure = await caught(rollBackVolume(request, world));
    expect(failure.message).toContain('without files: PVC home/web was left as it is');
  });

  it('writes nothing into a PVC that was created again before its pod had it', async () => {
    const world = worldWithNet();
    world.cluster.afterCreate(resources.pods, () => {
      world.cluster.put(resources.persistentVolumeClaims, { ...live, metadata: { ...live.metadata, uid: 'uid-new' } });
    });
    const ran = scripts(world, {});
    const failure = await caught(rollBackVolume(request, world));
    expect(failure).toMatchObject({ kind: 'failed' });
    expect(failure.message).toContain('PVC home/web is no longer the PVC');
    expect(ran).toEqual([]);
    expect(left(world)).toBe(1);
  });

  it('takes no other VolumeSnapshot for the safety net than the one that was taken, whatever its name', async () => {
    const world = worldWithNet();
    const ran = scripts(world, {});
    const known = await rollBackVolume({ ...request, volumeSnapshotUid: 'uid-net' }, world);
    expect(known.comparison.verdict).toBe('same');
    const failure = await caught(rollBackVolume({ ...request, volumeSnapshotUid: 'uid-former' }, world));
    expect(failure).toMatchObject({ kind: 'failed' });
    expect(failure.message).toContain('was deleted, and the one of that name is another');
    expect(ran).toEqual(['writes differing', 'compares']);
  });

  it('ends what an earlier try has left at work before it begins', async () => {
    const world = worldWithNet();
    world.cluster.put(resources.pods, { metadata: { namespace: 'home', name: 'volsyncctl-restore-old', labels } });
    scripts(world, {});
    await rollBackVolume(request, world);
    const calls = world.cluster.calls.filter(({ kind }) => kind === 'pods');
    const ended = calls.findIndex((call) => call.verb === 'delete' && call.key?.name === 'volsyncctl-restore-old');
    expect(ended).toBeGreaterThan(-1);
    expect(ended).toBeLessThan(calls.findIndex(({ verb }) => verb === 'create'));
  });

  it('uses the volume that an earlier try of this run has made, and no other of that name', async () => {
    const world = worldWithNet();
    const spec = { dataSource: { kind: 'VolumeSnapshot', name: net } };
    world.cluster.put(resources.persistentVolumeClaims, { metadata: { namespace: 'home', name: net, labels }, spec });
    scripts(world, {});
    await rollBackVolume(request, world);
    expect(world.cluster.count('create', resources.persistentVolumeClaims)).toBe(0);
    expect(left(world)).toBe(1);
    world.cluster.put(resources.persistentVolumeClaims, { metadata: { namespace: 'home', name: net }, spec });
    expect((await caught(rollBackVolume(request, world))).kind).toBe('refused');
    expect(world.cluster.stored(resources.persistentVolumeClaims)).toHaveLength(2);
  });

  it('is not begun without its VolumeSnapshot', async () => {
    const world = worldWith();
    const failure = await caught(rollBackVolume(request, world));
    expect(failure.message).toBe(`VolumeSnapshot home/${net}, with the previous data, is gone.`);
    expect(world.cluster.count('create', resources.pods)).toBe(0);
  });

  it('is not over while its pod may still write', async () => {
    const world = worldWithNet();
    scripts(world, {});
    world.cluster.fail('delete', resources.pods, new Failure('forbidden', 'You cannot delete pods.'));
    expect((await caught(rollBackVolume(request, world))).message).toContain('may still be running');
  });
});
