import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { secretName } from '../lab/app-options.ts';
import { setFault } from '../lab/fault.ts';
import { apply, getJson, patch, until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { images } from '../lab/versions.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { snapshotsOf } from './repository.ts';

interface Unlocked {
  readonly outcome: string;
  readonly apps: readonly {
    readonly locks: readonly {
      readonly host: string;
      readonly verdict: string;
      readonly why: string;
      readonly end: string;
    }[];
    readonly job?: { readonly end: string };
  }[];
  readonly syncs?: readonly { readonly snapshot?: { readonly id: string } }[];
}

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('unlock');
  await createApp({ name: 'web', namespace, bootstrap: false, schedule: null });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('unlock', () => {
  it('keeps the locks of a running backup and restore, and removes them after their pods were killed', async () => {
    const pods = [await runningMover('src'), await runningMover('dst')];
    const alive = await unlocked(['--yes']);
    expect(alive.exitCode, alive.stderr).toBe(4);
    expect(locksOf(alive.document)).toEqual(pods.map((host) => [host, 'alive', 'kept']).toSorted());
    expect(lockFiles()).toHaveLength(2);
    await kubectl(['delete', 'pod', ...pods, '-n', namespace, '--force', '--grace-period=0']);
    await kubectl(['wait', '--for=delete', 'pod', ...pods, '-n', namespace]);
    const planned = await unlocked(['--dry-run']);
    expect(planned.exitCode, planned.stderr).toBe(0);
    expect(locksOf(planned.document)).toEqual(pods.map((host) => [host, 'dead', 'planned']).toSorted());
    expect((await volsyncctl(['unlock', 'web', '-n', namespace])).exitCode).toBe(4);
    expect(lockFiles()).toHaveLength(2);
    const dead = await unlocked(['--yes']);
    expect(dead.exitCode, dead.stderr).toBe(0);
    expect(locksOf(dead.document)).toEqual(pods.map((host) => [host, 'dead', 'removed']).toSorted());
    expect(lockFiles()).toEqual([]);
    expect(await kubectl(['get', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/managed-by=volsyncctl'])).toBe('');
  });

  it("refuses the lock of another cluster's mover, and removes only what is proven dead next to it", async () => {
    await setFault('foreign-lock', 'on', { app: 'web', namespace });
    await setFault('stale-destination-lock', 'on', { app: 'web', namespace });
    const { exitCode, document, stderr } = await unlocked(['--yes']);
    expect(exitCode, stderr).toBe(4);
    expect(locksOf(document)).toEqual([
      ['volsync-dst-web-dead', 'dead', 'removed'],
      ['volsync-src-web-x2x4f', 'unknown', 'kept'],
    ]);
    expect(lockFiles()).toHaveLength(1);
    await setFault('foreign-lock', 'off', { app: 'web', namespace });
  });

  it('restarts the Job that waits for its next retry, and waits for the next backup', async () => {
    await setFault('stale-exclusive-lock', 'on', { app: 'web', namespace });
    await patch(['replicationsource', 'web', '-n', namespace], { spec: { trigger: { manual: 'stuck' } } });
    await until('the mover has failed twice', async () => ((await job())?.status?.failed ?? 0) >= 2);
    const stuck = await job();
    const { exitCode, document, stderr } = await unlocked(['--yes', '--wait', '2m']);
    expect(exitCode, stderr).toBe(0);
    expect(document.apps[0]?.job?.end).toBe('restarted');
    expect((await job())?.metadata.uid).not.toBe(stuck?.metadata.uid);
    const saved = document.syncs?.[0]?.snapshot?.id;
    expect((await snapshotsOf(namespace, 'web')).map(({ short_id }) => short_id)).toContain(saved);
  });
});

async function unlocked(flags: readonly string[]) {
  const run = await volsyncctl(['unlock', 'web', '-n', namespace, '-o', 'json', ...flags]);
  return { ...run, document: JSON.parse(run.stdout) as Unlocked };
}

function locksOf({ apps }: Unlocked) {
  return (apps[0]?.locks ?? []).map(({ host, verdict, end }) => [host, verdict, end]).toSorted();
}

function lockFiles(): readonly string[] {
  return readdirSync(path.join(paths.repositories, `${namespace}-web`, 'locks'));
}

interface MoverJob {
  readonly metadata: { readonly uid: string };
  readonly status?: { readonly failed?: number };
}

async function job(): Promise<MoverJob | undefined> {
  return getJson<MoverJob>(['job', 'volsync-src-web', '-n', namespace]);
}

/** A Job like a mover's, whose restic holds the lock and backs up until it is killed; returns its pod. */
async function runningMover(side: 'src' | 'dst'): Promise<string> {
  const name = `volsync-${side}-other`;
  const before = lockFiles().length;
  const container = {
    name: 'restic',
    image: images.mover,
    command: ['bash', '-c', 'sleep 600 | restic --no-cache backup --stdin'],
    envFrom: [{ secretRef: { name: secretName('web') } }],
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
  const securityContext = { runAsUser: 4000, runAsGroup: 4000, fsGroup: 4000 };
  const spec = {
    restartPolicy: 'Never',
    securityContext,
    containers: [container],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
  await apply([
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace, labels: { 'app.kubernetes.io/created-by': 'volsync' } },
      spec: { backoffLimit: 0, template: { spec } },
    },
  ]);
  await until(`${name} has its lock`, () => Promise.resolve(lockFiles().length > before));
  return (
    await kubectl([
      'get',
      'pods',
      '-n',
      namespace,
      '-l',
      `job-name=${name}`,
      '-o',
      'jsonpath={.items[0].metadata.name}',
    ])
  ).trim();
}
