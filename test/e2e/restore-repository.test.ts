import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { apply } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { createNamespace, kubectl, program, removeNamespace } from './lab.ts';
import { craftSnapshot } from './crafted-snapshots.ts';
import { snapshotsOf } from './repository.ts';
import { freshClaim, hasClaim, leftOfRestore, restored, type RestoreDocument } from './restore-lab.ts';
import { Terminal } from './terminal.ts';
import { volumeDigests } from './volume-digests.ts';

/** The namespace of the app, and another one that has only Secrets. */
let home: string;
let namespace: string;
let digests: readonly string[];

beforeAll(async () => {
  [home, namespace] = await Promise.all([createNamespace('restore-home'), createNamespace('restore-bare')]);
  await createApp({ name: 'web', namespace: home, files: 20, bootstrap: false });
  digests = await volumeDigests(home, 'web');
  const at = (folder: string) => `${folder}/${home}-web`;
  const password = `password-of-${home}-web`;
  await Promise.all([
    secret('repository', at('/repository'), password),
    secret('by-volume', at('/mnt/vault'), password),
    secret('typo', `${at('/repository')}x`, password),
    secret('wrong', at('/repository'), 'another'),
  ]);
}, 180_000);

afterAll(async () => {
  await Promise.all([removeNamespace(home), removeNamespace(namespace)]);
});

const asUser = ['--uid', '4000', '--gid', '4000'];

describe('an impossible restore changes nothing', () => {
  it.each<[string, readonly string[], number, RegExp]>([
    ['no Secret', ['--repository', 'missing', '--latest'], 3, /There is no Secret \S+\/missing/],
    ['a wrong password', ['--repository', 'wrong', '--latest'], 8, /the password does not open the repository/],
    ['a repository that is not there', ['--repository', 'typo', '--latest'], 9, /there is no repository at/],
    ['no snapshot said, off a terminal', ['--repository', 'repository'], 2, /no snapshot given[^]*--latest/],
    ['a time before all', ['--repository', 'repository', '--as-of', '2026-01-01'], 9, /no snapshot of 2026-01-01/],
    [
      'a mount that VolSync cannot make',
      ['--repository', 'repository', '--latest', '--repository-volume', 'nfs:nas.lab:/x@/repository'],
      2,
      /only below \/mnt\//,
    ],
  ])('%s', async (_what, args, exitCode, message) => {
    const claim = freshClaim();
    const run = await restored(namespace, [...args, ...asUser, '--to', `pvc/${claim}`]);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([exitCode, '']);
    expect(run.stderr).toMatch(message);
    expect(await hasClaim(namespace, claim)).toBe(false);
  });

  it('not even the folder of a missing repository', async () => {
    await expect(snapshotsOf(home, 'webx')).rejects.toThrow();
  });
});

describe('a repository of which only the Secret exists', () => {
  it.each<[string, readonly string[]]>([
    ['that admission mounts', ['--repository', 'repository']],
    [
      'on a volume that is named',
      ['--repository', 'by-volume', '--repository-volume', 'nfs:nas.lab:/mnt/vault/cluster/volsync@/mnt/vault'],
    ],
  ])('is restored from: %s', async (_what, args) => {
    const claim = freshClaim();
    const line = [...args, '--latest', ...asUser, '--to', `pvc/${claim}`, '-o', 'json'];
    const run = await restored(namespace, line);
    expect(run.exitCode, run.stderr).toBe(0);
    const document = JSON.parse(run.stdout) as RestoreDocument;
    const [snapshot] = await snapshotsOf(home, 'web');
    expect(document.snapshot.id).toBe(snapshot?.id);
    expect(await volumeDigests(namespace, claim)).toEqual(digests);
  });

  it('shows its snapshots on a terminal, and asks', async () => {
    const claim = freshClaim();
    const newest = (await snapshotsOf(home, 'web')).at(-1)?.short_id ?? '';
    await craftSnapshot(home, 'web', { host: 'volsync', path: '/data', time: '2026-11-20 10:00:00' });
    await using terminal = await inTerminal([
      '--repository',
      'repository',
      '-n',
      namespace,
      ...asUser,
      '--to',
      `pvc/${claim}`,
    ]);
    const question = await terminal.shows(/\? Snapshot[^]*2026-11-20 10:00:00/);
    expect(question).toContain(newest);
    await terminal.type(newest);
    // Enter counts only after the list has been searched.
    await terminal.shows(/^(?![^]*2026-11-20 10:00:00)[^]*\? Snapshot/);
    await terminal.press('Enter');
    expect(await terminal.shows(/ended with \d+/)).toContain('ended with 0');
    expect(await volumeDigests(namespace, claim)).toEqual(digests);
    expect(await leftOfRestore(namespace)).toEqual([]);
  });
});

it('for an app, a prompt asks for the target and the snapshot', async () => {
  await kubectl(['delete', 'pvc', 'web-restored', '-n', home, '--ignore-not-found', '--wait=true']);
  await using terminal = await inTerminal(['web', '-n', home]);
  await terminal.shows(/\? Restore[^]*new PVC web-restored[^]*volume of the app itself/);
  await terminal.press('Enter');
  // The newest comes first, and the only one is taken without a question.
  await terminal.shows(/[?·] Snapshot/);
  await terminal.press('Enter');
  expect(await terminal.shows(/ended with \d+/)).toContain('ended with 0');
  expect(await volumeDigests(home, 'web-restored')).toEqual(digests);
});

async function inTerminal(args: readonly string[]): Promise<Terminal> {
  const PATH = `${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const line = `node ${program} restore ${args.join(' ')}; echo "ended with $?"; sleep 60`;
  const env = { ...process.env, KUBECONFIG: paths.kubeconfig, CI: '', NO_COLOR: '1', PATH } as Record<string, string>;
  return Terminal.start(['sh', '-c', line], { env, columns: 120 });
}

async function secret(name: string, repository: string, password: string): Promise<void> {
  const stringData = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password };
  await apply([{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData }]);
  await kubectl(['get', 'secret', name, '-n', namespace, '-o', 'name']);
}
