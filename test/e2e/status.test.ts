import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type NewApp } from '../lab/app.ts';
import { appVariants } from '../lab/app-variants.ts';
import { setFault } from '../lab/fault.ts';
import { until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';

let namespace: string;

interface StatusDocument {
  readonly schema: string;
  readonly sources: readonly {
    readonly name: string;
    readonly state: string;
    readonly problems: readonly { readonly reason: string; readonly cause?: string }[];
  }[];
}

beforeAll(async () => {
  namespace = await createNamespace('status');
  await Promise.all([
    makeApp({ name: 'idle' }),
    makeApp({ name: 'empty', files: 0 }),
    makeApp({ name: 'parked' }),
    makeApp({ name: 'failing' }),
    makeApp({ name: 'paused', source: appVariants.paused, waitFor: 'nothing' }),
    makeApp({ name: 'no-mover', source: appVariants['no-mover'], waitFor: 'nothing' }),
    makeApp({ name: 'error', source: appVariants['missing-secret'], waitFor: 'nothing' }),
  ]);
  await setFault('wrong-password', 'on', { app: 'failing', namespace });
  await Promise.all([patchTag('parked', 'left-behind'), patchTag('failing', 'once-more')]);
  await until(
    'the parked sync is over',
    async () => (await field('parked', '.status.lastManualSync')) === 'left-behind',
    120_000,
  );
  await until('a mover has failed', async () => (await failedMovers('failing')) > 0);
  await until('no app is taken for one that is starting', async () => !(await reasons()).includes('starting'));
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('status on the lab', () => {
  it.each<readonly [string, string]>([
    ['empty', 'empty-source'],
    ['parked', 'parked-schedule'],
    ['failing', 'failing'],
    ['paused', 'paused'],
    ['no-mover', 'no-mover'],
    ['error', 'error'],
  ])('reports for %s: %s', async (name, reason) => {
    const { sources } = await document();
    const source = sources.find((one) => one.name === name);
    expect(source?.problems.map((problem) => problem.reason)).toContain(reason);
  });

  it('reports no problem of an app that is backed up', async () => {
    const { schema, sources } = await document();
    expect(schema).toBe('volsyncctl/status/v1');
    expect(sources.find(({ name }) => name === 'idle')).toMatchObject({ state: 'idle', problems: [] });
  });

  it("names the cause of a failure while VolSync's result is still Successful", async () => {
    expect(await field('failing', '.status.latestMoverStatus.result')).toBe('Successful');
    const { sources } = await document();
    const failing = sources.find(({ name }) => name === 'failing')?.problems.find(({ reason }) => reason === 'failing');
    expect(failing?.cause).toBe('wrong-password');
  });

  it('puts the worst first, in rows of 80 columns, each with its fix', async () => {
    const { stdout, exitCode } = await volsyncctl(['status', '-n', namespace]);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(
      lines.findIndex((line) => line.includes('idle')) > lines.findIndex((line) => line.startsWith('failing')),
    ).toBe(true);
    expect(Math.max(...lines.filter((line) => !line.startsWith('  ')).map((line) => line.length))).toBeLessThanOrEqual(
      80,
    );
    expect(stdout).toContain(`→ volsyncctl trigger parked -n ${namespace} --unpark`);
  });

  it.each<readonly [string, number]>([
    ['failing', 9],
    ['locked', 0],
  ])('as a check for %s ends with %i', async (reason, exitCode) => {
    const run = await volsyncctl(['status', 'idle', 'parked', 'failing', '-n', namespace, '--fail-on', reason]);
    expect(run.exitCode, run.stdout + run.stderr).toBe(exitCode);
  });

  it('shows everything about one app, and no value of its Secret', async () => {
    const { stdout } = await volsyncctl(['status', 'failing', '-n', namespace]);
    for (const word of ['Trigger', 'Condition', 'Job', 'Cache', 'Secret failing-volsync-secret exists']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).not.toContain('password-of-');
  });

  it('ends with 3 for a missing name, and with 5 for a user without rights', async () => {
    expect((await volsyncctl(['status', 'idel', '-n', namespace])).exitCode).toBe(3);
    const denied = await volsyncctl(['status', '-n', namespace, '--context', 'nobody']);
    expect(denied.exitCode).toBe(5);
    expect(denied.stderr).toContain('replicationsources');
  });
});

async function document(): Promise<StatusDocument> {
  const { stdout } = await volsyncctl(['status', '-n', namespace, '-o', 'json']);
  return JSON.parse(stdout) as StatusDocument;
}

async function reasons(): Promise<readonly string[]> {
  return (await document()).sources.flatMap(({ problems }) => problems.map(({ reason }) => reason));
}

async function makeApp(app: Omit<NewApp, 'namespace'>): Promise<void> {
  await createApp({ bootstrap: false, ...app, namespace });
}

async function patchTag(app: string, manual: string): Promise<void> {
  const patch = JSON.stringify({ spec: { trigger: { manual } } });
  await kubectl(['patch', 'replicationsource', app, '-n', namespace, '--type', 'merge', '-p', patch]);
}

async function field(app: string, path: string): Promise<string> {
  return kubectl(['get', 'replicationsource', app, '-n', namespace, '-o', `jsonpath={${path}}`]);
}

async function failedMovers(app: string): Promise<number> {
  return Number(
    await kubectl(['get', 'job', `volsync-src-${app}`, '-n', namespace, '-o', 'jsonpath={.status.failed}']),
  );
}
