import { afterAll, beforeAll, expect, it } from 'vitest';
import { setFault, type FaultName } from '../lab/fault.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';
import { backedUp, helperPods, verified, type VerifyRun } from './verify-document.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('verify-alone');
  await backedUp({ name: 'web', namespace });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it.each<readonly [FaultName, number, RegExp]>([
  // The kubelet needs some time to report it.
  ['nfs-down', 50, /^the repository cannot be mounted: NFS nas\.lab:\/mnt\/vault\/cluster\/volsync$/],
  ['nfs-hang', 8, /^the repository did not answer in 8s: NFS nas\.lab:\/mnt\/vault\/cluster\/volsync$/],
])('%s is unknown, and the deadline holds', async (fault, seconds, message) => {
  const run = await during(fault, () => verified(['web', '-n', namespace, '--timeout', `${seconds}s`]));
  expect(run.apps[0]).toMatchObject({ verdict: 'unknown', reason: 'repository-unreachable' });
  expect(run.apps[0]?.message).toMatch(message);
  expect(run.exitCode).toBe(10);
  expect(run.durationMs).toBeLessThan((seconds + 30) * 1000);
  expect(await helperPods(namespace)).toEqual([]);
});

it('works while VolSync is down', async () => {
  const run = await during('volsync-down', () => verified(['web', '-n', namespace]));
  expect(run.apps[0], run.stderr).toMatchObject({ verdict: 'protected' });
  expect(run.exitCode).toBe(0);
});

it('works after all faults are repaired', async () => {
  const { exitCode, stdout } = await volsyncctl(['verify', 'web', '-n', namespace]);
  expect(exitCode, stdout).toBe(0);
});

/** Only as long as the check takes: the fault affects the whole lab. */
async function during(fault: FaultName, look: () => Promise<VerifyRun>): Promise<VerifyRun> {
  await setFault(fault, 'on');
  try {
    return await look();
  } finally {
    await setFault(fault, 'off');
  }
}
