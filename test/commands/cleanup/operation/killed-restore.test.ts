import { describe, expect, it } from 'vitest';
import type { ObjectMeta, Pod } from '../../../../src/kubernetes/objects.ts';
import { destinationObject } from '../../../fakes/fleet-objects.ts';
import { claimWith, meta, plainMeta, planned, podWith, type World } from '../../../fakes/cleanup-world.ts';

const yesterday = { creationTimestamp: '2026-11-22T14:00:00Z' };

function restoring(metadata: ObjectMeta, status = {}) {
  return { ...destinationObject({}, { lastSyncStartTime: '2026-11-23T14:59:00Z', ...status }), metadata };
}

function moverOf(job: string, claims: readonly string[]): Pod {
  const labels = { 'app.kubernetes.io/created-by': 'volsync', 'job-name': job };
  return podWith(plainMeta(`${job}-x7k2p`, { labels }), claims);
}

describe('a killed restore', () => {
  it.each<[string, World, Readonly<Record<string, string>>]>([
    [
      'destinations that restore: for nobody, as somebody wanted, and without end',
      {
        replicationDestinations: [
          restoring(meta('for-nobody', 'gone')),
          restoring(meta('kept', 'gone', { annotations: { 'volsyncctl/keep': 'true' } })),
          restoring(meta('elsewhere', 'elsewhere', yesterday)),
          restoring(meta('failing', 'elsewhere', yesterday), { latestMoverStatus: { result: 'Failed' } }),
        ],
      },
      {
        'for-nobody': 'remove maker-gone',
        kept: 'leave in-use',
        elsewhere: 'leave in-use',
        failing: 'remove no-pod',
      },
    ],
    [
      'a killed restore, whose mover Kubernetes has not collected yet, or whose destination goes as well',
      {
        pods: [moverOf('volsync-dst-d', ['c']), moverOf('volsync-dst-was-there', ['orphaned'])],
        persistentVolumeClaims: [claimWith(meta('c', 'gone')), claimWith(meta('orphaned', 'gone'))],
        replicationDestinations: [restoring(meta('d', 'gone'))],
      },
      { d: 'remove maker-gone', c: 'remove maker-gone', orphaned: 'remove maker-gone' },
    ],
    [
      'what the mover of a source, or of a destination of somebody else, mounts',
      {
        pods: [moverOf('volsync-src-web', ['c']), moverOf('volsync-dst-theirs', ['d'])],
        persistentVolumeClaims: [claimWith(meta('c', 'gone')), claimWith(meta('d', 'gone'))],
        replicationDestinations: [{ ...destinationObject(), metadata: plainMeta('theirs') }],
      },
      { c: 'leave in-use', d: 'leave in-use' },
    ],
  ])('%s', async (_title, world, expected) => {
    expect((await planned(world)).decisions).toEqual(expected);
  });
});
