import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { setFault, type FaultName } from '../lab/fault.ts';
import { freshVolsync } from '../lab/fault-volsync.ts';
import { until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { triggered } from './trigger-document.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('trigger-alone');
  const apps = ['down', 'hang', 'image', 'silent', 'restart', 'snapshot'];
  await Promise.all(apps.map((name) => createApp({ name, namespace, bootstrap: false })));
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it.each<readonly [FaultName, string, number, string, string | undefined]>([
  ['nfs-down', 'down', 7, 'mount-failing', 'mover-pending'],
  // Nothing listens at the registry: that may heal.
  ['mover-image', 'image', 7, 'image-not-pullable', 'mover-pending'],
  ['snapshot-fails', 'snapshot', 7, 'volume-snapshot-failing', 'copy-failing'],
  ['volsync-down', 'silent', 4, 'not-started', undefined],
])('%s, with its cause', async (fault, app, exitCode, reason, rule) => {
  const target = { app, namespace };
  await setFault(fault, 'on', target);
  try {
    const run = await triggered([app, '-n', namespace, '--timeout', '60s']);
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.apps[0]).toMatchObject({ reason });
    expect(await triggerOf(app)).toEqual({ schedule: '0 * * * *' });
    // What may still heal by itself is no finding for half a minute.
    if (rule !== undefined) await until(`doctor finds ${rule}`, async () => (await doctorRules(app)).includes(rule));
  } finally {
    await setFault(fault, 'off', target);
  }
});

it('keeps its deadline while NFS hangs', async () => {
  await setFault('nfs-hang', 'on', {});
  try {
    const run = await triggered(['hang', '-n', namespace, '--timeout', '15s']);
    expect(run.exitCode, run.stderr).toBe(7);
    expect(run.durationMs).toBeLessThan(90_000);
    expect(await triggerOf('hang')).toEqual({ schedule: '0 * * * *' });
  } finally {
    await setFault('nfs-hang', 'off', {});
  }
});

it('follows a sync to its proof while the API server restarts', async () => {
  const running = start(['trigger', 'restart', '-n', namespace, '-o', 'json']);
  await said(running.stderr, /tag \S+ set/);
  await setFault('apiserver-restart', 'on', {});
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    apps: [{ outcome: 'ok', snapshot: { id: expect.stringMatching(/^[0-9a-f]{8}$/) as string } }],
  });
  expect(await triggerOf('restart')).toEqual({ schedule: '0 * * * *' });
  await freshVolsync();
});

async function triggerOf(app: string): Promise<{ readonly manual?: string; readonly schedule?: string }> {
  const text = await kubectl(['get', 'replicationsource', app, '-n', namespace, '-o', 'jsonpath={.spec.trigger}']);
  return JSON.parse(text) as { manual?: string; schedule?: string };
}

/** The rules of doctor that find a problem of the app. */
async function doctorRules(app: string): Promise<readonly string[]> {
  const { stdout } = await volsyncctl(['doctor', app, '-n', namespace, '--no-helper-pods', '-o', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; outcome: string }[] };
  return findings.filter(({ outcome }) => outcome === 'problem').map(({ rule }) => rule);
}
