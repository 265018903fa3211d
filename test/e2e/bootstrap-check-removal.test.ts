import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appManifests } from '../lab/app-manifests.ts';
import { appDefaults } from '../lab/app-options.ts';
import { apply, patch, until } from '../lab/kubectl.ts';
import { BootstrapApps, isKind } from './bootstrap-apps.ts';
import { checked, checkedApp } from './bootstrap-check-document.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';
import { fileIn } from './repository.ts';

let namespace: string;
let apps: BootstrapApps;

beforeAll(async () => {
  namespace = await createNamespace('bootstrap');
  apps = new BootstrapApps(namespace);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('bootstrap-check before a removal', () => {
  it('--for-removal: no while a sync runs or another pod uses the volume, yes when idle', async () => {
    await apps.make({ name: 'leaving' });
    expect((await checkedApp('leaving', namespace, '--for-removal')).exitCode).toBe(0);

    const source = ['replicationsource', 'leaving', '-n', namespace];
    await patch(source, { spec: { paused: true, trigger: { manual: 'held' } } });
    await until('the sync has begun', async () => (await apps.status('leaving')).includes('lastSyncStartTime'));
    const busy = await checkedApp('leaving', namespace, '--for-removal');
    expect(busy.exitCode).toBe(9);
    expect(busy.app).toMatchObject({
      verdict: 'unprotected',
      reason: 'not-idle',
      message: expect.stringMatching(/a sync is running/) as string,
    });
    expect((await checkedApp('leaving', namespace)).exitCode).toBe(0);
    await patch(source, { spec: { paused: false, trigger: { manual: null } } });
    await apps.synced('leaving');
    await until('it is idle', async () => (await checkedApp('leaving', namespace, '--for-removal')).exitCode === 0);

    await apply([apps.browser('leaving')]);
    const used = await checkedApp('leaving', namespace, '--for-removal');
    expect(used.exitCode).toBe(9);
    expect(used.app).toMatchObject({
      reason: 'not-idle',
      message: expect.stringMatching(/pod browser-leaving/) as string,
    });
    await kubectl(['delete', 'pod', 'browser-leaving', '-n', namespace, '--grace-period=0', '--force']);

    await apps.write('leaving', 'last-words');
    const final = await checkedApp('leaving', namespace, '--for-removal', '--trigger');
    expect(final.exitCode, final.stdout).toBe(0);
    expect(await fileIn(namespace, 'leaving', final.app.newest?.id ?? '', 'last-words')).not.toBe('');
  });

  it("-A --unprotected lists the PVCs that no source backs up, but not VolSync's own", async () => {
    await apps.make({ name: 'kept' });
    const [claim] = appManifests({ ...appDefaults('orphan', namespace), bootstrap: false }).filter(
      isKind('PersistentVolumeClaim'),
    );
    if (claim !== undefined) await apply([claim]);
    const label = 'app.kubernetes.io/name=kept';
    const run = await checked(['-A', '-l', label, '--unprotected']);
    expect(run.exitCode).toBe(9);
    expect(run.apps.filter((app) => app.namespace === namespace)).toMatchObject([
      { name: 'kept', verdict: 'protected' },
    ]);
    const own = (run.unprotectedClaims ?? []).filter((one) => one.namespace === namespace).map(({ name }) => name);
    expect(own).toContain('orphan');
    expect(own).not.toContain('kept');
    expect(own.filter((name) => name.startsWith('volsync-'))).toEqual([]);
  });
});
