import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { snapshots, type SnapshotsOptions } from '../../src/repository/snapshots.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from '../fakes/repository-objects.ts';
import { worldWith, type Restic } from '../fakes/fake-restic.ts';

const third = snapshotNamed('cccccccc', '2026-11-23T15:00:00Z');
const second = snapshotNamed('bbbbbbbb', '2026-11-22T15:00:00Z');
const first = snapshotNamed('aaaaaaaa', '2026-11-21T15:00:00Z');
const three: Restic = () => ({ output: [printedSnapshots(first, second, third)] });
const web = sourceObject();
const mail = sourceObject({}, {}, 'mail');
const options: SnapshotsOptions = { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } };
const home = { scope: { namespace: 'home' }, apps: undefined };

async function listed(restic: Restic, given: Partial<SnapshotsOptions> = {}, sources = [web]) {
  const world = worldWith(sources, restic);
  const report = await snapshots(home, { ...options, ...given }, world);
  expect(world.cluster.stored(resources.pods)).toEqual([]);
  return report;
}

describe('snapshots', () => {
  it('lists all, newest first, with the places in which VolSync counts them', async () => {
    const { apps, outcome, pods } = await listed(three);
    expect(apps).toMatchObject([
      {
        ...{ namespace: 'home', name: 'web', kind: 'seen', repository: '/repository/web', total: 3, choice: undefined },
        seenAt: new Date('2026-11-23T15:24:00Z'),
        snapshots: [
          { id: third.id, previous: [0] },
          { id: second.id, previous: [1] },
          { id: first.id, previous: [2] },
        ],
      },
    ]);
    expect(outcome).toBe('ok');
    expect(pods).toEqual([{ namespace: 'home', name: expect.stringMatching(/^volsyncctl-snapshots-/) as string }]);
  });

  it('counts and chooses among all, however few are shown', async () => {
    const selector = { asOf: new Date('2026-11-22T00:00:00Z'), previous: 0 };
    const { apps } = await listed(three, { since: new Date('2026-11-22T15:00:00Z'), limit: 1, selector });
    expect(apps).toMatchObject([
      { total: 3, snapshots: [{ id: third.id }], choice: { kind: 'chosen', snapshot: { id: first.id } } },
    ]);
    const since = await listed(three, { since: new Date('2026-11-22T15:00:00Z') });
    expect(since.apps).toMatchObject([{ snapshots: [{ id: third.id }, { id: second.id, previous: [1] }] }]);
  });

  it("does not date another app's snapshot by the syncs of this one", async () => {
    const source = (name: string, saved: string) =>
      sourceObject(
        { restic: { repository: 's', copyMethod: 'Snapshot' } },
        {
          ...{ lastSyncTime: '2026-11-23T15:30:00Z', lastSyncDuration: '1h' },
          latestMoverStatus: { result: 'Successful', logs: `snapshot ${saved} saved` },
        },
        name,
      );
    const shared: Restic = () => ({ output: [printedSnapshots(second, third)] });
    const [a] = (await listed(shared, {}, [source('web', 'cccccccc'), source('mail', 'bbbbbbbb')])).apps;
    const [b] = (await listed(shared, {}, [source('mail', 'bbbbbbbb'), source('web', 'cccccccc')])).apps;
    const ofWeb = { id: third.id, dataTime: new Date('2026-11-23T14:30:00Z') };
    expect(a).toMatchObject({ snapshots: [ofWeb, { id: second.id, dataTime: second.time }] });
    expect(b).toMatchObject({ snapshots: [{ id: third.id, dataTime: third.time }, { id: second.id }] });
  });

  it('says none where VolSync would restore nothing, and of an empty repository too', async () => {
    const selector = { asOf: undefined, previous: 3 };
    expect((await listed(three, { selector })).apps).toMatchObject([{ choice: { kind: 'none' } }]);
    const empty = await listed(() => ({ output: ['[]'] }), { selector: { asOf: undefined, previous: 0 } });
    expect(empty).toMatchObject({ outcome: 'ok', apps: [{ total: 0, snapshots: [], choice: { kind: 'none' } }] });
  });

  it('gives no place where the mover misreads the list', async () => {
    const mixed = snapshotNamed('dddddddd', '2026-11-01T00:00:00Z', { host: 'nas', paths: ['/etc', '/data'] });
    const { apps } = await listed(() => ({ output: [printedSnapshots(mixed, first)] }));
    expect(apps).toMatchObject([{ snapshots: [{ previous: undefined }, { previous: undefined }] }]);
  });

  it('fails where a password opens no repository, with the others shown', async () => {
    const restic: Restic = (app) => (app === 'web' ? { exitCode: 12 } : three(app, []));
    const { apps, outcome } = await listed(restic, {}, [web, mail]);
    expect(apps).toMatchObject([
      { name: 'web', kind: 'hidden', judgement: { reason: 'wrong-password' } },
      { name: 'mail', kind: 'seen', total: 3 },
    ]);
    expect(outcome).toBe('failed');
  });

  it('is unknown where restic passed snapshots over: a short list is not the list', async () => {
    const errors = ['Ignoring "dddd": Load(<snapshot/dddd>): no such file or directory'];
    const report = await listed(() => ({ output: [printedSnapshots(first)], errors }));
    expect(report).toMatchObject({ outcome: 'unknown', apps: [{ kind: 'seen', total: 1, passedOver: errors }] });
  });

  it('is unknown where the log was cut', async () => {
    const world = worldWith([web], three, true);
    const { apps, outcome } = await snapshots(home, options, world);
    expect(apps).toMatchObject([{ kind: 'hidden', judgement: { reason: 'no-evidence' } }]);
    expect(outcome).toBe('unknown');
  });

  it('tells of apps that share a repository: by their Secret, and by their snapshots', async () => {
    const sameSecret = sourceObject({ restic: { repository: 'web-volsync' } }, {}, 'twin');
    const restic: Restic = (app) => ({
      output: [app === 'mail' ? printedSnapshots(first, third) : printedSnapshots(first)],
    });
    const { apps } = await listed(restic, {}, [web, mail, sameSecret]);
    expect(apps).toMatchObject([
      { name: 'web', sharedWith: ['home/mail', 'home/twin'] },
      { name: 'mail', sharedWith: ['home/twin', 'home/web'] },
      { name: 'twin', sharedWith: ['home/mail', 'home/web'] },
    ]);
  });

  it('lists what is there when an app is not, and ends as not found', async () => {
    const world = worldWith([web], three);
    const apps = ['web', 'wbe'].map((name) => ({ namespace: 'home', name }));
    const report = await snapshots({ scope: {}, apps }, options, world);
    expect(report).toMatchObject({ outcome: 'not-found', apps: [{ name: 'web' }], failures: [{ kind: 'not-found' }] });
  });

  it('names the rights of its own where it may make no pods', async () => {
    const world = worldWith([web], three);
    world.cluster.forbid({ verb: 'create', resource: 'pods' });
    const { apps } = await snapshots(home, options, world);
    expect(apps).toMatchObject([{ judgement: { reason: 'forbidden', hint: 'volsyncctl rbac snapshots -n home' } }]);
  });

  it('leaves no pod behind when it is interrupted', async () => {
    const world = worldWith([web], three);
    world.cluster.before('logs', { ...resources.pods, plural: 'pods/log' }, () => world.interrupt());
    await expect(snapshots(home, options, world)).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.cluster.stored(resources.pods)).toEqual([]);
  });
});
