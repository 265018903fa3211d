import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setFault, type FaultName } from '../lab/fault.ts';
import { journalOf, makeApps, netsOf, objectsOf } from './in-place-objects.ts';
import { inApp } from './inside-lab.ts';
import { createNamespace, removeNamespace, said, start, volsyncctl, type Run } from './lab.ts';
import { backUp, leftOfRestore } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;
let saved: { readonly id: string; readonly digests: readonly string[] };

beforeAll(async () => {
  namespace = await createNamespace('in-place-alone');
  await makeApps(namespace);
  saved = { id: await backUp(namespace, 'web'), digests: await volumeDigests(namespace, 'web') };
});

afterAll(async () => {
  await setFault('nfs-down', 'off');
  await removeNamespace(namespace);
});

beforeEach(async () => {
  if ((await journalOf(namespace)) !== undefined) await ended('abort', '--leave-data');
  await inApp(namespace, 'web', 'echo changed > two; rm -f three; echo new > extra');
});

it('says truly that the repository is lost in the middle, and goes back to before without it', async () => {
  const [before, present] = [await objectsOf(namespace), await volumeDigests(namespace, 'web')];
  const running = begun('--timeout', '30s');
  await said(running.stderr, /5 of 6/);
  await setFault('nfs-down', 'on');
  try {
    const { exitCode, stderr } = await running;
    expect([7, 8, 10], stderr).toContain(exitCode);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/mount.*stays open.*restore abort web/);
    const run = await ended('abort');
    expect(run.exitCode, run.stderr).toBe(0);
  } finally {
    await setFault('nfs-down', 'off');
  }
  expect(await volumeDigests(namespace, 'web')).toEqual(present);
  expect([await objectsOf(namespace), await journalOf(namespace)]).toEqual([before, undefined]);
  expect(await leftOfRestore(namespace)).toEqual([]);
});

it.each<[RegExp, FaultName]>([[/3 of 6/, 'apiserver-restart']])(
  'goes on over a restart of the API server at %s, or can be resumed',
  async (moment, fault) => {
    const running = begun();
    await said(running.stderr, moment);
    await setFault(fault, 'on');
    await setFault(fault, 'off');
    const { exitCode, stderr } = await running;
    if (exitCode !== 0) {
      // A connection that was cut in the middle of a comparison is told, and nothing is lost.
      expect(stderr).toMatch(/restore resume web/);
      const run = await ended('resume');
      expect(run.exitCode, run.stderr).toBe(0);
    }
    expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
    expect(await journalOf(namespace)).toBeUndefined();
    expect((await netsOf(namespace)).length).toBeGreaterThan(0);
  },
);

function begun(...flags: readonly string[]) {
  const way = ['restore', 'web', '-n', namespace, '--in-place', '--snapshot', saved.id];
  return start([...way, '--enable-file-deletion', '--yes', ...flags]);
}

function ended(way: 'resume' | 'abort', ...flags: readonly string[]): Promise<Run> {
  return volsyncctl(['restore', way, 'web', '-n', namespace, '--yes', ...flags]);
}
