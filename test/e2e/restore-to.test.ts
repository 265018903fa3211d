import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { setFault, type FaultName } from '../lab/fault.ts';
import { apply, patch, until, type Manifest } from '../lab/kubectl.ts';
import { inApp } from './inside-lab.ts';
import { createNamespace, kubectl, removeNamespace, said, start } from './lab.ts';
import {
  backUp,
  freshClaim,
  hasClaim,
  leftOfRestore,
  restored,
  versionsOf,
  type RestoreDocument,
} from './restore-lab.ts';
import { volumeDigests } from './volume-digests.ts';

let namespace: string;
/** Of web: the state in each snapshot. */
let before: { readonly id: string; readonly digests: readonly string[] };
let after: typeof before;

beforeAll(async () => {
  namespace = await createNamespace('restore-to');
  const quiet = { namespace, schedule: '0 0 1 1 *', bootstrap: false };
  await Promise.all([
    createApp({ ...quiet, name: 'web', files: 50 }),
    createApp({ ...quiet, name: 'wrong' }),
    createApp({ name: 'bare', namespace, files: 0 }),
  ]);
  await setFault('wrong-password', 'on', { app: 'wrong', namespace });
  // Two within one hour: otherwise the older one is forgotten.
  await patch(['replicationsource', 'web', '-n', namespace], { spec: { restic: { retain: { last: '10' } } } });
  await apply([rcloneSource(namespace)]);
  await inApp(namespace, 'web', 'mkdir -p a/b; echo one > a/b/one; ln -s b a/link; chmod 600 a/b/one; : > empty');
  before = { id: await backUp(namespace, 'web'), digests: await volumeDigests(namespace, 'web') };
  await inApp(namespace, 'web', 'echo changed > file-1; rm file-2; echo new > "a/new name"');
  after = { id: await backUp(namespace, 'web'), digests: await volumeDigests(namespace, 'web') };
}, 300_000);

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('an impossible restore changes nothing', () => {
  it.each<[string, (claim: string) => readonly string[], number, RegExp]>([
    [
      'a time before the first snapshot',
      () => ['web', '--as-of', '2026-01-01'],
      9,
      /no snapshot of 2026-01-01T\S+ or before[^]*The nearest: [0-9a-f]{8} of/,
    ],
    [
      'a snapshot that is not there',
      () => ['web', '--snapshot', 'deadbeef'],
      9,
      /no snapshot deadbeef[^]*The nearest: /,
    ],
    ['one beyond the last', () => ['web', '--previous', '50'], 9, /no snapshot with 50 newer ones/],
    ['an empty repository', () => ['bare'], 9, /no snapshot in the repository of \S+\/bare/],
    ['a wrong password', () => ['wrong'], 8, /the password does not open the repository/],
    ['another mover', () => ['other'], 4, /the mover is rclone/],
    ['an app that is not there', () => ['nobody'], 3, /no ReplicationSource nobody/],
    ['a size that is too small', () => ['web', '--capacity', '1Ki'], 4, /1Ki is too small/],
    ['a class that is not there', () => ['web', '--storage-class', 'missing'], 3, /StorageClass "missing" not found/],
  ])('%s', async (_what, args, exitCode, message) => {
    const claim = freshClaim();
    const run = await restored(namespace, [...args(claim), '--to', `pvc/${claim}`]);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([exitCode, '']);
    expect(run.stderr).toMatch(message);
    expect(await hasClaim(namespace, claim)).toBe(false);
  });

  it('a PVC of that name', async () => {
    const run = await restored(namespace, ['web', '--to', 'pvc/web']);
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toMatch(/PVC \S+\/web already exists/);
  });

  it('without a target and without a terminal', async () => {
    const run = await restored(namespace, ['web']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/--to pvc\/NEW[^]*--in-place/);
  });

  it.each<[string, (claims: number) => Readonly<Record<string, string>>, RegExp]>([
    ['the new PVC', (claims) => ({ persistentvolumeclaims: String(claims) }), /exceeded quota/],
    [
      'the cache of the mover beside it',
      // Each has 1 GiB.
      (claims) => ({ 'requests.storage': `${claims * 1024 + 1536}Mi` }),
      /mover, 1Gi, are too much together/,
    ],
  ])('a quota that has no room for %s, reported before anything is created', async (_what, hardFor, message) => {
    const claims = await kubectl(['get', 'persistentvolumeclaims', '-n', namespace, '-o', 'name']);
    const hard = hardFor(claims.trim().split('\n').length);
    const name = freshClaim();
    await apply([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name, namespace }, spec: { hard } }]);
    try {
      const used = async () =>
        kubectl(['get', 'resourcequota', name, '-n', namespace, '-o', 'jsonpath={.status.used}']);
      await until('the quota is counted', async () => (await used()) !== '');
      const run = await restored(namespace, ['web', '--to', `pvc/${name}`]);
      expect(run.exitCode, run.stderr).toBe(4);
      expect(run.stderr).toMatch(message);
      expect(await hasClaim(namespace, name)).toBe(false);
    } finally {
      await kubectl(['delete', 'resourcequota', name, '-n', namespace]);
    }
  });

  it.each<[FaultName, RegExp]>([
    ['quota', /exceeded quota/],
    ['pod-security', /violates PodSecurity "restricted/],
  ])('the fault %s, reported before anything is created', async (fault, message) => {
    const claim = freshClaim();
    await setFault(fault, 'on', { namespace });
    try {
      const run = await restored(namespace, ['web', '--to', `pvc/${claim}`]);
      expect(run.exitCode, run.stderr).toBe(4);
      expect(run.stderr).toMatch(message);
      expect(await hasClaim(namespace, claim)).toBe(false);
    } finally {
      await setFault(fault, 'off', { namespace });
    }
  });

  it('a dry run', async () => {
    const claim = freshClaim();
    const run = await restored(namespace, ['web', '--to', `pvc/${claim}`, '--dry-run', '-o', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    const document = JSON.parse(run.stdout) as RestoreDocument;
    expect(document).toMatchObject({
      schema: 'volsyncctl/restore/v1',
      kind: 'to',
      state: 'planned',
      claim,
    });
    expect(document.snapshot.id.slice(0, 8)).toBe(after.id);
    expect(await hasClaim(namespace, claim)).toBe(false);
  });
});

describe('a restore into a new PVC', () => {
  it.each<[string, () => readonly string[], () => typeof before]>([
    ['the newest', () => [], () => after],
    ['an older one by its id', () => ['--snapshot', before.id], () => before],
    ['an older one by its place', () => ['--previous', '1'], () => before],
    ['into a class that waits for its first pod', () => ['--storage-class', 'openebs-hostpath'], () => after],
  ])('has exactly the files of the snapshot: %s', async (_what, args, expected) => {
    const claim = freshClaim();
    const untouched = await versionsOf(namespace, 'web');
    const run = await restored(namespace, ['web', ...args(), '--to', `pvc/${claim}`, '-o', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    const document = JSON.parse(run.stdout) as RestoreDocument;
    expect(document).toMatchObject({ state: 'restored', restored: { snapshotId: expected().id } });
    expect(await volumeDigests(namespace, claim)).toEqual(expected().digests);
    expect(await versionsOf(namespace, 'web')).toBe(untouched);
  });

  it('reports what was restored, and what is next', async () => {
    const claim = freshClaim();
    const run = await restored(
      namespace,
      ['web', '--as-of', '1m', '--to', `pvc/${claim}`, '--latest'].filter(
        (word) => word !== '--as-of' && word !== '1m',
      ),
    );
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(
      /Snapshot {2}[0-9a-f]{8} {2}\S+ \S+ UTC[^]*Will happen[^]*│ 1 │ make[^]*│ 2 │ restore[^]*│ 3 │ check/,
    );
    expect(run.stdout).toMatch(
      /^✔ \S+\/web {2}snapshot [0-9a-f]{8} of .* is in PVC \S+\n.* of it VolSync's\n {2}compared: \d+ entries with the snapshot's content\n {2}→ volsyncctl ls pvc/,
    );
    expect(run.stdout).toContain(after.id);
  });
});

describe('a restore that does not finish leaves nothing', () => {
  it.each([
    ['while it looks into the repository', /pod \S+\/volsyncctl-restore-/],
    ['when the PVC is made', /PVC \S+ made/],
    ['while its mover starts', /mover \S+ starts/],
    ['while it restores', /restic restores/],
  ])('on Ctrl-C %s', async (_what, stage) => {
    const claim = freshClaim();
    const running = start(['restore', 'web', '-n', namespace, '--to', `pvc/${claim}`]);
    await said(running.stderr, stage);
    running.kill('SIGINT');
    const { exitCode, stderr, stdout } = await running;
    expect(exitCode, stderr).toBe(130);
    expect(stdout).toBe('');
    expect(await leftOfRestore(namespace), stderr).toEqual([]);
    expect(await hasClaim(namespace, claim)).toBe(false);
  });

  it.each<[FaultName, RegExp]>([['volume-fails', /did not finish in 45s: /]])(
    'while the lab has the fault %s',
    async (fault, message) => {
      const claim = freshClaim();
      await setFault(fault, 'on', { namespace });
      try {
        const run = await restored(namespace, ['web', '--to', `pvc/${claim}`, '--timeout', '45s']);
        expect(run.exitCode, run.stderr).toBe(7);
        expect(run.stderr).toMatch(message);
        expect(await hasClaim(namespace, claim)).toBe(false);
      } finally {
        await setFault(fault, 'off', { namespace });
      }
    },
  );

  it('reports within seconds that the password is wrong since it was checked', async () => {
    const claim = freshClaim();
    const running = start(['restore', 'web', '-n', namespace, '--to', `pvc/${claim}`]);
    await said(running.stderr, /PVC \S+ made|Will happen/);
    await setFault('wrong-password', 'on', { app: 'web', namespace });
    try {
      const { exitCode, stderr } = await running;
      expect(exitCode, stderr).toBe(8);
      expect(stderr).toMatch(/fails: the password does not open the repository[^]*volsyncctl verify web/);
      expect(await leftOfRestore(namespace), stderr).toEqual([]);
      expect(await hasClaim(namespace, claim)).toBe(false);
    } finally {
      await setFault('wrong-password', 'off', { app: 'web', namespace });
    }
  });
});

/** Backed up by a mover that volsyncctl does not support. */
function rcloneSource(place: string): Manifest {
  return {
    apiVersion: 'volsync.backube/v1alpha1',
    kind: 'ReplicationSource',
    metadata: { name: 'other', namespace: place },
    spec: { sourcePVC: 'web', trigger: { manual: 'never' }, rclone: { copyMethod: 'Snapshot', rcloneConfig: 'none' } },
  };
}
