import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type NewApp } from '../lab/app.ts';
import { appVariants } from '../lab/app-variants.ts';
import { setFault, type FaultName } from '../lab/fault.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { snapshotsOf } from './repository.ts';
import { triggered } from './trigger-document.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('trigger-failures');
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe.concurrent('trigger reports a failure with its cause immediately', () => {
  it.each<readonly [FaultName, string]>([
    ['wrong-password', 'wrong-password'],
    ['stale-lock', 'locked'],
    ['stale-exclusive-lock', 'locked'],
    ['repository-full', 'no-space'],
    ['unreadable-files', 'unreadable-files'],
  ])('%s is %s', async (fault, reason) => {
    const app = await makeApp({ name: fault });
    await setFault(fault, 'on', { app, namespace });
    const run = await triggered([app, '-n', namespace, '--timeout', '300s']);
    const answeredAt = Date.now();
    expect(run.apps[0], run.stderr).toMatchObject({ name: app, outcome: 'failed', reason });
    expect(run.exitCode).toBe(8);
    expect(await secondsSinceFailure(app, answeredAt)).toBeLessThan(60);
    await expectScheduleBack(app);
    await setFault(fault, 'off', { app, namespace });
  });

  it('a snapshot saved before the failure is named, and is no success', async () => {
    const app = await makeApp({ name: 'half-done' });
    await setFault('stale-lock', 'on', { app, namespace });
    const run = await triggered([app, '-n', namespace, '--timeout', '300s']);
    expect(run.exitCode).toBe(8);
    const saved = run.apps[0]?.snapshot?.id;
    expect(saved).toBeDefined();
    expect((await snapshotsOf(namespace, app)).map(({ short_id }) => short_id)).toContain(saved);
  });

  it('an empty volume is unprotected, never a success', async () => {
    const app = await makeApp({ name: 'empty', files: 0 });
    const run = await triggered([app, '-n', namespace]);
    expect(run.exitCode).toBe(9);
    expect(run.apps[0]).toMatchObject({ outcome: 'unprotected', reason: 'empty-source' });
    expect(run.apps[0]?.snapshot).toBeUndefined();
    await expectScheduleBack(app);
  });

  it('a mover that cannot be scheduled is waited for, until the deadline', async () => {
    const app = await makeApp({ name: 'unschedulable', source: appVariants.unschedulable, waitFor: 'files' });
    const run = await triggered([app, '-n', namespace, '--timeout', '45s']);
    expect(run.exitCode, run.stderr).toBe(7);
    expect(run.apps[0]).toMatchObject({ outcome: 'timeout', reason: 'unschedulable' });
    await expectScheduleBack(app);
  });
});

describe.concurrent('trigger refuses before it changes anything', () => {
  it.each<readonly [keyof typeof appVariants, number, string]>([
    ['paused', 4, 'paused'],
    ['external', 4, 'unsupported-mover'],
    ['no-mover', 4, 'no-mover'],
    ['wrong-pvc', 3, 'source-missing'],
    ['missing-secret', 3, 'secret-missing'],
  ])('%s', async (variant, exitCode, reason) => {
    const app = await makeApp({ name: variant, source: appVariants[variant], waitFor: 'nothing' });
    const before = await sourceOf(app);
    const run = await triggered([app, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.apps[0]).toMatchObject({ reason });
    expect((await sourceOf(app)).spec).toEqual(before.spec);
  });

  it('a missing app, with the existing names', async () => {
    await makeApp({ name: 'here', waitFor: 'nothing' });
    const run = await volsyncctl(['trigger', 'hree', '-n', namespace]);
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toMatch(/hree[^]*here/);
  });
});

async function makeApp(app: Omit<NewApp, 'namespace'>): Promise<string> {
  await createApp({ bootstrap: false, ...app, namespace });
  return app.name;
}

interface Source {
  readonly spec: { readonly trigger?: { readonly manual?: string; readonly schedule?: string } };
}

async function sourceOf(app: string): Promise<Source> {
  return JSON.parse(await kubectl(['get', 'replicationsource', app, '-n', namespace, '-o', 'json'])) as Source;
}

async function expectScheduleBack(app: string): Promise<void> {
  expect((await sourceOf(app)).spec.trigger).toEqual({ schedule: '0 * * * *' });
}

interface PodList {
  readonly items: readonly {
    readonly status: {
      readonly containerStatuses?: readonly {
        readonly state: { readonly terminated?: { readonly finishedAt: string } };
      }[];
    };
  }[];
}

/**
 * Seconds from the end of the first failed mover, by the kubelet's clock and so rounded up by at most one, to our
 * answer.
 */
async function secondsSinceFailure(app: string, answeredAt: number): Promise<number> {
  const job = `job-name=volsync-src-${app}`;
  const { items } = JSON.parse(await kubectl(['get', 'pods', '-n', namespace, '-l', job, '-o', 'json'])) as PodList;
  const ends = items.flatMap(({ status }) => status.containerStatuses?.[0]?.state.terminated?.finishedAt ?? []).sort();
  expect(ends.length).toBeGreaterThan(0);
  return (answeredAt - Date.parse(ends[0] ?? '')) / 1000;
}
