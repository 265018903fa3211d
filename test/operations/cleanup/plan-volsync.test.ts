import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/objects.ts';
import { destinationObject, sourceObject } from '../../fleet-objects.ts';
import { claimWith, journal, meta, plainMeta, planned, podWith, snapshotWith, type World } from './world.ts';

const volsync = { labels: { 'app.kubernetes.io/created-by': 'volsync' } };
const orphan = (name: string, labels = {}) => plainMeta(name, { labels: { ...volsync.labels, ...labels } });

describe('what VolSync has left', () => {
  const kept = { metadata: plainMeta('later'), spec: { template: podWith(plainMeta(''), ['o']) } };

  it.each<[string, World, Readonly<Record<string, string>>]>([
    [
      'orphans, and not what is owned',
      {
        replicationSources: [sourceObject()],
        persistentVolumeClaims: [claimWith(orphan('o')), claimWith(orphan('volsync-src-web-cache'))],
        volumeSnapshots: [snapshotWith(orphan('s', { 'volsync.backube/do-not-delete': '' }))],
      },
      { o: 'remove owner-gone', s: 'leave do-not-delete' },
    ],
    [
      'a mounted one',
      { pods: [podWith(plainMeta('p'), ['o'])], persistentVolumeClaims: [claimWith(orphan('o'))] },
      { o: 'leave in-use' },
    ],
    [
      'one of a Deployment without pods',
      { deployments: [kept], persistentVolumeClaims: [claimWith(orphan('o'))] },
      { o: 'leave in-use' },
    ],
    [
      'one of a StatefulSet without pods',
      { statefulSets: [kept], persistentVolumeClaims: [claimWith(orphan('o'))] },
      { o: 'leave in-use' },
    ],
    [
      'one of a CronJob',
      {
        cronJobs: [{ metadata: plainMeta('nightly'), spec: { jobTemplate: { spec: kept.spec } } } as KubeObject],
        persistentVolumeClaims: [claimWith(orphan('o'))],
      },
      { o: 'leave in-use' },
    ],
    [
      'one that a mover mounts when it runs',
      {
        replicationSources: [
          sourceObject({
            restic: { moverVolumes: [{ mountPath: 'r', volumeSource: { persistentVolumeClaim: { claimName: 'o' } } }] },
          }),
        ],
        persistentVolumeClaims: [claimWith(orphan('o'))],
      },
      { o: 'leave in-use' },
    ],
    [
      'one of a kind that is not looked at',
      {
        persistentVolumeClaims: [
          claimWith({ ...orphan('o'), ownerReferences: [{ apiVersion: '', kind: 'Other', name: 'x', uid: 'x' }] }),
        ],
      },
      { o: 'leave unknown' },
    ],
  ])('%s', async (_title, world, expected) => {
    expect((await planned(world, true)).decisions).toEqual(expected);
    expect((await planned(world)).decisions).toEqual({});
  });
});

describe('what may not be looked at', () => {
  const world: World = {
    pods: [podWith(meta('p', 'gone'), ['c'])],
    persistentVolumeClaims: [claimWith(meta('c', 'gone')), claimWith(orphan('o'))],
    volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
    replicationDestinations: [{ ...destinationObject(), metadata: meta('d', 'gone') }],
  };

  it.each<[string, Readonly<Record<string, string>>]>([
    ['pods', { c: 'leave unknown', s: 'remove maker-gone', d: 'leave unknown', o: 'leave unknown' }],
    ['persistentvolumeclaims', { p: 'remove maker-gone', s: 'leave unknown', d: 'leave unknown' }],
    ['volumesnapshots', { p: 'remove maker-gone', c: 'leave unknown', d: 'leave unknown', o: 'leave unknown' }],
    ['replicationdestinations', { p: 'remove maker-gone', c: 'leave unknown', s: 'leave unknown' }],
    [
      'configmaps',
      { p: 'remove maker-gone', c: 'leave unknown', s: 'leave unknown', d: 'leave unknown', o: 'leave unknown' },
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
        o: 'leave unknown',
      },
    ],
  ])('%s: what they may use is left', async (resource, expected) => {
    const { decisions, unread } = await planned(world, true, [resource]);
    expect(decisions).toEqual(expected);
    expect(unread).toEqual([{ resource, message: `May not list ${resource} in home.` }]);
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
