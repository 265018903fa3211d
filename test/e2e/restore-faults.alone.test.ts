import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { setFault, type FaultName } from '../lab/fault.ts';
import { freshVolsync } from '../lab/fault-volsync.ts';
import { createNamespace, removeNamespace, said, start, type Run } from './lab.ts';
import { freshClaim, hasClaim, leftOfRestore, restored } from './restore-lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('restore-alone');
  await createApp({ name: 'web', namespace, bootstrap: false, schedule: '0 0 1 1 *' });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it.each<readonly [FaultName, string, readonly number[], RegExp]>([
  // The mover's pod is created after planning, and can no longer mount its repository: the kubelet needs some time to
  // report it.
  ['nfs-down', '50s', [7], /did not finish in 50s: a volume of the mover cannot be mounted/],
  ['nfs-hang', '12s', [7], /did not finish in 12s/],
  // VolSync needs seconds to end: it may have created the mover before that.
  ['volsync-down', '12s', [4, 7], /VolSync is not running: its Deployment \S+ is scaled to 0|did not finish in 12s/],
])('%s between planning and the mover is reported, and leaves nothing', async (fault, timeout, exitCodes, message) => {
  const claim = freshClaim();
  const run = await during(fault, /Will happen/, ['web', '--to', `pvc/${claim}`, '--timeout', timeout]);
  expect(exitCodes, run.stderr).toContain(run.exitCode);
  expect(run.stdout).toBe('');
  expect(run.stderr.replace(/\s+/g, ' ')).toMatch(message);
  expect(await leftOfRestore(namespace), run.stderr).toEqual([]);
  expect(await hasClaim(namespace, claim)).toBe(false);
});

it('continues over a restart of the API server', async () => {
  const claim = freshClaim();
  const run = await during('apiserver-restart', /mover \S+ starts/, ['web', '--to', `pvc/${claim}`]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(await leftOfRestore(namespace), run.stderr).toEqual([]);
  await freshVolsync();
});

it('is refused immediately while VolSync is scaled to 0', async () => {
  const claim = freshClaim();
  await setFault('volsync-down', 'on');
  try {
    const run = await restored(namespace, ['web', '--to', `pvc/${claim}`]);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).toMatch(/VolSync is not running/);
    expect(await hasClaim(namespace, claim)).toBe(false);
  } finally {
    await setFault('volsync-down', 'off');
  }
});

/** Only as long as the restore takes: the fault affects the whole lab. */
async function during(fault: FaultName, moment: RegExp, args: readonly string[]): Promise<Omit<Run, 'durationMs'>> {
  const running = start(['restore', '-n', namespace, ...args]);
  await said(running.stderr, moment);
  await setFault(fault, 'on');
  try {
    const { exitCode, stdout, stderr } = await running;
    return { exitCode, stdout, stderr };
  } finally {
    await setFault(fault, 'off');
  }
}
