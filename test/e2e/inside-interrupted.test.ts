import { readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '../lab/fault.ts';
import { getJson, until } from '../lab/kubectl.ts';
import { backedUpWith, inApp, leftIn, localFolder } from './inside-lab.ts';
import { createNamespace, kubectl, program, removeNamespace, said, start } from './lab.ts';
import { paths } from '../lab/paths.ts';

let namespace: string;
/** Left by a killed volsyncctl. */
let orphan: { readonly name: string; readonly killedAt: number };

beforeAll(async () => {
  namespace = await createNamespace('inside-interrupted');
  // A beginning that is written on the target, and a hole that takes long and needs no space.
  const large = 'mkdir one; head -c 2000000 /dev/urandom >one/large; truncate -s 400M one/large';
  await backedUpWith({ name: 'big', namespace, files: 0 }, () => inApp(namespace, 'big', large));
  orphan = await orphaned();
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('Ctrl-C leaves nothing behind', () => {
  it('while the VolumeSnapshot is being created', async () => {
    await setFault('snapshot-slow', 'on', { namespace });
    try {
      const running = begun('ls', 'big:', '--snapshot');
      await said(running.stderr, /VolumeSnapshot \S+ of PVC big/);
      await ends(running);
    } finally {
      await setFault('snapshot-slow', 'off', { namespace });
    }
  });

  it.each([['--live'], ['--snapshot'], ['--backup']])('just after the pod was created, %s', async (place) => {
    const running = begun('ls', 'big:', place);
    await said(running.stderr, /pod \S+\/volsyncctl-ls-/);
    await ends(running);
  });

  it('during a listing', async () => {
    await inApp(namespace, 'big', 'mkdir -p many; cd many; seq 100000 | xargs touch');
    const running = begun('ls', 'big:', '-R');
    await isAtWork(running);
    const { stdout } = await ends(running);
    expect(stdout).toBe('');
    await inApp(namespace, 'big', 'rm -r many');
  });

  it.each([
    ['cat', ['cat', 'big:one/large']],
    ['a command', ['browse', 'big', '--', 'cat', 'one/large']],
  ])('nor does a reader that exits during %s, which is no failure', async (_what, words) => {
    const line = ['bash', process.execPath, program, ...words.slice(0, 2), '-n', namespace, ...words.slice(2)];
    const piped = ['-c', 'set -o pipefail; "$@" | head -c 1 | wc -c', ...line];
    const run = await execa('bash', piped, { env: { KUBECONFIG: paths.kubeconfig }, reject: false });
    expect([run.exitCode, run.stdout.trim()], run.stderr).toEqual([0, '1']);
    expect(await left(), run.stderr).toEqual([]);
  });

  it.each([['--live'], ['--backup']])('while a file is written to stdout, %s', async (place) => {
    const running = begun('cat', 'big:one/large', place);
    await said(running.stdout, /./s);
    await ends(running);
  });

  it.each([
    ['a file', '--live', 'big:one/large'],
    ['a file', '--backup', 'big:one/large'],
    ['a folder', '--live', 'big:one'],
    ['a folder', '--backup', 'big:one'],
  ])('while %s is copied, %s, nor an incomplete file', async (_what, place, source) => {
    const folder = localFolder();
    const running = begun('cp', source, folder, place);
    await until('some of it is here', () => Promise.resolve(sizesIn(folder).some((size) => size > 0)));
    await ends(running);
    expect(filesIn(folder)).toEqual([]);
  });

  it.each([
    ['SIGTERM', '--live'],
    ['SIGHUP', '--snapshot'],
    ['SIGINT', '--backup'],
  ] as const)('while a command runs, by %s, %s', async (signal, place) => {
    const running = begun('browse', 'big', place, '--', 'sh', '-c', 'echo here; exec sleep 600');
    await said(running.stdout, /here/);
    await ends(running, signal);
  });
});

it('an idle command is ended after --idle', async () => {
  const run = await begun('browse', 'big', '--idle', '3s', '--', 'sleep', '100');
  expect(run.exitCode, run.stderr).toBe(7);
  expect(run.stderr).toMatch(/The session was idle for 3s and was closed/);
});

it('an active one is not', async () => {
  const script = 'for n in 1 2 3 4; do sleep 2; echo $n; done; exit 5';
  const run = await begun('browse', 'big', '--idle', '5s', '--', 'sh', '-c', script);
  expect([run.exitCode, run.stdout], run.stderr).toEqual([5, '1\n2\n3\n4']);
});

it('everything created is gone, except the pod of a killed volsyncctl', async () => {
  // A VolumeSnapshot whose PVC was removed while it was being filled disappears minutes later: the provisioner holds
  // it.
  await until('pods and claims are gone', async () => {
    const names = await kubectl(['get', 'pods,pvc', '-n', namespace, '-l', managedByUs, '-o', 'name']);
    return names.trim() === `pod/${orphan.name}`;
  });
  expect(await left()).toEqual([]);
});

it('the pod of a killed volsyncctl ends by itself', async () => {
  const pod = await orphanPod();
  expect(pod?.spec).toMatchObject({ activeDeadlineSeconds: 65, restartPolicy: 'Never' });
  const leftMs = orphan.killedAt + 100_000 - Date.now();
  await until(
    'the pod has ended',
    async () => /Failed|Succeeded/.test((await orphanPod())?.status.phase ?? ''),
    leftMs,
  );
});

const managedByUs = 'app.kubernetes.io/managed-by=volsyncctl';

type Running = ReturnType<typeof start>;

function begun(command: string, ...words: readonly string[]): Running {
  return start([command, '-n', namespace, ...words]);
}

/** An interrupted run reports it with its exit code, quickly, and leaves nothing. */
async function ends(running: Running, signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' = 'SIGINT') {
  const interruptedAt = Date.now();
  running.kill(signal);
  const { exitCode, stdout, stderr } = await running;
  expect(exitCode, stderr).toBe(128 + constants.signals[signal]);
  expect(Date.now() - interruptedAt).toBeLessThan(90_000);
  expect(await left(), stderr).toEqual([]);
  return { stdout, stderr };
}

async function left(): Promise<readonly string[]> {
  return (await leftIn(namespace)).filter((name) => name !== `Pod/${orphan.name}`);
}

async function isAtWork(running: Running): Promise<void> {
  let text = '';
  running.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until('the pod runs', async () => {
    const name = /pod \S+\/(volsyncctl-\S+)/.exec(text)?.[1];
    if (name === undefined) return false;
    const pod = await getJson<Pod>(['pod', name, '-n', namespace]);
    return pod?.status.phase === 'Running';
  });
}

async function orphaned(): Promise<typeof orphan> {
  const running = begun('browse', 'big', '--deadline', '5s', '--', 'sh', '-c', 'echo here; exec sleep 600');
  await said(running.stdout, /here/);
  running.kill('SIGKILL');
  const { stderr } = await running;
  return { name: /pod \S+\/(volsyncctl-\S+)/.exec(stderr)?.[1] ?? '', killedAt: Date.now() };
}

interface Pod {
  readonly spec: object;
  readonly status: { readonly phase?: string };
}

function orphanPod(): Promise<Pod | undefined> {
  return getJson<Pod>(['pod', orphan.name, '-n', namespace]);
}

/** Complete and incomplete ones, anywhere. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files may disappear while they are written. */
function sizesIn(folder: string): readonly number[] {
  return filesIn(folder).map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}
