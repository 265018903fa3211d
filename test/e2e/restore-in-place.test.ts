import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inApp } from './inside-lab.ts';
import {
  changeFiles,
  leftInPlace,
  quietApp,
  removeNets,
  restore,
  stateOf,
  touched,
  versions,
  type BackedUpState,
  type InPlaceDocument,
} from './in-place-lab.ts';
import { createNamespace, removeNamespace, said, start } from './lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;
/** What the volume is restored to. */
let old: BackedUpState;

beforeAll(async () => {
  namespace = await createNamespace('in-place');
  await quietApp({ name: 'web', namespace, files: 20 });
  await inApp(namespace, 'web', 'mkdir -p a/b; echo one > a/b/one; ln -s b a/link; chmod 600 a/b/one; : > empty');
  old = await stateOf(namespace, 'web');
}, 300_000);

afterEach(async () => {
  await restore(namespace, ['abort', 'web', '--yes', '--leave-data']);
  await removeNets(namespace);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('a restore in place', { timeout: 400_000 }, () => {
  it('brings back exactly the files of the snapshot, and gives everything else back', async () => {
    const before = await touched(namespace, 'web');
    await changeFiles(namespace, 'web');
    const run = await restore(namespace, args('--enable-file-deletion', '--yes', '-o', 'json'));
    expect(run.exitCode, run.stderr).toBe(0);
    const document = JSON.parse(run.stdout) as InPlaceDocument;
    expect(document).toMatchObject({
      schema: 'volsyncctl/restore-in-place/v1',
      outcome: 'ok',
      end: 'restored',
      deletesExtraFiles: true,
      changed: {
        changed: { files: 1 },
        onlyInSnapshot: { files: 1 },
        onlyInVolume: { files: 1, folders: 1 },
      },
      check: {
        changed: { files: 0 },
        onlyInSnapshot: { files: 0 },
        onlyInVolume: { files: 0 },
        unreadable: { files: 0 },
      },
    });
    expect(document.snapshot.id.slice(0, 8)).toBe(old.id);
    expect(await volumeDigests(namespace, 'web')).toEqual(old.digests);
    expect(await touched(namespace, 'web')).toEqual(before);
    expect(await leftInPlace(namespace)).toEqual([`VolumeSnapshot/${document.safety.volumeSnapshot ?? ''}`]);
  });

  it('leaves extra files where they are to stay, and says how the data of before is removed', async () => {
    await changeFiles(namespace, 'web');
    const run = await restore(namespace, args('--keep-extra-files', '--yes'));
    expect(run.exitCode, run.stderr).toBe(0);
    const digests = await volumeDigests(namespace, 'web');
    expect(digests.filter((line) => !line.includes('./more'))).toEqual(old.digests);
    expect(digests.filter((line) => line.includes('./more'))).not.toEqual([]);
    const [net = ''] = await leftInPlace(namespace);
    expect(run.stdout).toContain(`→ kubectl delete volumesnapshot ${net.split('/')[1] ?? ''} -n ${namespace}`);
    expect(run.stderr).toMatch(/1 file, 1 folder .*stay/);
    await inApp(namespace, 'web', 'rm -r more');
  });

  it('with a backup as safety net, from which abort brings the data back', async () => {
    const before = await touched(namespace, 'web');
    await changeFiles(namespace, 'web');
    const present = await volumeDigests(namespace, 'web');
    await interrupted(['--enable-file-deletion', '--safety', 'backup'], /restic restores|snapshot \w+ is restored/);
    expect(await leftInPlace(namespace)).toEqual(['ConfigMap/volsyncctl-restore-web']);
    const run = await restore(namespace, ['abort', 'web', '--yes', '-o', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ end: 'taken-back', safety: { kind: 'backup' }, leavesData: false });
    expect(await volumeDigests(namespace, 'web')).toEqual(present);
    expect(await touched(namespace, 'web')).toEqual(before);
    expect(await leftInPlace(namespace)).toEqual([]);
  });

  it('without a safety net: no way back but with --leave-data', async () => {
    const before = await touched(namespace, 'web');
    await changeFiles(namespace, 'web');
    await interrupted(['--enable-file-deletion', '--safety', 'none'], /restic restores|snapshot \w+ is restored/);
    const refused = await restore(namespace, ['abort', 'web', '--yes']);
    expect([refused.exitCode, refused.stdout]).toEqual([4, '']);
    expect(refused.stderr).toMatch(/was not kept[^]*restore resume web[^]*abort web -n \S+\s+--leave-data/);
    const run = await restore(namespace, ['abort', 'web', '--yes', '--leave-data']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/was left as it is/);
    expect(run.stdout).not.toMatch(/that of before/);
    expect(await touched(namespace, 'web')).toEqual(before);
    expect(await leftInPlace(namespace)).toEqual([]);
  });

  it('is left open by Ctrl-C, with both ways named, and abort brings the data of before back', async () => {
    const before = await touched(namespace, 'web');
    await changeFiles(namespace, 'web');
    const present = await volumeDigests(namespace, 'web');
    const stderr = await interrupted(['--enable-file-deletion'], /restic restores|snapshot \w+ is restored/);
    expect(stderr).toMatch(/stays open/);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/restore resume web -n \S+ or go back: volsyncctl restore abort web/);
    const status = await restore(namespace, ['status', 'web', '-o', 'json']);
    expect(status.exitCode).toBe(9);
    expect(JSON.parse(status.stdout)).toMatchObject({ restores: [{ app: 'web', isVolumeTouched: true }] });
    const run = await restore(namespace, ['abort', 'web', '--yes']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/is that of before, compared file by file/);
    expect(await volumeDigests(namespace, 'web')).toEqual(present);
    expect(await touched(namespace, 'web')).toEqual(before);
    expect(await leftInPlace(namespace)).toEqual([]);
  });

  it('keeps the data of before where abort leaves the data as it is', async () => {
    await changeFiles(namespace, 'web');
    await interrupted(['--enable-file-deletion'], /restic restores|snapshot \w+ is restored/);
    const run = await restore(namespace, ['abort', 'web', '--yes', '--leave-data']);
    expect(run.exitCode, run.stderr).toBe(0);
    const left = await leftInPlace(namespace);
    expect(left).toEqual([expect.stringMatching(/^VolumeSnapshot\/volsyncctl-web-before-/)]);
    expect(run.stdout).toContain(`kubectl delete volumesnapshot ${left[0]?.split('/')[1] ?? ''} -n ${namespace}`);
  });

  it('leaves nothing where Ctrl-C ends the plan', async () => {
    const before = await versions(namespace, 'web');
    const running = start(['restore', 'web', '-n', namespace, '--in-place', '--snapshot', old.id, '--yes']);
    await said(running.stderr, /pod \S+\/volsyncctl-restore-/);
    running.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running;
    expect([exitCode, stdout], stderr).toEqual([130, '']);
    expect(await versions(namespace, 'web')).toEqual(before);
    expect(await leftInPlace(namespace)).toEqual([]);
  });
});

function args(...more: readonly string[]): readonly string[] {
  return ['web', '--in-place', '--snapshot', old.id, ...more];
}

/** Stops a restore by Ctrl-C once it has said that; returns what it said. */
async function interrupted(more: readonly string[], moment: RegExp): Promise<string> {
  const running = start(['restore', '-n', namespace, ...args(...more, '--yes')], { timeoutMs: 280_000 });
  await said(running.stderr, moment);
  running.kill('SIGINT');
  const { exitCode, stdout, stderr } = await running;
  expect([exitCode, stdout], stderr).toEqual([130, '']);
  return stderr;
}
