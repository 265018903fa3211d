import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '../lab/fault.ts';
import { apply } from '../lab/kubectl.ts';
import { inApp } from './inside-lab.ts';
import { kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { pod } from './leftovers.ts';
import { makeDifferent, makeInPlaceWorld, type InPlaceWorld } from './in-place-world.ts';
import { journalOf, netsOf, objectsOf, type InPlaceDocument } from './in-place-objects.ts';
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

describe('an in-place restore', () => {
  it('restores exactly the snapshot, and everything else as before', async () => {
    const before = await objectsOf(namespace);
    const run = await restore(...way, saved.id, '--enable-file-deletion', '--yes', '-o', 'json');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await volumeDigests(namespace, 'web')).toEqual(saved.digests);
    expect(await objectsOf(namespace)).toEqual(before);
    expect(await journalOf(namespace)).toBeUndefined();
    expect(await leftOfRestore(namespace)).toEqual([]);
    const document = JSON.parse(run.stdout) as InPlaceDocument;
    expect(document).toMatchObject({
      schema: 'volsyncctl/restore/v1',
      kind: 'in-place',
      state: 'restored',
      check: { totals: { changed: { files: 0 }, onlyInVolume: { files: 0 }, onlyInSnapshot: { files: 0 } } },
      preview: { totals: { changed: { files: 1 }, onlyInVolume: { files: 1 }, onlyInSnapshot: { files: 1 } } },
    });
    expect(document.snapshot.id).toMatch(new RegExp(`^${saved.id}`));
    expect(await netsOf(namespace)).toEqual([document.safety.volumeSnapshot]);
  });

  it('leaves files that are not in the snapshot on request', async () => {
    const run = await restore(...way, saved.id, '--keep-extra-files', '--yes');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await inApp(namespace, 'web', 'cat extra two three')).toBe('new\ntwo\nthree\n');
    expect(run.stdout).toMatch(/matches snapshot [0-9a-f]{8} of /);
  });

  it('can be rolled back from a backup', async () => {
    const present = await volumeDigests(namespace, 'web');
    const running = start([
      'restore',
      ...way,
      saved.id,
      '-n',
      namespace,
      '--enable-file-deletion',
      '--yes',
      '--safety',
      'backup',
    ]);
    await said(running.stderr, /6 of 6/);
    running.kill('SIGINT');
    const interrupted = await running;
    expect(interrupted.exitCode, interrupted.stderr).toBe(130);
    const run = await restore('abort', 'web', '--yes');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await volumeDigests(namespace, 'web')).toEqual(present);
  });
});

describe('nothing is changed', () => {
  it.each<[string, () => readonly string[], number, RegExp]>([
    ['by a dry run', () => [...way, saved.id, '--dry-run'], 0, /^$/],
    [
      'off a terminal without --yes',
      () => [...way, saved.id, '--enable-file-deletion'],
      4,
      /--dry-run, then pass --yes/,
    ],
    [
      'where nobody says what becomes of other files',
      () => [...way, saved.id, '--yes'],
      2,
      /--keep-extra-files leaves them/,
    ],
    [
      'by both flags',
      () => [...way, saved.id, '--enable-file-deletion', '--keep-extra-files'],
      2,
      /cannot be combined/,
    ],
    ['for a snapshot that is not there', () => [...way, 'deadbeef', '--yes'], 9, /no snapshot deadbeef/],
    ['for an empty repository', () => ['bare', '--in-place', '--latest', '--yes'], 9, /there is no repository/],
  ])('%s', async (_what, args, exitCode, message) => {
    const before = [await objectsOf(namespace), await volumeDigests(namespace, 'web')];
    const run = await restore(...args());
    expect(run.exitCode, run.stderr).toBe(exitCode);
    if (exitCode !== 0) expect(run.stderr).toMatch(message);
    expect([await objectsOf(namespace), await volumeDigests(namespace, 'web')]).toEqual(before);
    expect([await journalOf(namespace), await netsOf(namespace), await leftOfRestore(namespace)]).toEqual([
      undefined,
      [],
      [],
    ]);
  });

  it('while a bare pod uses the volume', async () => {
    await apply([pod({ name: 'stray', namespace }, ['web'])]);
    try {
      const run = await restore(...way, 'latest', '--enable-file-deletion', '--yes');
      expect(run.exitCode, run.stderr).toBe(4);
      expect(run.stderr).toMatch(/[Pp]od stray/);
    } finally {
      await kubectl(['delete', 'pod', 'stray', '-n', namespace, '--force', '--grace-period=0']);
    }
    expect(await journalOf(namespace)).toBeUndefined();
  });

  it('if a quota would refuse what is to be created', async () => {
    const hard = { 'count/volumesnapshots.snapshot.storage.k8s.io': '0' };
    await apply([
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'no-nets', namespace }, spec: { hard } },
    ]);
    try {
      const run = await restore(...way, 'latest', '--enable-file-deletion', '--yes');
      expect(run.exitCode, run.stderr).toBe(4);
      expect(run.stderr).toMatch(/VolumeSnapshot for the safety net is refused; nothing was changed/);
    } finally {
      await kubectl(['delete', 'resourcequota', 'no-nets', '-n', namespace]);
    }
  });

  it('if the password is wrong', async () => {
    await setFault('wrong-password', 'on', { app: 'web', namespace });
    try {
      const run = await restore(...way, 'latest', '--enable-file-deletion', '--yes');
      expect(run.exitCode, run.stderr).toBe(8);
      expect(run.stderr).toMatch(/password/);
    } finally {
      await setFault('wrong-password', 'off', { app: 'web', namespace });
    }
  });

  it('after Ctrl-C before the plan is shown', async () => {
    const running = start(['restore', ...way, 'latest', '-n', namespace, '--yes']);
    await said(running.stderr, /pod \S+volsyncctl-restore-/);
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect(exitCode, stderr).toBe(130);
    expect([await journalOf(namespace), await leftOfRestore(namespace)]).toEqual([undefined, []]);
  });
});

function restore(...args: readonly string[]) {
  return volsyncctl(['restore', ...args, '-n', namespace]);
}
