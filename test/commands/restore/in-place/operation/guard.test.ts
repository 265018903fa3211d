import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../../../../src/volsync/types.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { whileSameClaim, whileStopped } from '../../../../../src/commands/restore/in-place/operation/guard.ts';
import { metaOf, podWith } from '../../../../fakes/claim-facts.ts';
import type { World } from '../../../../fakes/helper-pod-world.ts';
import { key, place as webPlace, webPod, worldOfWeb } from '../../../../fakes/in-place/controllers.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

const meanwhile = '00 00 01 05 *';
const parked = { name: 'web', uid: 'uid-web', triggerBefore: { schedule: '0 * * * *' }, scheduleMeanwhile: meanwhile };
const place = { ...webPlace, sources: [parked] };
const sourceWith = (schedule: string, status: ReplicationSource['status'] = {}): ReplicationSource => ({
  ...sourceObject({ trigger: { schedule } }),
  status: { lastSyncTime: '2026-11-23T15:00:00Z', ...status },
});

/** Work that only its signal ends, like a call to the cluster. */
async function endless(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw new Failure('interrupted', 'Interrupted.');
}

describe('whileStopped', () => {
  it('ends the work as soon as somebody else mounts the volume, and says who', async () => {
    const world = worldOfWeb(0);
    const working = whileStopped(place, world, (signal) => {
      world.cluster.put(resources.pods, webPod());
      return endless(signal);
    });
    await expect(working).rejects.toMatchObject({
      kind: 'refused',
      message: 'Pod web-7d-x of ReplicaSet web-7d has mounted PVC home/web while it was being restored.',
    });
    expect(world.cluster.openStreams).toBe(0);
  });

  it('does not believe work that was done in spite of that', async () => {
    const world = worldOfWeb(0);
    const working = whileStopped(place, world, async (signal) => {
      world.cluster.put(resources.pods, webPod());
      await endless(signal).catch(() => undefined);
      return 'restored';
    });
    await expect(working).rejects.toMatchObject({ kind: 'refused' });
  });

  it('does not begin where somebody has it already', async () => {
    let hasBegun = false;
    const working = whileStopped(place, worldOfWeb(), () => Promise.resolve((hasBegun = true)));
    await expect(working).rejects.toMatchObject({ kind: 'refused' });
    expect(hasBegun).toBe(false);
  });

  it('does not work unseen: a watch that fails ends the work', async () => {
    const world = worldOfWeb(0);
    world.cluster.forbid({ verb: 'watch', resource: 'pods' });
    await expect(whileStopped(place, world, endless)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it("lets VolSync's movers, helper pods, ended pods and other volumes be", async () => {
    const world = worldOfWeb(0);
    const result = await whileStopped(place, world, async () => {
      world.cluster.put(
        resources.pods,
        podWith(metaOf('volsync-dst-x', { labels: { 'app.kubernetes.io/created-by': 'volsync' } })),
        podWith(metaOf('volsyncctl-diff-x', { labels: { 'app.kubernetes.io/managed-by': 'volsyncctl' } })),
        { ...podWith(metaOf('done')), status: { phase: 'Failed' } },
        podWith(metaOf('other'), ['other']),
      );
      await new Promise(setImmediate);
      return 'restored';
    });
    expect(result).toBe('restored');
    expect(world.cluster.openStreams).toBe(0);
  });

  it('passes on how the work itself fails, and Ctrl-C', async () => {
    const failing = () => Promise.reject(new Failure('failed', 'The mover failed.'));
    await expect(whileStopped(place, worldOfWeb(0), failing)).rejects.toThrow('The mover failed.');
    const world = worldOfWeb(0);
    const working = whileStopped(place, world, (signal) => {
      world.interrupt();
      return endless(signal);
    });
    await expect(working).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.cluster.openStreams).toBe(0);
  });

  it.each<[string, ReplicationSource, string]>([
    ['has its schedule back', sourceWith('0 * * * *'), 'it syncs by its schedule "0 * * * *"'],
    ['syncs', sourceWith(meanwhile, { lastSyncStartTime: '2026-11-23T16:00:00Z' }), 'its sync has been running since'],
    [
      'was made meanwhile',
      { ...sourceWith('5 * * * *'), metadata: { namespace: 'home', name: 'other' } },
      'it syncs by its schedule "5 * * * *"',
    ],
  ])('ends the work where a source of the volume %s', async (_what, source, why) => {
    const world = worldOfWeb(0);
    world.cluster.put(resources.replicationSources, sourceWith(meanwhile));
    const working = whileStopped(place, world, (signal) => {
      world.cluster.put(resources.replicationSources, source);
      return endless(signal);
    });
    await expect(working).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`did not stay parked while PVC home/web is being restored: ${why}`) as string,
    });
    expect(world.cluster.openStreams).toBe(0);
  });

  it.each<[string, object, string]>([
    ['a tag by somebody', { schedule: meanwhile, manual: 'now' }, 'Z, as kubectl-patch has put it.'],
    ['nobody who can be told', { schedule: meanwhile }, 'Z.'],
  ])('names who has set %s, and not itself', async (_what, trigger, end) => {
    const world = worldOfWeb(0);
    world.cluster.put(resources.replicationSources, sourceWith(meanwhile));
    const syncing = sourceWith(meanwhile, { lastSyncStartTime: '2026-11-23T16:00:00Z' });
    const managedFields = [
      { manager: 'volsyncctl', fieldsV1: { 'f:spec': { 'f:trigger': { 'f:schedule': {} } } } },
      { manager: 'kubectl-patch', fieldsV1: { 'f:spec': { 'f:trigger': { 'f:manual': {} } } } },
    ];
    const working = whileStopped(place, world, (signal) => {
      const metadata = { ...syncing.metadata, managedFields };
      world.cluster.put(resources.replicationSources, { ...syncing, metadata, spec: { ...syncing.spec, trigger } });
      return endless(signal);
    });
    await expect(working).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`its sync has been running since \\S+${end.replaceAll('.', '\\.')}$`),
      ) as string,
    });
  });

  it('lets a parked source be whose next sync VolSync does not tell, and those of other volumes', async () => {
    const world = worldOfWeb(0);
    const other = { ...sourceWith('0 * * * *'), metadata: { namespace: 'home', name: 'other' } };
    const result = await whileStopped(place, world, async () => {
      const untold = { ...sourceWith(meanwhile), status: { lastSyncTime: '2026-11-23T15:00:00Z' } };
      world.cluster.put(resources.replicationSources, untold, {
        ...other,
        spec: { ...other.spec, sourcePVC: 'other' },
      });
      await new Promise(setImmediate);
      return 'restored';
    });
    expect(result).toBe('restored');
  });
});

describe('whileSameClaim', () => {
  const restored = { ...webPlace, claimUid: 'uid-claim' };
  const journal = someJournal(restored);
  const worldWithClaim = () => {
    const world = worldOfWeb(0);
    const metadata = { namespace: 'home', name: 'web', uid: 'uid-claim' };
    world.cluster.put(resources.persistentVolumeClaims, { metadata });
    return world;
  };

  it.each<[string, (world: World) => void, string]>([
    [
      'is deleted',
      ({ cluster }) => cluster.remove(resources.persistentVolumeClaims, key),
      'PVC home/web was deleted after the restore began: nothing is proven.',
    ],
    [
      'is to be deleted once no pod has it',
      ({ cluster }) => {
        cluster.change(resources.persistentVolumeClaims, key, (claim) => ({
          ...claim,
          metadata: { ...claim.metadata, deletionTimestamp: '2026-11-24T20:10:00Z' },
        }));
      },
      'PVC home/web is being deleted: nothing is proven.',
    ],
    [
      'is another one by now',
      ({ cluster }) => {
        cluster.put(resources.persistentVolumeClaims, { metadata: { ...key, uid: 'uid-new' } });
      },
      'PVC home/web was deleted and created again after the restore began: it is another volume, and nothing is proven of it.',
    ],
  ])('ends the work as soon as the PVC %s', async (_, happens, message) => {
    const world = worldWithClaim();
    const working = whileSameClaim(journal, world, (signal) => {
      happens(world);
      return endless(signal);
    });
    await expect(working).rejects.toMatchObject({ kind: 'failed', message });
    expect(world.cluster.openStreams).toBe(0);
  });

  it('does not begin with another PVC, nor with one that the journal cannot prove', async () => {
    let begun = 0;
    const work = () => Promise.resolve((begun += 1));
    const other = { ...journal, claimUid: 'uid-former' };
    await expect(whileSameClaim(other, worldWithClaim(), work)).rejects.toMatchObject({ kind: 'failed' });
    const { claimUid, ...older } = journal;
    expect(claimUid).toBe('uid-claim');
    await expect(whileSameClaim(older, worldWithClaim(), work)).rejects.toMatchObject({ kind: 'failed' });
    expect(begun).toBe(0);
    expect(await whileSameClaim(journal, worldWithClaim(), work)).toBe(1);
  });
});
