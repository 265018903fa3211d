import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setFault } from '../lab/fault.ts';
import { freshVolsync } from '../lab/fault-volsync.ts';
import { until } from '../lab/kubectl.ts';
import { journalOf, makeApps, netsOf, objectsOf } from './in-place-objects.ts';
import { inApp } from './inside-lab.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl, type Run } from './lab.ts';
import { backUp, leftOfRestore } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;
let saved: { readonly id: string; readonly digests: readonly string[] };

beforeAll(async () => {
  namespace = await createNamespace('in-place-alone');
  await makeApps(namespace);
  // Enough to keep a mover busy for seconds.
  await inApp(namespace, 'web', 'truncate -s 400000000 large');
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

it('reports that the repository is lost halfway, and rolls back without it', async () => {
  const [before, present] = [await objectsOf(namespace), await volumeDigests(namespace, 'web')];
  const running = begun('--timeout', '60s');
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

/** How to hit the middle of something, and what shows that it was hit. */
interface Cut {
  readonly stand: () => Promise<void>;
  readonly proof: RegExp;
}

it.each<[string, RegExp, Cut | undefined]>([
  ['while the app is stopped', /3 of 6/, undefined],
  ['while the mover starts', /5 of 6[^]*mover \S+ starts/, undefined],
  ['while the mover restores', /5 of 6[^]*restic restores/, undefined],
  [
    'while the volume is compared',
    /6 of 6[^]* pod /,
    // Proven to be interrupted: it is created again in another pod, automatically or by `resume`.
    { stand: comparisonStands, proof: /6 of 6[^]* pod [^]* pod |restore resume/ },
  ],
])(
  'continues over a restart of the API server %s, or can be resumed',
  async (_when, moment, cut) => {
    const running = begun();
    await said(running.stderr, moment);
    await cut?.stand();
    await setFault('apiserver-restart', 'on');
    const { exitCode, stderr } = await running;
    if (cut !== undefined) expect(stderr).toMatch(cut.proof);
    if (exitCode !== 0) {
      // A connection that breaks in the middle of a comparison is reported, and nothing is lost.
      expect(stderr).toMatch(/restore resume web[^]*restore abort web/);
      const run = await ended('resume');
      expect(run.exitCode, run.stderr).toBe(0);
    }
    expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
    expect([await journalOf(namespace), await leftOfRestore(namespace)]).toEqual([undefined, []]);
    expect((await netsOf(namespace)).length).toBeGreaterThan(0);
    await freshVolsync();
  },
  180_000,
);

/** Stops the programs of the comparison, so that the interruption really hits the middle. */
async function comparisonStands(): Promise<void> {
  const label = 'app.kubernetes.io/managed-by=volsyncctl';
  const stop = async () => {
    const pods = await kubectl(['get', 'pods', '-n', namespace, '-l', label, '-o', 'name']);
    await kubectl(['exec', '-n', namespace, pods.trim(), '-c', 'restic', '--', 'bash', '-c', 'kill -STOP -1']);
    return true;
  };
  // Fails until there is one pod with a program besides its first one.
  await until('the comparison stands', () => stop().catch(() => false));
}

function begun(...flags: readonly string[]) {
  const way = ['restore', 'web', '-n', namespace, '--in-place', '--snapshot', saved.id];
  return start([...way, '--enable-file-deletion', '--yes', ...flags]);
}

function ended(way: 'resume' | 'abort', ...flags: readonly string[]): Promise<Run> {
  return volsyncctl(['restore', way, 'web', '-n', namespace, '--yes', ...flags]);
}
