import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getJson, patch } from '../lab/kubectl.ts';
import { holdersOf, makeHolders } from './holders.ts';
import { kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { makeDifferent, makeInPlaceWorld, type InPlaceWorld } from './in-place-world.ts';
import { netsOf, objectsOf } from './in-place-objects.ts';
import { leftOfRestore } from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;
let saved: InPlaceWorld['saved'];

beforeAll(async () => {
  ({ namespace, saved } = await makeInPlaceWorld());
}, 300_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

beforeEach(() => makeDifferent(namespace));

const way = ['web', '--in-place', '--snapshot'] as const;

describe('an unfinished restore', () => {
  beforeEach(async () => {
    const running = start(['restore', ...way, saved.id, '-n', namespace, '--enable-file-deletion', '--yes']);
    await said(running.stderr, /5 of 6/);
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toMatch(/→ resume: .* restore resume web -n \S+\n {2}→ roll back: .* restore abort web -n/);
  });

  it('is reported by every command, and prevents another one', async () => {
    const [status, fleet, trigger, removal, second] = await Promise.all([
      restore('status', 'web', '-o', 'json'),
      volsyncctl(['status', '-n', namespace]),
      volsyncctl(['trigger', 'web', '-n', namespace]),
      volsyncctl(['bootstrap-check', 'web', '-n', namespace]),
      restore(...way, 'latest', '--enable-file-deletion', '--yes'),
    ]);
    expect(status.exitCode, status.stderr).toBe(9);
    expect(JSON.parse(status.stdout)).toMatchObject({
      restores: [{ app: 'web', direction: 'forward', isVolumeTouched: true, holder: { fate: 'gone' } }],
    });
    expect(fleet.stdout).toMatch(/web .*open restore/);
    expect([trigger.exitCode, removal.exitCode, second.exitCode]).toEqual([4, 9, 4]);
    expect(removal.stdout).toMatch(/an in-place restore is unfinished/);
    expect(second.stderr).toMatch(/still open/);
    expect((await restore('resume', 'web', '--yes')).exitCode).toBe(0);
    expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
    expect((await restore('status', 'web')).exitCode).toBe(0);
  });

  it('changes nothing in the cluster if its journal cannot be parsed', async () => {
    const name = 'volsyncctl-restore-web';
    const found = await getJson<{ data: { journal: string } }>(['configmap', name, '-n', namespace]);
    await patch(['configmap', name, '-n', namespace], { data: { journal: '{"schema":"other"}' } });
    const runs = [await restore('abort', 'web', '--yes'), await restore('status')];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([10, 10]);
    await patch(['configmap', name, '-n', namespace], { data: found?.data });
    expect((await restore('abort', 'web', '--yes')).exitCode).toBe(0);
    expect(await netsOf(namespace)).toEqual([]);
  });

  it('keeps the previous data if the restored data is left', async () => {
    const run = await restore('abort', 'web', '--yes', '--leave-data');
    expect(run.exitCode, run.stderr).toBe(0);
    const [net, ...others] = await netsOf(namespace);
    expect(others).toEqual([]);
    expect(run.stdout).toContain(`kubectl delete volumesnapshot ${net ?? 'none'} -n ${namespace}`);
  });

  it('is unknown if its journal was deleted, and undoes everything but the data', async () => {
    await kubectl(['delete', 'configmap', 'volsyncctl-restore-web', '-n', namespace]);
    const runs = [
      await restore('status'),
      await restore('resume', 'web', '--yes'),
      await restore('abort', 'web', '--yes'),
      await restore(...way, 'latest', '--enable-file-deletion', '--yes'),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([10, 10, 10, 10]);
    const run = await restore('abort', 'web', '--yes', '--leave-data');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/running again: Deployment web \(1 replica\)/);
    expect(run.stdout).toContain((await netsOf(namespace))[0]);
    const web = ['replicationsource', 'web', '-n', namespace];
    const source = await getJson<{ metadata: { annotations?: object }; spec: { trigger: object } }>(web);
    expect(source?.metadata.annotations ?? {}).not.toHaveProperty(['volsyncctl/open-restore']);
    expect((await restore('status', 'web')).exitCode).toBe(0);
  });

  it('is not rolled back if its safety copy was deleted, and can still be resumed', async () => {
    await kubectl(['delete', 'volumesnapshots', '--all', '-n', namespace]);
    const run = await restore('abort', 'web', '--yes');
    expect([run.exitCode, run.stderr], run.stderr).toEqual([8, expect.stringContaining('--leave-data')]);
    const resumed = await restore('resume', 'web', '--yes');
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stdout).toMatch(/the previous data is not kept/);
    expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
  });

  it('is neither resumed nor rolled back without a terminal and without --yes', async () => {
    const runs = [await restore('resume', 'web'), await restore('abort', 'web')];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([4, 4]);
  });
});

it('resume and abort of nothing are not found', async () => {
  const runs = [await restore('resume', 'web', '--yes'), await restore('abort', 'web', '--yes')];
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([3, 3]);
});

it('an abort without a safety copy requires --leave-data', async () => {
  const running = start([
    'restore',
    ...way,
    saved.id,
    '-n',
    namespace,
    '--enable-file-deletion',
    '--yes',
    '--safety',
    'none',
  ]);
  await said(running.stderr, /5 of 6/);
  running.kill('SIGKILL');
  await running;
  const refused = await restore('abort', 'web', '--yes');
  expect([refused.exitCode, refused.stderr], refused.stderr).toEqual([4, expect.stringContaining('--leave-data')]);
  const run = await restore('abort', 'web', '--yes', '--leave-data');
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stdout.replace(/\s+/g, ' ')).toMatch(/was left as it is, as you asked/);
});

it("ends if somebody restores the source's schedule, and can be resumed", async () => {
  const before = await objectsOf(namespace);
  const source = ['replicationsource', 'web', '-n', namespace];
  const found = await getJson<{ spec: { trigger: object } }>(source);
  const running = start(['restore', ...way, saved.id, '-n', namespace, '--enable-file-deletion', '--yes']);
  await said(running.stderr, /mover \S+ starts/);
  await patch(source, { spec: found?.spec });
  const { exitCode, stderr } = await running;
  expect(exitCode, stderr).toBe(4);
  expect(stderr.replace(/\s+/g, ' ')).toMatch(
    /ReplicationSource web did not stay parked while PVC \S+ is being restored: it syncs/,
  );
  const resumed = await restore('resume', 'web', '--yes');
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
  expect([await objectsOf(namespace), await leftOfRestore(namespace)]).toEqual([before, []]);
});

it('suspends what would start the app again, keeps a second run out, and restores all of it exactly', async () => {
  await using holders = await makeHolders(namespace, 'web');
  const before = await holdersOf(namespace);
  const running = start(['restore', ...way, saved.id, '-n', namespace, '--enable-file-deletion', '--yes']);
  await said(running.stderr, /3 of 6/);
  const second = await restore(...way, 'latest', '--enable-file-deletion', '--yes');
  const { exitCode, stderr } = await running;
  expect(exitCode, stderr + holders.said.join('\n')).toBe(0);
  for (const kind of ['Application', 'ResourceSet', 'ScaledObject']) expect(stderr).toContain(`suspended ${kind}`);
  expect([second.exitCode, second.stderr]).toEqual([
    4,
    expect.stringMatching(/PVC \S+\/web is in use by \S+ \(process \d+ on \S+\) since 2\d{3}-/),
  ]);
  expect(await holdersOf(namespace)).toEqual(before);
  expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
  expect(await getJson(['lease', 'volsyncctl-web', '-n', namespace])).toBeUndefined();
});

// The last one: its volume is gone.
it('is no success where the PVC is deleted while the mover writes', async () => {
  const running = start(['restore', ...way, saved.id, '-n', namespace, '--enable-file-deletion', '--yes']);
  await said(running.stderr, /mover \S+ starts/);
  await kubectl(['delete', 'pvc', 'web', '-n', namespace, '--wait=false']);
  const { exitCode, stderr } = await running;
  expect(exitCode, stderr).toBe(8);
  expect(stderr).toMatch(/PVC \S+\/web (?:is being|was) deleted.*: nothing is proven/);
});

function restore(...args: readonly string[]) {
  return volsyncctl(['restore', ...args, '-n', namespace]);
}
