import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { planCleanup } from '../../../../src/commands/cleanup/operation/cleanup.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { destinationObject } from '../../../fakes/fleet-objects.ts';
import {
  claimWith,
  journal,
  meta,
  noWish,
  plainMeta,
  planned,
  podWith,
  portsFor,
  snapshotWith,
  type World,
} from '../../../fakes/cleanup-world.ts';

const from = (kind: string, name: string) => ({ kind, name });
const ephemeral: Pod = { metadata: plainMeta('user'), spec: { volumes: [{ name: 'tmp', ephemeral: {} }] } };

describe('what volsyncctl has left', () => {
  it.each<[string, World, Readonly<Record<string, string>>]>([
    ['nothing', {}, {}],
    [
      'things of others',
      {
        pods: [podWith(plainMeta('web'))],
        persistentVolumeClaims: [claimWith(plainMeta('x', { labels: { 'app.kubernetes.io/created-by': 'volsync' } }))],
      },
      {},
    ],
    [
      'a killed run',
      {
        pods: [podWith(meta('p', 'gone'), ['c'])],
        persistentVolumeClaims: [claimWith(meta('c', 'gone'))],
        volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
      },
      { p: 'remove maker-gone', c: 'remove maker-gone', s: 'remove maker-gone' },
    ],
    [
      'a running one',
      { pods: [podWith(meta('p', 'running'))], persistentVolumeClaims: [claimWith(meta('c', 'running'))] },
      { p: 'leave running', c: 'leave running' },
    ],
    [
      'a claim that a pod of somebody mounts',
      { pods: [podWith(plainMeta('user'), ['c'])], persistentVolumeClaims: [claimWith(meta('c', 'gone'))] },
      { c: 'leave in-use' },
    ],
    [
      'a claim that only ended pods, and pods elsewhere, mounted',
      {
        pods: [
          podWith(plainMeta('done'), ['c'], { phase: 'Succeeded' }),
          podWith(plainMeta('user', { namespace: 'media' }), ['c']),
        ],
        persistentVolumeClaims: [claimWith(meta('c', 'gone'))],
      },
      { c: 'remove maker-gone' },
    ],
    [
      'a claim of an ephemeral volume',
      {
        pods: [ephemeral],
        persistentVolumeClaims: [claimWith(meta('user-tmp', 'gone'))],
      },
      { 'user-tmp': 'leave in-use' },
    ],
    [
      'a pod that is left alone, and what it mounts',
      {
        pods: [podWith(meta('p', 'gone', { labels: { 'volsync.backube/do-not-delete': '' } }), ['c'])],
        persistentVolumeClaims: [claimWith(meta('c', 'gone'))],
        volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
      },
      { p: 'leave do-not-delete', c: 'leave in-use', s: 'remove maker-gone' },
    ],
    [
      'a snapshot that a claim waits for, and the claim that is not bound',
      {
        persistentVolumeClaims: [claimWith(plainMeta('wants'), from('VolumeSnapshot', 's'))],
        volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
      },
      { s: 'leave in-use' },
    ],
    [
      'a snapshot that only a leftover waits for',
      {
        persistentVolumeClaims: [claimWith(meta('c', 'gone'), from('VolumeSnapshot', 's'))],
        volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
      },
      { c: 'remove maker-gone', s: 'remove maker-gone' },
    ],
    [
      'a chain: the pod of somebody holds a claim, which waits for a snapshot',
      {
        pods: [podWith(plainMeta('user'), ['c'], { phase: 'Pending' })],
        persistentVolumeClaims: [claimWith(meta('c', 'gone'), from('VolumeSnapshot', 's'))],
        volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
      },
      { c: 'leave in-use', s: 'leave in-use' },
    ],
    [
      'a claim of which a snapshot is being made, or another claim',
      {
        persistentVolumeClaims: [
          claimWith(meta('c', 'gone')),
          claimWith(meta('d', 'gone')),
          claimWith(plainMeta('clone'), from('PersistentVolumeClaim', 'd')),
        ],
        volumeSnapshots: [snapshotWith(plainMeta('theirs'), 'c', false)],
      },
      { c: 'leave in-use', d: 'leave in-use' },
    ],
    [
      'a snapshot that VolSync fills a claim from, and the image of a destination',
      {
        persistentVolumeClaims: [claimWith(plainMeta('web'))],
        volumeSnapshots: [
          snapshotWith(meta('s', 'gone', { labels: { 'volsync.backube/volpop-pvc-uid-web': 'web' } })),
          snapshotWith(meta('image', 'gone')),
        ],
        replicationDestinations: [destinationObject({}, { latestImage: { kind: 'VolumeSnapshot', name: 'image' } })],
      },
      { s: 'leave in-use', image: 'leave in-use' },
    ],
    [
      'a claim that a destination fills',
      {
        persistentVolumeClaims: [claimWith(meta('c', 'gone'))],
        replicationDestinations: [destinationObject({ restic: { destinationPVC: 'c' } })],
      },
      { c: 'leave in-use' },
    ],
    [
      'destinations: idle, waited for, and with a volume in use',
      {
        pods: [podWith(plainMeta('user'), ['filled'])],
        persistentVolumeClaims: [
          claimWith(plainMeta('waits'), { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: 'asked' }),
          claimWith({
            ...plainMeta('filled'),
            ownerReferences: [{ apiVersion: '', kind: '', name: '', uid: 'uid-full' }],
          }),
        ],
        replicationDestinations: [
          { ...destinationObject(), metadata: meta('idle', 'gone') },
          { ...destinationObject(), metadata: meta('asked', 'gone') },
          { ...destinationObject(), metadata: meta('full', 'gone') },
        ],
      },
      { idle: 'remove maker-gone', asked: 'leave in-use', full: 'leave in-use' },
    ],
    [
      'an open journal, and all that belongs to it but pods',
      {
        pods: [podWith(meta('p', 'gone'))],
        persistentVolumeClaims: [claimWith(meta('c', 'gone'))],
        volumeSnapshots: [
          snapshotWith(meta('s', 'gone')),
          snapshotWith(meta('t', 'gone', { labels: { 'app.kubernetes.io/instance': 'run-2' } })),
        ],
        configMaps: [journal(meta('j', 'gone'))],
      },
      {
        p: 'remove maker-gone',
        c: 'leave open-journal',
        s: 'leave open-journal',
        t: 'remove maker-gone',
        j: 'leave open-journal',
      },
    ],
    [
      'a journal that is finished',
      {
        volumeSnapshots: [snapshotWith(meta('s', 'gone'))],
        configMaps: [journal(meta('j', 'gone', { annotations: { 'volsyncctl/finished': 'true' } }))],
      },
      { s: 'remove maker-gone', j: 'remove maker-gone' },
    ],
    [
      'what is being removed, and what was kept',
      {
        pods: [podWith(meta('p', 'gone', { annotations: { 'volsyncctl/keep': 'true' } }))],
        persistentVolumeClaims: [
          claimWith(meta('c', 'gone', { deletionTimestamp: '2026-11-23T14:59:00Z' })),
          claimWith(meta('k', 'running', { annotations: { 'volsyncctl/keep': 'true' } })),
        ],
      },
      { p: 'remove kept', c: 'remove being-removed', k: 'leave running' },
    ],
  ])('%s', async (_title, world, expected) => {
    expect((await planned(world)).decisions).toEqual(expected);
  });
});

it('asks for one list of each kind, and without --volsync for no more than it needs', async () => {
  const { cluster } = await planned({});
  expect(cluster.calls.map(({ verb, kind }) => `${verb} ${kind}`).sort()).toEqual([
    'list configmaps',
    'list leases',
    'list persistentvolumeclaims',
    'list pods',
    'list replicationdestinations',
    'list volumesnapshots',
  ]);
  expect((await planned({}, true)).cluster.calls).toHaveLength(11);
});

it('removes only what the labels choose, and still looks at all that may use it', async () => {
  const cluster = new FakeCluster()
    .put(resources.pods, podWith(plainMeta('user'), ['a']))
    .put(resources.persistentVolumeClaims, claimWith(meta('a', 'gone', { labels: { x: '1' } })))
    .put(
      resources.volumeSnapshots,
      snapshotWith(meta('b', 'gone', { labels: { x: '1' } })),
      snapshotWith(meta('c', 'gone')),
    );
  const scope = { namespace: 'home', labelSelector: 'x=1' };
  const { objects } = await planCleanup({ ...noWish, scope }, portsFor(cluster));
  expect(objects.map(({ name, decision }) => [name, decision.reason])).toEqual([
    ['a', 'in-use'],
    ['b', 'maker-gone'],
  ]);
});
