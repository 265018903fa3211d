import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson, until } from '../lab/kubectl.ts';
import { images } from '../lab/versions.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { backedUp, helperPods } from './verify-document.ts';

let namespace: string;

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly activeDeadlineSeconds?: number; readonly restartPolicy?: string };
  readonly status: { readonly phase?: string };
}

beforeAll(async () => {
  namespace = await createNamespace('interrupted');
  // Nothing listens there, so the helper pod runs as long as it may.
  const repository = 'rest:http://127.0.0.1:1/stuck';
  await backedUp({ name: 'stuck', namespace, repository, source: { paused: true }, waitFor: 'nothing' });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('verify leaves no pod', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('on %s just after the pod was created', async (signal) => {
    const running = verify();
    await said(running.stderr, /volsyncctl-verify-/);
    running.kill(signal);
    expect((await running).exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(await helperPods(namespace)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGHUP'] as const)('on %s while restic is running', async (signal) => {
    const running = verify();
    await isAtWork();
    running.kill(signal);
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(signal === 'SIGINT' ? 130 : 129);
    expect(stdout).toBe('');
    expect(await helperPods(namespace)).toEqual([]);
  });

  it('on Ctrl-C at any moment of the start', async () => {
    for (const ms of [100, 200, 300, 400, 500, 700, 900, 1200]) {
      const running = verify();
      await sleep(ms);
      running.kill('SIGINT');
      // Before the program listens to signals, the signal itself ends it.
      const { exitCode, signal } = await running;
      expect(signal ?? exitCode).toBeOneOf(['SIGINT', 130]);
      expect(await helperPods(namespace), `after ${ms} ms`).toEqual([]);
    }
  });

  it('at its deadline', async () => {
    const { exitCode, stdout } = await verify('--timeout', '30s');
    expect(exitCode).toBe(10);
    expect(stdout).toContain('rest:http://127.0.0.1:1/stuck');
    expect(await helperPods(namespace)).toEqual([]);
  });
});

it('a pod of a killed volsyncctl is ended by Kubernetes, and found by its label', async () => {
  const running = verify('--timeout', '30s');
  await isAtWork();
  running.kill('SIGKILL');
  await running;
  const [pod] = await pods();
  expect(pod?.spec).toMatchObject({ activeDeadlineSeconds: 90, restartPolicy: 'Never' });
  await removePods();
});

it('a pod that may no longer be removed is reported, with the command that removes it', async () => {
  const user = `once-${namespace}`;
  const role = await volsyncctl(['rbac', 'verify', '-n', namespace, '--required', '--for', `user:${user}`]);
  await kubectl(['apply', '-f', '-'], role.stdout);
  const running = verify('--as', user, '--mover-image', images.mover);
  await isAtWork();
  await kubectl(['delete', 'rolebinding', '--all', '-n', namespace]);
  const mayDelete = ['auth', 'can-i', 'delete', 'pods', '-n', namespace, '--as', user];
  await until('the right is gone', () => kubectl(mayDelete).then(isNo, () => true));
  running.kill('SIGINT');
  const { exitCode, stderr } = await running;
  const [pod] = await pods();
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/could not be removed: .*cannot delete pods/);
  expect(stderr).toContain(`→ kubectl --as ${user} delete pod ${pod?.metadata.name ?? ''} -n ${namespace} --force`);
  await removePods();
});

function verify(...flags: readonly string[]) {
  return start(['verify', 'stuck', '-n', namespace, ...flags]);
}

async function pods(): Promise<readonly Pod[]> {
  const label = ['-n', namespace, '-l', 'app.kubernetes.io/managed-by=volsyncctl'];
  return (await getJson<{ items: readonly Pod[] }>(['pods', ...label]))?.items ?? [];
}

async function isAtWork(): Promise<void> {
  await until('the helper pod is at work', async () => (await pods()).some(({ status }) => status.phase === 'Running'));
}

async function removePods(): Promise<void> {
  const names = await helperPods(namespace);
  await kubectl(['delete', ...names, '-n', namespace, '--force', '--grace-period=0']);
}

function isNo(answer: string): boolean {
  return answer.trim() === 'no';
}
