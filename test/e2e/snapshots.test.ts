import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { secretName } from '../lab/app-options.ts';
import { apply, getJson, until } from '../lab/kubectl.ts';
import { craftSnapshot, forgetSnapshot } from './crafted-snapshots.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { snapshotsOf } from './repository.ts';

let namespace: string;
/** Full ids of the snapshots added to the repository of web, by kind. */
const made: Record<string, string> = {};

const mover = { runAsUser: 4000, runAsGroup: 4000, fsGroup: 4000 };
const keepAll = { restic: { retain: { hourly: null, daily: null, last: '50' } } };

beforeAll(async () => {
  namespace = await createNamespace('snapshots');
  await createApp({ name: 'web', namespace, bootstrap: false, schedule: null, source: keepAll });
  await Promise.all([craftAll(), lookAlikes()]);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('snapshots on the lab', () => {
  it('shows what is in the repository, newest first, and nothing that was deleted', async () => {
    const [app] = (await listed('web')).apps;
    const real = await snapshotsOf(namespace, 'web');
    expect(app?.snapshots.map(({ id }) => id)).toEqual(real.map(({ id }) => id).reverse());
    expect(app?.snapshots.map(({ id }) => id)).not.toContain(made['deleted']);
    expect(app).toMatchObject({ state: 'seen', total: 7, repository: `/repository/${namespace}-web` });
    expect(app?.snapshots[0]).toMatchObject({ files: 3, bytes: 3072, isVolSync: true, previous: [0] });
  });

  it("counts like VolSync's mover: all with /data, whoever made them, and two within a second as one", async () => {
    const [app] = (await listed('web')).apps;
    const places = Object.fromEntries(app?.snapshots.map(({ id, previous }) => [nameOf(id), previous]) ?? []);
    expect(places).toEqual({
      newest: [0],
      'of a database': [1],
      'late in its second': [2, 3],
      'early in its second': [],
      'of nothing like it': [],
      second: [4],
      first: [5],
    });
  });

  it('marks the chosen one, says whose the others are, and fits 80 columns', async () => {
    const { stdout, exitCode } = await volsyncctl(['snapshots', 'web', '-n', namespace, '--previous', '1']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^► {2}[0-9a-f]{8} +1 +2026-10-2/m);
    expect(stdout).toContain('not from VolSync: host nas, path /srv/database');
    expect(stdout).toContain(`► previous: 1 restores ${made['of a database']?.slice(0, 8)} of`);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('leaves out what was not requested, but counts it', async () => {
    const { stdout } = await volsyncctl(['snapshots', 'web', '-n', namespace, '--limit', '2', '--as-of', '2026-10-03']);
    expect(stdout.match(/^ *[0-9a-f]{8} /gm)).toHaveLength(2);
    expect(stdout).toContain('7 snapshots in');
    expect(stdout).toContain(`restores ${made['second']?.slice(0, 8)} of`);
    const since = await volsyncctl(['snapshots', 'web', '-n', namespace, '--since', '2026-10-15']);
    expect(since.stdout).toContain('5 shown since 2026-10-15 00:00:00');
  });

  it('reports a shared repository, one that cannot be read, and a missing one', async () => {
    const { stdout, exitCode } = await volsyncctl(['snapshots', '-n', namespace]);
    expect(exitCode).toBe(8);
    expect(stdout).toMatch(new RegExp(`${namespace}/web {2}7 snap[^]*also the repository of ${namespace}/twin`));
    expect(stdout).toMatch(/\/wrong {2}\? not read\n +the password does not open the repository\n/);
    expect(stdout).toMatch(/\/empty {2}\? not read\n +there is no repository/);
  });

  it('ends with 3 for a missing app, after all existing ones', async () => {
    const { stdout, stderr, exitCode } = await volsyncctl(['snapshots', 'web', 'wbe', '-n', namespace]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('7 snapshots');
    expect(stderr).toContain(`There is no ReplicationSource wbe in namespace ${namespace}.`);
  });

  it('leaves no pod behind when it is interrupted', async () => {
    const running = start(['snapshots', 'web', '-n', namespace]);
    await said(running.stderr, /pod \S+volsyncctl-snapshots-/);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    await until('no helper pod is left', async () => (await helperPods()).length === 0);
  });
});

describe.concurrent('snapshots and VolSync', () => {
  it.each<readonly [string, string, object]>([
    ['previous 1', 'of a database', { previous: 1 }],
    ['previous 3', 'late in its second', { previous: 3 }],
    ['as of its very second', 'second', { restoreAsOf: '2026-10-02T10:00:00Z' }],
    ['as of a second before', 'first', { restoreAsOf: '2026-10-02T09:59:59Z' }],
    ['as of a moment, and one more back', 'first', { restoreAsOf: '2026-10-02T23:00:00+02:00', previous: 1 }],
    ['before the first', 'none', { restoreAsOf: '2026-09-30T00:00:00Z' }],
    ['beyond the last', 'none', { previous: 6 }],
  ])('choose the same: %s', async (what, name, wish) => {
    const { restoreAsOf, previous } = wish as { restoreAsOf?: string; previous?: number };
    const flags = [
      ...(restoreAsOf === undefined ? [] : ['--as-of', restoreAsOf]),
      ...(previous === undefined ? [] : ['--previous', String(previous)]),
    ];
    const [app] = (await listed('web', ...flags)).apps;
    expect(app?.choice?.kind === 'chosen' ? nameOf(app.choice.id ?? '') : app?.choice?.kind).toBe(name);
    const logs = await restore(what.replaceAll(/[^a-z0-9]+/g, '-'), wish);
    if (name === 'none') expect(logs).toMatch(/No eligible snapshots found/);
    else expect(logs).toContain(`restoring snapshot ${made[name]?.slice(0, 8)} `);
  });
});

async function craftAll(): Promise<void> {
  const [real] = await snapshotsOf(namespace, 'web');
  made['newest'] = real?.id ?? '';
  const craft = async (name: string, time: string, path = '/data', host = 'volsync') => {
    made[name] = await craftSnapshot(namespace, 'web', { host, path, time });
  };
  await craft('first', '2026-10-01 10:00:00');
  await craft('second', '2026-10-02 10:00:00');
  await craft('of nothing like it', '2026-10-16 10:00:00', '/home/me', 'nas');
  await craft('early in its second', '2026-10-18 10:00:00');
  await craft('late in its second', '2026-10-18 10:00:00.5');
  await craft('of a database', '2026-10-20 10:00:00', '/srv/database', 'nas');
  await craft('deleted', '2026-10-21 10:00:00');
  await forgetSnapshot(namespace, 'web', made['deleted'] ?? '');
}

function nameOf(id: string): string {
  return Object.entries(made).find(([, one]) => one === id)?.[0] ?? id;
}

interface SnapshotsDocument {
  readonly apps: readonly {
    readonly snapshots: readonly { readonly id: string; readonly previous: readonly number[] }[];
    readonly choice?: { readonly kind: string; readonly id?: string };
  }[];
}

async function listed(app: string, ...flags: readonly string[]): Promise<SnapshotsDocument> {
  const { stdout, stderr, exitCode } = await volsyncctl(['snapshots', app, '-n', namespace, '-o', 'json', ...flags]);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as SnapshotsDocument;
}

/** Lets VolSync restore, and returns its mover's log. */
async function restore(name: string, wish: object): Promise<string> {
  const restic = {
    repository: secretName('web'),
    copyMethod: 'Direct',
    storageClassName: 'ceph-block',
    capacity: '1Gi',
    accessModes: ['ReadWriteOnce'],
    cacheStorageClassName: 'openebs-hostpath',
    cacheAccessModes: ['ReadWriteOnce'],
    moverSecurityContext: mover,
    ...wish,
  };
  const kind = 'ReplicationDestination';
  const spec = { trigger: { manual: 'once' }, restic };
  await apply([{ apiVersion: 'volsync.backube/v1alpha1', kind, metadata: { name, namespace }, spec }]);
  const target = ['replicationdestination', name, '-n', namespace];
  const read = () => getJson<{ status?: { lastManualSync?: string; latestMoverStatus?: { logs?: string } } }>(target);
  await until(`${name} is restored`, async () => (await read())?.status?.lastManualSync === 'once');
  const logs = (await read())?.status?.latestMoverStatus?.logs ?? '';
  await kubectl(['delete', ...target, '--wait=false']);
  return logs;
}

/** Sources that never sync: one with the repository of web, one with a wrong password for it, one without any repository. */
async function lookAlikes(): Promise<void> {
  const secret = (name: string, stringData: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData,
  });
  const source = (name: string, repository: string) => ({
    apiVersion: 'volsync.backube/v1alpha1',
    kind: 'ReplicationSource',
    metadata: { name, namespace },
    spec: {
      sourcePVC: 'none',
      trigger: { manual: 'never' },
      restic: { repository, copyMethod: 'Direct', moverSecurityContext: mover },
    },
  });
  await apply([
    secret('wrong-password', { RESTIC_REPOSITORY: `/repository/${namespace}-web`, RESTIC_PASSWORD: 'wrong' }),
    secret('nowhere', { RESTIC_REPOSITORY: `/repository/${namespace}-nowhere`, RESTIC_PASSWORD: 'any' }),
    source('twin', secretName('web')),
    source('wrong', 'wrong-password'),
    source('empty', 'nowhere'),
  ]);
}

async function helperPods(): Promise<readonly object[]> {
  const selector = 'app.kubernetes.io/managed-by=volsyncctl';
  const found = await getJson<{ items: readonly object[] }>(['pods', '-n', namespace, '-l', selector]);
  return found?.items ?? [];
}
