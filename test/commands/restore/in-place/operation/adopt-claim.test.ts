import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../src/volsync/resources.ts';
import { foundJournal, openJournal } from '../../../../../src/commands/restore/in-place/operation/journal-store.ts';
import { restoredSource } from '../../../../../src/commands/restore/in-place/operation/restored-source.ts';
import { unfinishedRestore } from '../../../../../src/commands/restore/in-place/operation/unfinished-restore.ts';
import { adoptClaim } from '../../../../../src/commands/restore/in-place/operation/adopt-claim.ts';
import type { RestoreJournal } from '../../../../../src/volsync/restore-journal.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { caught } from '../../../../fakes/api-server/caught.ts';
import { World } from '../../../../fakes/helper-pod-world.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

const key = { namespace: 'home', name: 'web' };
const half = { keep: 'done', hold: 'done', stop: 'done', park: 'done', restore: 'begun' } as const;
const nothing = { leavesData: false, claimUid: undefined };

async function opened(change: Partial<RestoreJournal> = {}) {
  const cluster = new FakeCluster()
    .put(resources.replicationSources, sourceObject({ sourcePVC: 'web' }))
    .put(resources.persistentVolumeClaims, { metadata: { ...key, uid: 'uid-claim' } });
  const world = new World(cluster);
  const journal = someJournal({ claimUid: 'uid-claim', steps: half, ...change });
  const kept = await openJournal(journal, world);
  return { world, kept };
}

describe('a restore is taken up', () => {
  it('with the PVC that it began with', async () => {
    const { kept, world } = await opened();
    expect(await adoptClaim(kept, nothing, world)).toEqual({});
  });

  it.each<[string, string | undefined, string]>([
    ['is another one by now', 'uid-new', 'PVC home/web was deleted and created again'],
    ['is gone', undefined, 'PVC home/web was deleted after'],
  ])('never silently where the PVC %s', async (_, uid, message) => {
    const { kept, world } = await opened();
    world.cluster.remove(resources.persistentVolumeClaims, key);
    if (uid !== undefined) world.cluster.put(resources.persistentVolumeClaims, { metadata: { ...key, uid } });
    const failure = await caught(adoptClaim(kept, nothing, world));
    expect(failure).toMatchObject({ kind: 'refused' });
    expect(failure.message).toContain(message);
    const into = ' web -n home --pvc-uid uid-new';
    expect(failure.hint?.split('\n')).toEqual([
      ...(uid === undefined
        ? []
        : [
            `restore the snapshot into it: volsyncctl restore resume${into}`,
            `restore the previous data into it: volsyncctl restore abort${into}`,
          ]),
      'leave the data, restore everything else: volsyncctl restore abort web -n home --leave-data',
    ]);
    expect(unfinishedRestore(failure, kept.now)).toMatchObject({ hint: failure.hint });
    expect(await adoptClaim(kept, { ...nothing, leavesData: true }, world)).toEqual({});
  });

  it('into another PVC only where its UID was said, and nothing that was done with the former one counts', async () => {
    const { kept, world } = await opened({
      direction: 'giving-back',
      steps: { ...half, restore: 'done', check: 'done', park: 'given-back' },
    });
    world.cluster.remove(resources.persistentVolumeClaims, key);
    world.cluster.put(resources.persistentVolumeClaims, { metadata: { ...key, uid: 'uid-new' } });
    const wrong = await caught(adoptClaim(kept, { ...nothing, claimUid: 'uid-claim' }, world));
    expect(wrong.kind).toBe('refused');
    expect(wrong.message).toContain('not uid-claim');
    expect(await adoptClaim(kept, { ...nothing, claimUid: 'uid-new' }, world)).toEqual({
      claimUid: 'uid-new',
      direction: 'forward',
      steps: { keep: 'done', hold: 'begun', stop: 'begun', park: 'begun', restore: 'begun', check: 'begun' },
    });
  });

  it('not into another PVC where the data of the former one was not kept', async () => {
    const { kept, world } = await opened({ steps: { keep: 'begun' } });
    world.cluster.remove(resources.persistentVolumeClaims, key);
    world.cluster.put(resources.persistentVolumeClaims, { metadata: { ...key, uid: 'uid-new' } });
    const failure = await caught(adoptClaim(kept, { ...nothing, claimUid: 'uid-new' }, world));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain('was not kept');
  });

  it('not where its ReplicationSource is of another PVC by now, which is named', async () => {
    const { kept, world } = await opened();
    world.cluster.put(resources.replicationSources, sourceObject({ sourcePVC: 'photos' }));
    const failure = await caught(adoptClaim(kept, nothing, world));
    expect(failure).toMatchObject({
      kind: 'refused',
      message: 'The open restore of home/web is of PVC web, and ReplicationSource web is now of PVC photos.',
    });
    expect(await caught(restoredSource(kept.now, world))).toMatchObject({ kind: 'refused' });
    expect(await adoptClaim(kept, { ...nothing, leavesData: true }, world)).toEqual({});
  });

  it('with a journal of an older version where its PVC was there before it, and writes the UID down', async () => {
    const { kept, world } = await opened();
    const { claimUid, ...older } = kept.now;
    expect(claimUid).toBe('uid-claim');
    const journal = JSON.stringify(older);
    const map = { namespace: 'home', name: 'volsyncctl-restore-web' };
    const createdAt = (resource: typeof resources.configMaps | typeof resources.persistentVolumeClaims, at: string) =>
      world.cluster.change<{ readonly metadata: { readonly name: string } }>(
        resource,
        resource === resources.configMaps ? map : key,
        (object) => ({ ...object, metadata: { ...object.metadata, creationTimestamp: at }, data: { journal } }),
      );
    createdAt(resources.configMaps, '2026-11-24T20:00:00Z');
    createdAt(resources.persistentVolumeClaims, '2026-11-20T20:00:00Z');
    const known = await foundJournal({ namespace: 'home', app: 'web' }, world);
    if (known === undefined) throw new Error('no journal');
    expect(await adoptClaim(known, nothing, world)).toEqual({ claimUid: 'uid-claim' });
    createdAt(resources.persistentVolumeClaims, '2026-11-24T20:00:01Z');
    expect(await caught(adoptClaim(known, nothing, world))).toMatchObject({ kind: 'refused' });
  });
});

it('goes on with what the journal has where the ReplicationSource was deleted', async () => {
  const restic = { repository: 'web-restic', copyMethod: 'Snapshot' };
  const { kept, world } = await opened({ source: { uid: 'u2', restic } });
  world.cluster.remove(resources.replicationSources, key);
  expect(await restoredSource(kept.now, world)).toEqual({
    metadata: { ...key, uid: 'u2' },
    spec: { sourcePVC: 'web', restic },
  });
  const { source, ...older } = kept.now;
  expect(source?.restic).toEqual(restic);
  const failure = await caught(restoredSource(older, world));
  expect(failure.hint).toContain('volsyncctl restore abort web -n home --leave-data');
});
