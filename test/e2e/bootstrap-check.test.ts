import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appManifests, sourceManifest } from '../lab/app-manifests.ts';
import { appDefaults } from '../lab/app-options.ts';
import { appVariants } from '../lab/app-variants.ts';
import { apply, type Manifest } from '../lab/kubectl.ts';
import { BootstrapApps, isKind, withRestic } from './bootstrap-apps.ts';
import { checkedApp } from './bootstrap-check-document.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';
import { snapshotsOf } from './repository.ts';

let namespace: string;
let apps: BootstrapApps;

beforeAll(async () => {
  namespace = await createNamespace('bootstrap');
  apps = new BootstrapApps(namespace);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('bootstrap-check', () => {
  it('an app whose first sync found an empty volume: window open, everything would be lost; --trigger closes it', async () => {
    await apps.make({ name: 'fresh', files: 0 });
    const { exitCode, app, stdout } = await checkedApp('fresh', namespace);
    expect(exitCode, stdout).toBe(9);
    expect(app).toMatchObject({ verdict: 'unprotected', reason: 'window-open', state: 'window-open' });
    expect(app.bootstrap).toMatchObject({ kind: 'started-empty', repositoryState: 'created' });
    expect(app.window.closing).toMatchObject({ kind: 'scheduled', isEmpty: true });
    expect(app.loss).toEqual({ kind: 'everything' });

    const empty = await checkedApp('fresh', namespace, '--trigger');
    expect(empty.exitCode).toBe(9);
    expect(empty.app.state).toBe('window-open');

    await apps.write('fresh', 'precious');
    const closed = await checkedApp('fresh', namespace, '--trigger');
    expect(closed.exitCode, closed.stdout + closed.stderr).toBe(0);
    expect(closed.app).toMatchObject({ verdict: 'protected', state: 'window-closed', loss: { kind: 'since' } });
    const [real] = await snapshotsOf(namespace, 'fresh');
    expect(closed.app.window.first?.id).toBe(real?.id);
    expect(real?.id.startsWith(closed.app.triggered?.snapshot?.id ?? '-')).toBe(true);
    const again = await checkedApp('fresh', namespace, '--trigger');
    expect(again.app.triggered).toBeUndefined();
    expect(await snapshotsOf(namespace, 'fresh')).toHaveLength(1);
  }, 300_000);

  it('removed inside its window and redeployed: the data is lost, and the check says that it started empty', async () => {
    await apps.make({ name: 'lost', files: 0 });
    await apps.write('lost', 'precious');
    expect((await checkedApp('lost', namespace)).app.loss.kind).toBe('everything');
    await apps.remove('lost');
    await apps.make({ name: 'lost', files: 0 });
    expect(await apps.files('lost')).not.toContain('precious');
    const { exitCode, app } = await checkedApp('lost', namespace);
    expect(exitCode).toBe(9);
    expect(app.bootstrap).toMatchObject({ kind: 'started-empty', repositoryState: 'no-snapshot' });
    expect(app.state).toBe('window-open');
  });

  it('removed with its backup and redeployed: restored from that snapshot', async () => {
    await apps.make({ name: 'back' });
    const [saved] = await snapshotsOf(namespace, 'back');
    await apps.remove('back');
    await apps.make({ name: 'back' });
    const { exitCode, app } = await checkedApp('back', namespace);
    expect(exitCode).toBe(0);
    expect(app.bootstrap).toMatchObject({ kind: 'restored', snapshotId: saved?.id.slice(0, 8) });
    expect(app.window.first?.id).toBe((await snapshotsOf(namespace, 'back')).at(-1)?.id);
    const text = await volsyncctl(['bootstrap-check', 'back', '-n', namespace]);
    expect(text.stdout).toMatch(
      /✔ \S+\/back {2}PROTECTED: removing it now loses what was written in\s+the last \d+[sm]/,
    );
    expect(text.stdout).toMatch(new RegExp(`bootstrap +│ restored from snapshot ${saved?.id.slice(0, 8) ?? '-'} of`));
    expect(Math.max(...text.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('a mistyped repository: started empty, and the path where the mover created one', async () => {
    await apps.make({ name: 'typo' });
    await apps.remove('typo');
    await apps.make({ name: 'typo', files: 0, repository: `/repository/${namespace}-tpyo` });
    const { exitCode, app } = await checkedApp('typo', namespace);
    expect(exitCode).toBe(9);
    expect(app.state).toBe('window-open');
    const address = `/repository/${namespace}-tpyo`;
    expect(app.bootstrap).toMatchObject({ kind: 'started-empty', repositoryState: 'created', repository: address });
  });

  it('snapshots of an earlier volume are no backup of this one, however fresh they are', async () => {
    await apps.make({ name: 'anew', bootstrap: false });
    await apps.remove('anew');
    await apps.make({ name: 'anew', bootstrap: false, source: appVariants.paused, waitFor: 'files' });
    const { exitCode, app } = await checkedApp('anew', namespace);
    // Within a minute of the volume's creation, clock differences leave open whose the snapshot is.
    expect([9, 10]).toContain(exitCode);
    expect(['unprotected window-open', 'unknown no-evidence']).toContain(`${app.verdict} ${app.reason ?? ''}`);
    const verified = await volsyncctl(['verify', 'anew', '-n', namespace]);
    expect(verified.exitCode, verified.stdout).toBe(10);
    expect(verified.stdout.replace(/\s+/g, ' ')).toContain('whether it is of this app');
  });

  it('a destination that reads another repository has overlooked the snapshots', async () => {
    await apps.make({ name: 'aside' });
    await apps.remove('aside');
    const options = appDefaults('aside', namespace);
    const other = appManifests({ ...options, repository: `${options.repository}-other` }).find(isKind('Secret'));
    const elsewhere = { repository: 'aside-elsewhere' };
    const manifests = [...appManifests(options), sourceManifest(options)].map(
      withRestic('ReplicationDestination', elsewhere),
    );
    await apply([...manifests, { ...other, metadata: { ...other?.metadata, name: 'aside-elsewhere' } } as Manifest]);
    await apps.synced('aside');
    const { app } = await checkedApp('aside', namespace);
    expect(app.bootstrap).toMatchObject({ kind: 'started-empty', repositoryState: 'overlooked' });
  });

  it('an app that does not exist, a user without rights, a report for CI', async () => {
    await apps.make({ name: 'there' });
    const absent = await volsyncctl(['bootstrap-check', 'theer', '-n', namespace]);
    expect(absent.exitCode).toBe(3);
    expect(absent.stderr).toMatch(/no ReplicationSource theer[^]*there/);
    const forbidden = await volsyncctl(['bootstrap-check', 'there', '-n', namespace, '--context', 'nobody']);
    expect(forbidden.exitCode).toBe(5);
    expect(forbidden.stderr).toMatch(/rbac bootstrap-check -n/);
    const viewer = await checkedApp('there', namespace, '--context', 'viewer');
    expect(viewer.exitCode).toBe(10);
    expect(viewer.app).toMatchObject({ verdict: 'unknown', reason: 'forbidden' });
    const junit = await volsyncctl(['bootstrap-check', 'there', '-n', namespace, '-o', 'junit']);
    expect(junit.stdout).toMatch(/<testsuite name="volsyncctl bootstrap-check" tests="1" failures="0" errors="0"/);
  });
});
