import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../../src/kubernetes/objects.ts';
import { destinationObject, sourceObject } from '../../../fakes/fleet-objects.ts';
import {
  claimWith,
  journal,
  meta,
  plainMeta,
  planned,
  podWith,
  snapshotWith,
  type World,
} from '../../../fakes/cleanup-world.ts';

const volsync = { labels: { 'app.kubernetes.io/created-by': 'volsync' } };
/** Of a source that is gone. */
const cache = 'volsync-src-o-cache';
const orphan = (name: string, labels = {}) => plainMeta(name, { labels: { ...volsync.labels, ...labels } });

describe('what VolSync has left', () => {
  const kept = { metadata: plainMeta('later'), spec: { template: podWith(plainMeta(''), [cache]) } };

  it.each<[string, World, Readonly<Record<string, string>>]>([
    [
      'orphans, and not what is owned',
      {
        replicationSources: [sourceObject()],
        persistentVolumeClaims: [claimWith(orphan(cache)), claimWith(orphan('volsync-src-web-cache'))],
        volumeSnapshots: [snapshotWith(orphan('volsync-x-src', { 'volsync.backube/do-not-delete': '' }))],
      },
      { [cache]: 'remove owner-gone', 'volsync-x-src': 'leave do-not-delete' },
    ],
    [
      'a mounted one',
      { pods: [podWith(plainMeta('p'), [cache])], persistentVolumeClaims: [claimWith(orphan(cache))] },
      { [cache]: 'leave in-use' },
    ],
    [
      'one of a Deployment without pods',
      { deployments: [kept], persistentVolumeClaims: [claimWith(orphan(cache))] },
      { [cache]: 'leave in-use' },
    ],
    [
      'one of a StatefulSet without pods',
      { statefulSets: [kept], persistentVolumeClaims: [claimWith(orphan(cache))] },
      { [cache]: 'leave in-use' },
    ],
    [
      'one of a CronJob',
      {
        cronJobs: [{ metadata: plainMeta('nightly'), spec: { jobTemplate: { spec: kept.spec } } } as KubeObject],
        persistentVolumeClaims: [claimWith(orphan(cache))],
      },
      { [cache]: 'leave in-use' },
    ],
    [
      'one that a mover mounts when it runs',
      {
        replicationSources: [
          sourceObject({
            restic: {
              moverVolumes: [{ mountPath: 'r', volumeSource: { persistentVolumeClaim: { claimName: cache } } }],
            },
          }),
        ],
        persistentVolumeClaims: [claimWith(orphan(cache))],
      },
      { [cache]: 'leave in-use' },
    ],
    [
      'one of a kind that is not looked at',
      {
        persistentVolumeClaims: [
          claimWith({ ...orphan(cache), ownerReferences: [{ apiVersion: 'v1', kind: 'Other', name: 'x', uid: 'x' }] }),
        ],
      },
      { [cache]: 'leave unknown' },
    ],
  ])('%s', async (_title, world, expected) => {
    expect((await planned(world, true)).decisions).toEqual(expected);
    expect((await planned(world)).decisions).toEqual({});
  });
});

describe('what may not be looked at', () => {
  const world: World = {
    pods: [podWith(meta('p', 'gone'), ['c'])],
    persistentVolumeClaims: [claimWith(meta('c', 'gone')), claimWith(orphan(cache))],
    volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
    replicationDestinations: [{ ...destinationObject(), metadata: meta('d', 'gone') }],
  };

  it.each<[string, Readonly<Record<string, string>>]>([
    ['pods', { c: 'leave unknown', s: 'remove maker-gone', d: 'leave unknown', [cache]: 'leave unknown' }],
    ['persistentvolumeclaims', { p: 'remove maker-gone', s: 'leave unknown', d: 'leave unknown' }],
    ['volumesnapshots', { p: 'remove maker-gone', c: 'leave unknown', d: 'leave unknown', [cache]: 'leave unknown' }],
    ['replicationdestinations', { p: 'remove maker-gone', c: 'leave unknown', s: 'leave unknown' }],
    [
      'configmaps',
      { p: 'remove maker-gone', c: 'leave unknown', s: 'leave unknown', d: 'leave unknown', [cache]: 'leave unknown' },
    ],
    [
      'replicationsources',
      { p: 'remove maker-gone', c: 'remove maker-gone', s: 'remove maker-gone', d: 'remove maker-gone' },
    ],
    [
      'deployments',
      {
        p: 'remove maker-gone',
        c: 'remove maker-gone',
        s: 'remove maker-gone',
        d: 'remove maker-gone',
        [cache]: 'leave unknown',
      },
    ],
  ])('%s: what they may use is left', async (resource, expected) => {
    const { decisions, unread } = await planned(world, true, [resource]);
    expect(decisions).toEqual(expected);
    expect(unread).toEqual([
      { resource, reason: 'forbidden', message: `May not list ${resource} in home.`, hint: undefined },
    ]);
  });

  it('the pods: of another machine nothing can be told', async () => {
    const { decisions } = await planned(
      { configMaps: [journal(meta('j', 'elsewhere', { annotations: { 'volsyncctl/finished': '' } }))] },
      false,
      ['pods'],
    );
    expect(decisions).toEqual({ j: 'leave unknown' });
  });
});

describe('a label', () => {
  it.each(['photos', 'volsync-photos', 'volsync-data', 'vs-prime-photos', 'photos-20261124104806'])(
    'makes no PVC an orphan of VolSync: %s',
    async (name) => {
      const { decisions } = await planned({ persistentVolumeClaims: [claimWith(orphan(name))] }, true, [], {
        named: [{ kind: 'PersistentVolumeClaim', name }],
      });
      expect(decisions).toEqual({ [name]: 'leave not-volsync' });
    },
  );

  it('makes no VolumeSnapshot an orphan of VolSync', async () => {
    const { decisions } = await planned({ volumeSnapshots: [snapshotWith(orphan('before-upgrade'))] }, true);
    expect(decisions).toEqual({ 'before-upgrade': 'leave not-volsync' });
  });

  it('and an owner of another group with the name of a kind of VolSync do not either', async () => {
    const ownerReferences = [{ apiVersion: 'other.io/v1', kind: 'ReplicationSource', name: 'x', uid: 'x' }];
    const claims = [claimWith({ ...orphan(cache), ownerReferences })];
    expect((await planned({ persistentVolumeClaims: claims }, true)).decisions).toEqual({ [cache]: 'leave unknown' });
  });
});

describe('a PVC of VolSync that may hold data', () => {
  const name = 'volsync-web-dest';
  const world: World = {
    persistentVolumeClaims: [claimWith(orphan(name)), claimWith(orphan(cache))],
    volumeSnapshots: [snapshotWith(orphan('data-20261124104806'))],
  };

  it('is left, with the command that removes it', async () => {
    const { decisions, hints } = await planned(world, true);
    expect(decisions).toEqual({
      [name]: 'leave may-hold-data',
      [cache]: 'remove owner-gone',
      'data-20261124104806': 'remove owner-gone',
    });
    expect(hints[0]).toMatch(/^volsyncctl cleanup -n home --volsync pvc\/volsync-web-dest/);
  });

  it('goes where it is named, and nothing else does', async () => {
    const named = [{ kind: 'PersistentVolumeClaim', name }] as const;
    expect((await planned(world, true, [], { named })).decisions).toEqual({ [name]: 'remove owner-gone' });
  });

  it('was never bound: it is empty', async () => {
    const claims = [claimWith(orphan(name), { kind: 'VolumeSnapshot', name: 'x' })];
    expect((await planned({ persistentVolumeClaims: claims }, true)).decisions).toEqual({
      [name]: 'remove owner-gone',
    });
  });

  it.each<[string, boolean, string, RegExp]>([
    ['is not there', true, 'volsync-other-dest', /There is no PersistentVolumeClaim volsync-other-dest/],
    ['is of VolSync, which was not asked for', false, name, /is neither a leftover/],
    ['has an owner', true, 'volsync-src-web-cache', /is neither a leftover/],
  ])('that was named and %s is a failure', async (_title, withVolsync, wanted, message) => {
    const own = claimWith(orphan('volsync-src-web-cache'));
    const all = {
      ...world,
      replicationSources: [sourceObject()],
      persistentVolumeClaims: [own, claimWith(orphan(name))],
    };
    const named = [{ kind: 'PersistentVolumeClaim', name: wanted }] as const;
    await expect(planned(all, withVolsync, [], { named })).rejects.toThrow(message);
  });
});
