import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { setFault, type FaultName } from '../lab/fault.ts';
import { until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace } from './lab.ts';
import { triggered } from './trigger-document.ts';

const namespaces: string[] = [];
let shared: string;

beforeAll(async () => {
  shared = await newNamespace('trigger-repository');
});

afterAll(async () => {
  await Promise.all(namespaces.map(removeNamespace));
});

describe.concurrent('trigger reports what the namespace does to the mover', () => {
  it.each<readonly [FaultName, number, string]>([
    ['quota', 7, 'quota-exceeded'],
    ['pod-security', 8, 'admission-refused'],
    ['volume-fails', 7, 'volume-pending'],
    ['snapshot-fails', 7, 'volume-snapshot-failing'],
  ])('%s ends with %i, %s', async (fault, exitCode, reason) => {
    const namespace = await newNamespace(`trigger-${fault}`);
    await createApp({ name: 'web', namespace, bootstrap: false });
    // The quota allows what exists, so the first mover has to be gone.
    await until('the first mover is gone', async () => (await moversOf(namespace)) === '');
    await setFault(fault, 'on', { namespace });
    const run = await triggered(['web', '-n', namespace, '--timeout', '180s']);
    await setFault(fault, 'off', { namespace });
    expect(run.apps[0], run.stderr).toMatchObject({ reason });
    expect(run.exitCode).toBe(exitCode);
    expect(await triggerOf(namespace, 'web')).toEqual({ schedule: '0 * * * *' });
  });
});

describe.concurrent('trigger reports what is wrong with the repository', () => {
  // The mover's script gives restic 60 s to reach a server before it fails.
  it.each([
    ['missing', '/nowhere/web', 8, 'repository-missing'],
    ['nonsense', 'no-such-kind:web', 8, 'repository-missing'],
    ['unreachable', 'rest:http://127.0.0.1:1/web', 7, 'repository-unreachable'],
  ])('%s: %s ends with %i, %s', async (name, repository, exitCode, reason) => {
    await createApp({ name, namespace: shared, bootstrap: false });
    await createApp({ name, namespace: shared, bootstrap: false, repository, waitFor: 'files' });
    const run = await triggered([name, '-n', shared, '--timeout', '180s']);
    expect(run.apps[0], run.stderr).toMatchObject({ reason });
    expect(run.exitCode).toBe(exitCode);
    expect(await triggerOf(shared, name)).toEqual({ schedule: '0 * * * *' });
  });

  it('a sync that already fails ends the wait with nothing changed', async () => {
    const name = 'failing-already';
    await createApp({ name, namespace: shared, bootstrap: false, repository: '/nowhere/web', waitFor: 'files' });
    const run = await triggered([name, '-n', shared, '--timeout', '180s']);
    expect(run.exitCode, run.stderr).toBe(8);
    expect(run.apps[0]).toMatchObject({ reason: 'repository-missing', tagEnd: 'not-set' });
    expect(run.apps[0]?.message).toMatch(/^the running sync fails: /);
  });
});

async function newNamespace(prefix: string): Promise<string> {
  const name = await createNamespace(prefix);
  namespaces.push(name);
  return name;
}

async function moversOf(namespace: string): Promise<string> {
  return kubectl(['get', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/created-by=volsync', '-o', 'name']);
}

async function triggerOf(namespace: string, app: string): Promise<unknown> {
  return JSON.parse(
    await kubectl(['get', 'replicationsource', app, '-n', namespace, '-o', 'jsonpath={.spec.trigger}']),
  ) as unknown;
}
