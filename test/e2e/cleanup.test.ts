import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { apply, getJson, until } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { createNamespace, kubectl, removeNamespace, start, volsyncctl, type Run } from './lab.ts';
import { claim, freshId, isBound, isReady, leaveOneOfEach, leftMetadata, pod, snapshot } from './leftovers.ts';
import { Terminal } from './terminal.ts';
import { backedUp } from './verify-document.ts';

interface Cleaned {
  readonly kind: string;
  readonly name: string;
  readonly owner?: string;
  readonly action: string;
  readonly reason: string;
  readonly message: string;
  readonly state: string;
}

const ofRestore = { 'app.kubernetes.io/component': 'restore', 'app.kubernetes.io/instance': 'cafe0123deadbeef' };

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('cleanup');
  await Promise.all([
    createApp({ name: 'web', namespace, schedule: '0 0 1 1 *' }),
    // Nothing listens there, so the helper pod runs as long as it may.
    backedUp({
      name: 'stuck',
      namespace,
      repository: 'rest:http://127.0.0.1:1/stuck',
      source: { paused: true },
      waitFor: 'nothing',
    }),
  ]);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('cleanup', () => {
  it('removes the pod of a killed volsyncctl, and leaves that of a running one', async () => {
    const killed = start(['verify', 'stuck', '-n', namespace]);
    const [left = ''] = await newPods([]);
    killed.kill('SIGKILL');
    await killed;
    const running = start(['verify', 'stuck', '-n', namespace]);
    const [used = ''] = await newPods([left]);
    const run = await cleanup('--yes', '-l', 'app.kubernetes.io/component=verify');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.objects).toContainEqual(
      expect.objectContaining({ name: left, owner: 'verify', reason: 'maker-gone', state: 'removed' }),
    );
    expect(run.objects).toContainEqual(expect.objectContaining({ name: used, reason: 'running', state: 'left' }));
    expect(await names('pods')).not.toContain(left);
    expect(await names('pods')).toContain(used);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
  });

  it('removes one object of each kind, without a question with --yes', async () => {
    const chosen = await leaveOneOfEach(namespace);
    const plan = await cleanup('--dry-run', ...chosen);
    expect(plan.exitCode).toBe(0);
    expect(plan.objects.map(({ kind, action, state }) => [kind, action, state]).sort()).toEqual(
      ['ConfigMap', 'PersistentVolumeClaim', 'Pod', 'ReplicationDestination', 'VolumeSnapshot'].map((kind) => [
        kind,
        'remove',
        'planned',
      ]),
    );
    expect(await leftOf(chosen)).toHaveLength(5);
    const run = await cleanup('--yes', ...chosen);
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.objects.map(({ state }) => state)).toEqual(Array(5).fill('removed'));
    expect(await leftOf(chosen)).toEqual([]);
    const again = await volsyncctl(['cleanup', '-n', namespace, ...chosen]);
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: `Nothing of volsyncctl is left over in namespace ${namespace}.`,
    });
  });

  it('leaves what is in use, what a PVC waits for, what is protected, and what a restore has kept', async () => {
    const id = freshId();
    const metadata = (name: string, labels = {}) => leftMetadata(namespace, `${id}-${name}`, id, { labels });
    await apply([claim(metadata('mounted')), claim(metadata('free')), claim(metadata('doomed'))]);
    await Promise.all(['mounted', 'free', 'doomed'].map((name) => isBound(namespace, `${id}-${name}`)));
    await apply([
      // Not created by volsyncctl, and so never removed.
      pod({ name: `${id}-user`, namespace }, [`${id}-mounted`]),
      // Created by volsyncctl, and removed with its PVC.
      pod(metadata('helper'), [`${id}-doomed`]),
      snapshot(metadata('wanted'), `${id}-free`),
      snapshot(metadata('before-cafe0123', ofRestore), `${id}-free`),
      snapshot(metadata('protected', { 'volsync.backube/do-not-delete': 'please' }), `${id}-free`),
    ]);
    await isReady(namespace, `${id}-wanted`);
    const dataSource = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: `${id}-wanted` };
    // It waits for a pod that never comes.
    const waiting = { storageClassName: 'openebs-hostpath', dataSource };
    await apply([claim({ name: `${id}-waiting`, namespace }, waiting)]);
    await until('the pod is there', async () => (await names('pods')).includes(`${id}-user`));
    const image = await imageOf('web-bootstrap');
    await kubectl(['label', 'volumesnapshot', image, '-n', namespace, 'app.kubernetes.io/managed-by=volsyncctl']);
    await kubectl(['label', 'volumesnapshot', image, '-n', namespace, `test=${id}`, '--overwrite']);
    const { exitCode, objects } = await cleanup('--yes', '-l', `test=${id}`);
    expect(exitCode).toBe(0);
    const said = Object.fromEntries(
      objects.map(({ name, reason, state }) => [name.replace(`${id}-`, ''), [reason, state]]),
    );
    expect(said).toEqual({
      mounted: ['in-use', 'left'],
      wanted: ['in-use', 'left'],
      protected: ['do-not-delete', 'left'],
      'before-cafe0123': ['safety-snapshot', 'left'],
      // Created before annotations existed, so its creator is unknown, and recent.
      [image]: [expect.stringMatching(/in-use|running/), 'left'],
      free: ['maker-gone', 'removed'],
      doomed: ['maker-gone', 'removed'],
      helper: ['maker-gone', 'removed'],
    });
    expect(await names('volumesnapshots')).toEqual(expect.arrayContaining([image, `${id}-wanted`, `${id}-protected`]));
    expect(await names('pvc')).toContain(`${id}-mounted`);
  });

  it('removes orphans of VolSync with --volsync, but not one that a Deployment mounts when it runs', async () => {
    const app = freshId();
    await createApp({ name: app, namespace, bootstrap: false, schedule: '0 0 1 1 *' });
    const cache = `volsync-src-${app}-cache`;
    const owned = await cleanup('--volsync', '--dry-run');
    expect(owned.objects.map(({ name }) => name)).not.toContain(cache);
    await kubectl(['delete', 'replicationsource', app, '-n', namespace, '--cascade=orphan']);
    await until('nobody owns it', async () => (await ownersOf(cache)) === 0);
    await apply([stopped(app, cache)]);
    const used = await cleanup('--volsync', '--yes');
    expect(used.objects).toContainEqual(
      expect.objectContaining({
        name: cache,
        reason: 'in-use',
        state: 'left',
        message: `Deployment ${app}-later mounts it`,
      }),
    );
    await kubectl(['delete', 'deployment', `${app}-later`, '-n', namespace]);
    expect((await cleanup('--yes')).objects.map(({ name }) => name)).not.toContain(cache);
    const run = await cleanup('--volsync', '--yes');
    expect(run.objects).toContainEqual(
      expect.objectContaining({ name: cache, reason: 'owner-gone', state: 'removed' }),
    );
    expect(await names('pvc')).not.toContain(cache);
    expect(await names('pvc')).toEqual(expect.arrayContaining(['web', app, 'volsync-src-web-cache']));
  });

  it('is refused immediately without a terminal and without --yes, and removes nothing', async () => {
    const chosen = await leaveOneOfEach(namespace);
    const run = await volsyncctl(['cleanup', '-n', namespace, ...chosen], { timeoutMs: 20_000 });
    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderr).toMatch(/5 objects would be removed, but there is no terminal[^]*--yes/);
    expect(await leftOf(chosen)).toHaveLength(5);
  });

  it('asks on a terminal, and removes only after yes', async () => {
    const chosen = await leaveOneOfEach(namespace);
    for (const answer of ['Enter', 'C-c']) {
      await using terminal = await inTerminal(chosen);
      const plan = await terminal.shows(/Remove 5 objects in lab\?/);
      expect(plan).toMatch(/^│ - remove │ pod\/\S+-pod +│ \d+s +│ – +│ browse +│$/m);
      expect(Math.max(...plan.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
      await terminal.press(answer);
      expect(await terminal.shows(/ended with \d+/)).toContain('ended with 130');
      expect(await leftOf(chosen)).toHaveLength(5);
    }
    await using terminal = await inTerminal(chosen);
    await terminal.shows(/Remove 5 objects in lab\?/);
    await terminal.type('y');
    await terminal.press('Enter');
    const screen = await terminal.shows(/ended with \d+/);
    expect(screen).toMatch(/5 removed/);
    expect(screen).toContain('ended with 0');
    expect(await leftOf(chosen)).toEqual([]);
  });
});

async function cleanup(...flags: readonly string[]): Promise<Run & { readonly objects: readonly Cleaned[] }> {
  const run = await volsyncctl(['cleanup', '-n', namespace, ...flags, '-o', 'json']);
  expect(run.stdout, run.stderr).not.toBe('');
  const document = JSON.parse(run.stdout) as { readonly schema: string; readonly objects: readonly Cleaned[] };
  expect(document.schema).toBe('volsyncctl/cleanup/v1');
  return { ...run, objects: document.objects };
}

/** Waits for running helper pods of verify other than the known ones. */
async function newPods(known: readonly string[]): Promise<readonly string[]> {
  const label = ['-l', 'app.kubernetes.io/component=verify', '--field-selector', 'status.phase=Running'];
  let found: readonly string[] = [];
  await until('the helper pod is at work', async () => {
    found = (await names('pods', ...label)).filter((name) => !known.includes(name));
    return found.length > 0;
  });
  return found;
}

async function names(kind: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const list = await getJson<{ items: { metadata: { name: string } }[] }>([kind, '-n', namespace, ...flags]);
  return (list?.items ?? []).map(({ metadata }) => metadata.name);
}

async function leftOf(chosen: readonly string[]): Promise<readonly string[]> {
  return names('pods,pvc,volumesnapshots,replicationdestinations,configmaps', ...chosen);
}

async function imageOf(destination: string): Promise<string> {
  const query = ['get', 'replicationdestination', destination, '-n', namespace];
  return kubectl([...query, '-o', 'jsonpath={.status.latestImage.name}']);
}

async function ownersOf(claimName: string): Promise<number> {
  const found = await getJson<{ metadata: { ownerReferences?: unknown[] } }>(['pvc', claimName, '-n', namespace]);
  return found?.metadata.ownerReferences?.length ?? 0;
}

/** A Deployment without a pod that mounts a PVC. */
function stopped(app: string, claimName: string) {
  const { spec } = pod({ name: app, namespace }, [claimName]) as unknown as {
    spec: { activeDeadlineSeconds?: number };
  };
  const template = { ...spec, activeDeadlineSeconds: undefined };
  const labels = { later: app };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${app}-later`, namespace },
    spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: template } },
  };
}

/** Runs the program as in a shell, and keeps its terminal open afterwards. */
async function inTerminal(flags: readonly string[]): Promise<Terminal> {
  const program = path.join(import.meta.dirname, '..', '..', 'bin', 'volsyncctl.js');
  const script = 'trap : INT; "$@"; echo "ended with $?"; sleep 60';
  const command = ['bash', '-c', script, 'bash', process.execPath, program, 'cleanup', '-n', namespace, ...flags];
  const { PATH = '' } = process.env;
  return Terminal.start(command, { env: { KUBECONFIG: paths.kubeconfig, PATH, CI: '' } });
}
