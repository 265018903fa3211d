import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appManifests, sourceManifest } from '../lab/app-manifests.ts';
import { appDefaults } from '../lab/app-options.ts';
import { appVariants } from '../lab/app-variants.ts';
import { apply, type Manifest, until } from '../lab/kubectl.ts';
import { BootstrapApps, isKind, withRestic } from './bootstrap-apps.ts';
import { checkedApp } from './bootstrap-check-document.ts';
import { createNamespace, removeNamespace, said, start } from './lab.ts';
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

describe('bootstrap-check while an app starts', () => {
  it.each<readonly [string, (all: Manifest) => boolean, RegExp]>([
    ['destination-missing', isKind('ReplicationDestination'), /no ReplicationDestination .*-bootstrap/],
    ['secret-missing', isKind('Secret'), /no Secret .*-volsync-secret/],
  ])('names the missing link: %s', async (reason, isLeftOut, message) => {
    const options = appDefaults(reason, namespace);
    await apply([...appManifests(options), sourceManifest(options)].filter((manifest) => !isLeftOut(manifest)));
    const { exitCode, app } = await checkedApp(reason, namespace);
    expect(exitCode).toBe(9);
    expect(app).toMatchObject({ state: 'volume-pending', loss: { kind: 'nothing' } });
    expect(app.volume.waitsFor).toMatchObject({ reason });
    expect(app.volume.waitsFor?.message).toMatch(message);
  });

  it('bootstrapping: reports what the restore waits for, in the words of its pod', async () => {
    const options = appDefaults('slow', namespace);
    const stuck = appVariants.unschedulable.restic;
    await apply([...appManifests(options), sourceManifest(options)].map(withRestic('ReplicationDestination', stuck)));
    await until('its pod waits', async () => (await apps.pods('volsync-dst-slow-bootstrap')).includes('Unschedulable'));
    const { app } = await checkedApp('slow', namespace);
    expect(['bootstrapping', 'volume-pending']).toContain(app.state);
    expect(app.volume.waitsFor?.details.join('\n')).toMatch(
      /pod volsync-dst-slow-bootstrap-\w+: not scheduled: 0\/1 nodes/,
    );
  });

  it('a wrong password keeps the volume from being filled, and a first sync from being one', async () => {
    await Promise.all([apps.make({ name: 'locked-out' }), apps.make({ name: 'unread', bootstrap: false })]);
    await Promise.all([apps.remove('locked-out'), apps.remove('unread')]);
    const wrong = { password: 'another', waitFor: 'nothing' } as const;
    await Promise.all([
      apps.make({ name: 'locked-out', ...wrong }),
      apps.make({ name: 'unread', bootstrap: false, ...wrong }),
    ]);
    const waited = await checkedApp('locked-out', namespace, '--wait');
    expect(waited.exitCode, waited.stderr).toBe(8);
    expect(waited.app).toMatchObject({ verdict: 'unprotected', state: 'volume-pending' });
    expect(waited.app.volume.waitsFor).toMatchObject({ reason: 'wrong-password' });
    const { exitCode, app } = await checkedApp('unread', namespace);
    expect(exitCode).toBe(9);
    expect(app).toMatchObject({ verdict: 'unprotected', reason: 'wrong-password', state: 'window-unknown' });
  });

  it('--trigger --wait is the whole checklist, even before the manifests exist', async () => {
    // A separate name for each attempt.
    const name = `newcomer-${randomBytes(2).toString('hex')}`;
    const run = start(['bootstrap-check', name, '-n', namespace, '--trigger', '--wait'], { timeoutMs: 300_000 });
    await said(run.stderr, /newcomer-\w+ {2}waiting for its ReplicationSource/);
    // If the source existed from the start, a busy machine might back the app up before it has written anything.
    await apps.make({ name, waitFor: 'files' });
    const { exitCode, stdout, stderr } = await run;
    expect(exitCode, stdout + stderr).toBe(0);
    for (const step of [
      'deployed',
      `volume +│ PVC ${name} bound`,
      'bootstrap +│ started empty',
      'first backup +│ snapshot',
    ]) {
      expect(stdout).toMatch(new RegExp(`^│ ${step}`, 'm'));
    }
    expect(await snapshotsOf(namespace, name)).not.toHaveLength(0);
  });

  it('--wait alone waits for the first sync, and times out if that finds nothing', async () => {
    await apps.make({ name: 'patient', files: 0 });
    const { exitCode, app } = await checkedApp('patient', namespace, '--wait', '--timeout', '15s');
    expect(exitCode).toBe(7);
    expect(app.state).toBe('window-open');
  });

  it('Ctrl-C leaves nothing behind, while waiting and while reading', async () => {
    await apps.make({ name: 'stopped' });
    const waiting = start(['bootstrap-check', 'never', '-n', namespace, '--wait']);
    await said(waiting.stderr, /waiting for its ReplicationSource/);
    waiting.kill('SIGINT');
    expect((await waiting).exitCode).toBe(130);

    const looking = start(['bootstrap-check', 'stopped', '-n', namespace]);
    let stderr = '';
    looking.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await said(looking.stderr, /pod \S+volsyncctl-bootstrap-check/);
    looking.kill('SIGINT');
    expect((await looking).exitCode).toBe(130);
    const pod = /volsyncctl-bootstrap-check-\w+/.exec(stderr)?.[0] ?? '';
    expect(pod).not.toBe('');
    await until('its pod is gone', async () => !(await apps.pods()).includes(pod));
  });
});
