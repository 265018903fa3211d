import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { getJson, until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { fileIn } from './repository.ts';
import { triggered } from './trigger-document.ts';

interface Workload {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] } };
  };
  readonly status: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly observedGeneration: number;
  };
  readonly metadata: { readonly generation: number; readonly annotations?: Readonly<Record<string, string>> };
}

/** The fields in `trigger -o json`. */
interface Quiesced {
  readonly state: string;
  readonly cutAt: string;
  readonly downtimeSeconds: number;
}

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('quiesce');
  await createApp({ name: 'web', namespace, bootstrap: false });
  await writeAllTheTime();
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it('stops the app until the copy is made, and starts it again while the backup goes on', async () => {
  const run = await triggered(['web', '-n', namespace, '--quiesce', '--yes']);
  expect(run.exitCode, run.stderr).toBe(0);
  const [app] = run.apps as unknown as readonly ((typeof run.apps)[0] & { readonly quiesce: Quiesced })[];
  expect(app?.quiesce).toMatchObject({ state: 'back', quiesced: ['Deployment web'] });
  expect(app?.quiesce.downtimeSeconds).toBeGreaterThan(0);
  expect(app?.quiesce.downtimeSeconds).toBeLessThan(app?.waitedSeconds ?? 0);
  // Everything written before the copy was made is in it, and something was written after it.
  const copied = (await fileIn(namespace, 'web', app?.snapshot?.id ?? '', 'journal')).trim().split('\n');
  const live = (await kubectl(['exec', '-n', namespace, 'deployment/web', '--', 'cat', '/data/journal'])).split('\n');
  expect(live.slice(0, copied.length)).toEqual(copied);
  expect(timeOf(live[copied.length] ?? '')).toBeGreaterThan(Date.parse(app?.quiesce.cutAt ?? ''));
});

it('leaves a journal when it is killed, which status names and --unquiesce ends', async () => {
  const running = start(['trigger', 'web', '-n', namespace, '--quiesce', '--yes']);
  await said(running.stderr, /scaled Deployment web from 1 to 0/);
  running.kill('SIGKILL');
  await running;
  const hint = `volsyncctl trigger web -n ${namespace} --unquiesce`;
  expect((await volsyncctl(['status', '-n', namespace])).stdout).toContain(hint);
  const again = await volsyncctl(['trigger', 'web', '-n', namespace, '--quiesce', '--yes']);
  expect(again.exitCode, again.stderr).toBe(4);
  expect(again.stderr).toContain('--unquiesce');
  const back = await volsyncctl(['trigger', 'web', '-n', namespace, '--unquiesce']);
  expect(back.exitCode, back.stderr).toBe(0);
  expect(back.stdout).toContain('Deployment web: started again, and ready');
  await expectBack();
});

it('starts the app again after SIGTERM', async () => {
  const running = start(['trigger', 'web', '-n', namespace, '--quiesce', '--yes']);
  await said(running.stderr, /scaled Deployment web from 1 to 0/);
  // Without the SIGKILL that execa sends after five seconds: on a busy machine the app takes longer to be ready.
  process.kill(running.pid ?? 0, 'SIGTERM');
  const { exitCode, stdout } = await running;
  expect(exitCode).toBe(143);
  expect(stdout).toMatch(/Deployment web was (?:down for|stopped and started again)/);
  await expectBack();
});

it('backs up nothing where the command of --exec fails', async () => {
  const pod = await kubectl(['get', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/name=web', '-o', 'name']);
  const place = `${pod.trim().replace('pod/', '')}:app`;
  const command = ['sh', '-c', 'echo dirty; exit 3'];
  const run = await volsyncctl(['trigger', 'web', '-n', namespace, '--exec', place, '--', ...command]);
  expect(run.exitCode, run.stderr).toBe(4);
  expect(run.stderr).toContain('dirty');
  expect(run.stdout).toContain('exit code 3');
});

/** The app appends the time to a file, ten times per second. */
async function writeAllTheTime(): Promise<void> {
  const app = await getJson<Workload>(['deployment', 'web', '-n', namespace]);
  const [sh = '', flag = '', script = ''] = app?.spec.template.spec.containers[0]?.command ?? [];
  const writing = script.replace(
    'while :; do sleep 3600 & wait; done',
    'while :; do cut -d" " -f1 /proc/uptime >> /data/journal; sleep 0.1 & wait; done',
  );
  expect(writing).not.toBe(script);
  const patch = [{ op: 'replace', path: '/spec/template/spec/containers/0/command', value: [sh, flag, writing] }];
  await kubectl(['patch', 'deployment', 'web', '-n', namespace, '--type=json', '-p', JSON.stringify(patch)]);
  await until('the app is ready again', isReady);
}

async function isReady(): Promise<boolean> {
  const app = await getJson<Workload>(['deployment', 'web', '-n', namespace]);
  const isSeen = app?.status.observedGeneration === app?.metadata.generation;
  // Of a change of the template, too: the pod of before may still be ready.
  const { replicas, readyReplicas, updatedReplicas } = app?.status ?? {};
  return isSeen && app?.spec.replicas === 1 && [replicas, readyReplicas, updatedReplicas].every((count) => count === 1);
}

async function expectBack(): Promise<void> {
  expect(await isReady()).toBe(true);
  const source = await getJson<Workload>(['replicationsource', 'web', '-n', namespace]);
  expect(source?.metadata.annotations ?? {}).not.toHaveProperty('volsyncctl/open-quiesce');
}

/** The time of `/proc/uptime`, in milliseconds since 1970. */
function timeOf(uptime: string): number {
  const now = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Date.now() - (now - Number(uptime)) * 1000;
}
