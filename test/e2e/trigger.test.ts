import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type NewApp } from '../lab/app.ts';
import { until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { fileIn, snapshotsOf } from './repository.ts';
import { triggered } from './trigger-document.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('trigger');
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe.concurrent('trigger', () => {
  it("backs up the volume's content at the time of the call, and restores the schedule", async () => {
    const app = await makeApp({ name: 'web' });
    await writeFile(app, 'written-before-the-trigger');
    const run = await triggered([app, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(0);
    const [result] = run.apps;
    expect(result).toMatchObject({ namespace, name: app, outcome: 'ok', snapshot: { files: 4 } });
    const newest = (await snapshotsOf(namespace, app)).at(-1);
    expect(newest?.short_id).toBe(result?.snapshot?.id);
    expect(await fileIn(namespace, app, result?.snapshot?.id ?? '', 'marker')).toBe('written-before-the-trigger');
    const source = await sourceOf(app);
    expect(source.spec.trigger).toEqual({ schedule: '0 * * * *' });
    expect(source.status.nextSyncTime).toBeDefined();
  });

  it.each(['Clone', 'Direct'] as const)('proves a backup with copyMethod %s', async (copyMethod) => {
    const app = await makeApp({ name: copyMethod.toLowerCase(), copyMethod });
    await writeFile(app, copyMethod);
    const run = await triggered([app, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await fileIn(namespace, app, run.apps[0]?.snapshot?.id ?? '', 'marker')).toBe(copyMethod);
  });

  it('never takes an earlier sync for its own', async () => {
    const app = await makeApp({ name: 'busy' });
    await patchTag(app, 'somebody-else');
    await until(
      'the sync of somebody else runs',
      async () => (await sourceOf(app)).status.lastSyncStartTime !== undefined,
    );
    await until('its copy is made', async () =>
      (await kubectl(['get', 'volumesnapshot', '-n', namespace])).includes(`volsync-${app}-src`),
    );
    await writeFile(app, 'too late for the first');
    const run = await triggered([app, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await fileIn(namespace, app, run.apps[0]?.snapshot?.id ?? '', 'marker')).toBe('too late for the first');
  });

  it('two at once both end with a backup of their own moment', async () => {
    const app = await makeApp({ name: 'twice' });
    const [first, second] = await Promise.all([
      triggered([app, '-n', namespace]),
      sleep(2500).then(async () => {
        await writeFile(app, 'before the second');
        return triggered([app, '-n', namespace]);
      }),
    ]);
    expect([first.exitCode, second.exitCode], first.stderr + second.stderr).toEqual([0, 0]);
    expect(await fileIn(namespace, app, second.apps[0]?.snapshot?.id ?? '', 'marker')).toBe('before the second');
    expect((await sourceOf(app)).spec.trigger).toEqual({ schedule: '0 * * * *' });
  });

  it('shows the phases as plain lines without a terminal, and with --logs all containers', async () => {
    const app = await makeApp({ name: 'phases' });
    const run = await volsyncctl(['trigger', app, '-n', namespace, '--logs']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/VolumeSnapshot/);
    expect(run.stderr).toMatch(/jitter/);
    expect(run.stderr).toMatch(/Sleeping for \d seconds/);
    expect(run.stderr).toMatch(/snapshot [0-9a-f]{8} saved/);
    expect(run.stderr + run.stdout).not.toContain('\u001b');
    expect(run.stdout).toMatch(/^✔ \S+\/phases +snapshot [0-9a-f]{8}/);
  });

  it('restores the schedule on Ctrl-C and on timeout, and reports that the sync continues', async () => {
    const app = await makeApp({ name: 'interrupted' });
    const running = start(['trigger', app, '-n', namespace]);
    await said(running.stderr, /tag \S+ set/);
    running.kill('SIGINT');
    const result = await running;
    expect(result.exitCode, result.stderr).toBe(130);
    expect((await sourceOf(app)).spec.trigger).toEqual({ schedule: '0 * * * *' });
    const late = await triggered([app, '-n', namespace, '--timeout', '2s']);
    expect(late.exitCode).toBe(7);
    expect((await sourceOf(app)).spec.trigger).toEqual({ schedule: '0 * * * *' });
  });

  it('changes nothing in a dry run', async () => {
    const app = await makeApp({ name: 'dry' });
    const before = writtenByUsers(await sourceOf(app));
    const run = await volsyncctl(['trigger', app, '-n', namespace, '--dry-run']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(writtenByUsers(await sourceOf(app))).toEqual(before);
  });

  it('with --no-wait starts a sync that completes, and leaves the schedule in effect', async () => {
    const app = await makeApp({ name: 'no-wait' });
    const before = (await snapshotsOf(namespace, app)).length;
    const run = await triggered([app, '-n', namespace, '--no-wait']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.apps[0]?.snapshot).toBeUndefined();
    await until('the sync has completed', async () => (await sourceOf(app)).status.lastSyncStartTime === undefined);
    expect((await snapshotsOf(namespace, app)).length).toBe(before + 1);
    expect((await sourceOf(app)).spec.trigger).toEqual({ schedule: '0 * * * *' });
  });

  it('leaves the tag if there is only a manual trigger', async () => {
    const app = await makeApp({ name: 'manual-only', schedule: null });
    const run = await triggered([app, '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect((await sourceOf(app)).spec.trigger?.manual).toMatch(/^volsyncctl-/);
  });

  it('reports a tag that somebody left, and --unpark removes it', async () => {
    const app = await makeApp({ name: 'parked' });
    await patchTag(app, 'left-behind');
    await until('the parked sync is over', async () => (await sourceOf(app)).status.lastManualSync === 'left-behind');
    const first = await volsyncctl(['trigger', app, '-n', namespace]);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(first.stdout + first.stderr).toContain('left-behind');
    await patchTag(app, 'left-again');
    await until('the parked sync is over', async () => (await sourceOf(app)).status.lastManualSync === 'left-again');
    const second = await volsyncctl(['trigger', app, '-n', namespace, '--unpark']);
    expect(second.exitCode, second.stderr).toBe(0);
    expect((await sourceOf(app)).spec.trigger).toEqual({ schedule: '0 * * * *' });
  });
});

async function makeApp(app: Omit<NewApp, 'namespace'>): Promise<string> {
  await createApp({ bootstrap: false, ...app, namespace });
  return app.name;
}

async function writeFile(app: string, content: string): Promise<void> {
  await kubectl([
    'exec',
    '-n',
    namespace,
    `deployment/${app}`,
    '--',
    'sh',
    '-c',
    'echo "$1" > /data/marker',
    'sh',
    content,
  ]);
}

async function patchTag(app: string, manual: string): Promise<void> {
  const patch = JSON.stringify({ spec: { trigger: { manual } } });
  await kubectl(['patch', 'replicationsource', app, '-n', namespace, '--type', 'merge', '-p', patch]);
}

interface Source {
  readonly metadata: { readonly annotations?: unknown; readonly labels?: unknown; readonly generation: number };
  readonly spec: { readonly trigger?: { readonly manual?: string; readonly schedule?: string } };
  readonly status: {
    readonly lastSyncStartTime?: string;
    readonly lastManualSync?: string;
    readonly nextSyncTime?: string;
  };
}

/** Everything except the status, which VolSync may still be writing. */
function writtenByUsers({ metadata: { annotations, labels, generation }, spec }: Source) {
  return { annotations, labels, generation, spec };
}

async function sourceOf(app: string): Promise<Source> {
  return JSON.parse(await kubectl(['get', 'replicationsource', app, '-n', namespace, '-o', 'json'])) as Source;
}
