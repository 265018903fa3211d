import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../src/volsync/resources.ts';
import {
  foundJournal,
  openJournal,
  refuseOpenRestore,
} from '../../../../../src/commands/restore/in-place/operation/journal-store.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { caught } from '../../../../fakes/api-server/caught.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { World } from '../../../../fakes/helper-pod-world.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

const two = () =>
  new World(
    new FakeCluster().put(
      resources.replicationSources,
      sourceObject({ sourcePVC: 'web' }, {}, 'web-a'),
      sourceObject({ sourcePVC: 'web' }, {}, 'web-b'),
      sourceObject({ sourcePVC: 'mail' }, {}, 'mail'),
    ),
  );
const journalOf = (app: string, run = '0123456789abcdef') => someJournal({ app, claim: 'web', run });
const marks = ({ cluster }: World) =>
  cluster
    .stored(resources.replicationSources)
    .map(({ metadata: { name, annotations = {} } }) => [
      name,
      annotations['volsyncctl/open-restore'],
      annotations['volsyncctl/open-restore-app'],
    ]);
const refused = {
  kind: 'refused',
  message: 'A restore of home/web-a into PVC web that began at 2026-11-24T20:00:00Z is still open.',
  hint: 'volsyncctl restore status web-a -n home',
};

describe('two ReplicationSources of one PVC', () => {
  it('are both marked while a restore of one is open, and no other one is', async () => {
    const world = two();
    const kept = await openJournal(journalOf('web-a'), world);
    expect(marks(world)).toEqual([
      ['web-a', 'volsyncctl-restore-web', 'web-a'],
      ['web-b', 'volsyncctl-restore-web', 'web-a'],
      ['mail', undefined, undefined],
    ]);
    await kept.close();
    expect(marks(world).map(([, journal, app]) => journal ?? app)).toEqual([undefined, undefined, undefined]);
    expect(world.cluster.stored(resources.configMaps)).toEqual([]);
  });

  it('have one restore only, also where two begin at once', async () => {
    const world = two();
    const [a, b] = await Promise.allSettled([
      openJournal(journalOf('web-a'), world),
      openJournal(journalOf('web-b', 'fedcba9876543210'), world),
    ]);
    expect([a.status, b.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(world.cluster.stored(resources.configMaps)).toHaveLength(1);
    expect([a, b].find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'refused' } });
  });

  it('are both refused while one is open, which is named', async () => {
    const world = two();
    await openJournal(journalOf('web-a'), world);
    for (const app of ['web-a', 'web-b']) {
      expect(await caught(refuseOpenRestore({ namespace: 'home', app, claim: 'web' }, world))).toMatchObject(refused);
    }
    await refuseOpenRestore({ namespace: 'home', app: 'mail', claim: 'mail' }, world);
    expect((await foundJournal({ namespace: 'home', app: 'web-b', claim: 'web' }, world))?.now.app).toBe('web-a');
  });

  it('that was made later is marked when the restore is taken up', async () => {
    const world = two();
    const kept = await openJournal(journalOf('web-a'), world);
    world.cluster.put(resources.replicationSources, sourceObject({ sourcePVC: 'web' }, {}, 'web-c'));
    await kept.takeOver('bbbbbbbbbbbbbbbb', { hostname: 'desk', pid: 2 }, {});
    expect(marks(world).at(-1)).toEqual(['web-c', 'volsyncctl-restore-web', 'web-a']);
  });
});

describe('a journal', () => {
  it('of an older version has its name by the app, and counts for its volume', async () => {
    const world = two();
    const key = { namespace: 'home', name: 'volsyncctl-restore-web-a' };
    await openJournal(journalOf('web-a'), world);
    const [map] = world.cluster.stored(resources.configMaps);
    if (map === undefined) throw new Error('no journal');
    world.cluster.remove(resources.configMaps, { namespace: 'home', name: map.metadata.name });
    world.cluster.put(resources.configMaps, { ...map, metadata: { ...map.metadata, name: key.name } });
    expect(await caught(refuseOpenRestore({ namespace: 'home', app: 'web-b', claim: 'web' }, world))).toMatchObject(
      refused,
    );
    const kept = await foundJournal({ namespace: 'home', app: 'web-a' }, world);
    await kept?.close();
    expect(world.cluster.stored(resources.configMaps)).toEqual([]);
  });

  it('whose labels somebody has taken off is found by its name', async () => {
    const world = two();
    await openJournal(journalOf('web-a'), world);
    const key = { namespace: 'home', name: 'volsyncctl-restore-web' };
    world.cluster.change(resources.configMaps, key, (map) => ({ ...map, metadata: { ...map.metadata, labels: {} } }));
    expect(await caught(refuseOpenRestore({ namespace: 'home', app: 'web-b', claim: 'web' }, world))).toMatchObject(
      refused,
    );
  });
});
