import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryCommand } from '../../src/restic/repository-script.ts';
import { listingCommand } from '../../src/commands/verify/judgement/listing-script.ts';
import { compareFiles } from '../../src/comparison/compare-files.ts';
import { lockCommand } from '../../src/restic/lock-script.ts';
import { readRepositoryListing } from '../../src/restic/listing.ts';
import { resticText } from '../../src/volume/backup-files.ts';
import type { Workplace } from '../../src/volume/pod-programs.ts';
import { readStepLog } from '../../src/restic/step-log.ts';

const mark = 'volsyncctl-0123456789abcdef';
const steps = [{ name: 'snapshots', args: ['snapshots', '--json'] }];

let repository = '';
beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'closed-repository-'));
  await chmod(repository, 0o755);
  for (const part of ['keys', 'index', 'snapshots', 'locks', 'data/00']) {
    await mkdir(join(repository, part), { recursive: true });
  }
});
afterEach(() => rm(repository, { recursive: true }));

/** Runs a container's command as a user other than root: root may list everything. */
function run([file = '', ...args]: readonly string[]) {
  const isRoot = process.getuid?.() === 0;
  return execa(file, args, {
    env: { PATH: '/usr/bin:/bin', RESTIC_REPOSITORY: repository, TMPDIR: '/nonexistent' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cwd: '/',
    ...(isRoot && { uid: 65534, gid: 65534 }),
  });
}

async function looked() {
  const { stdout, exitCode } = await run(repositoryCommand(mark, steps));
  return { log: readStepLog(stdout.split('\n'), mark), exitCode };
}

const parts = ['keys', 'index', 'snapshots', 'data', 'data/00'] as const;

/** An open pod, whose programs run locally. */
const workplace: Workplace = {
  cluster: {
    exec: async function* ({ command }) {
      const { stderr, exitCode = 1 } = await run(command);
      yield { type: 'stderr', bytes: Buffer.from(stderr) };
      yield { type: 'ended', exitCode };
    },
  },
  pod: { namespace: 'home', name: 'helper' },
  container: 'restic',
  signal: new AbortController().signal,
};

describe('a repository with a part that the user cannot list', () => {
  it.each(parts)('is no empty one to what looks into a backup or compares with one: %s', async (part) => {
    await chmod(join(repository, part), 0o000);
    const files = { list: () => Promise.reject(new Error('not asked')) as never };
    const request = { snapshotId: 'ab', paths: [], isFast: false, isLive: false, fsGroup: undefined, limit: 1 };
    const [look, comparison] = await Promise.allSettled([
      resticText(['snapshots', '--json'], workplace, () => undefined),
      compareFiles({ ...request, onEvent: () => undefined }, { work: workplace, files, scratch: '/nonexistent' }),
    ]);
    await chmod(join(repository, part), 0o755);
    const words = `Fatal: open ${repository}/${part}: permission denied`;
    expect(look).toMatchObject({ reason: { exitCode: 1, errors: [words] } });
    expect(comparison).toMatchObject({
      reason: {
        kind: 'unknown',
        details: [words],
        hint: 'kubectl annotate namespace home volsync.backube/privileged-movers=true',
      },
    });
  });

  it.each(parts)('is named by a listing: %s', async (part) => {
    await writeFile(join(repository, 'config'), 'x');
    await chmod(join(repository, part), 0o000);
    const { stdout } = await run(listingCommand(mark, [repository]));
    await chmod(join(repository, part), 0o755);
    expect(readRepositoryListing(stdout.split('\n'), mark)).toMatchObject({
      isWhole: true,
      unreadable: [join(repository, part)],
      repositories: [{ path: repository }],
    });
  });

  it.each(['locks', ...parts])('has no list of locks: %s', async (part) => {
    await chmod(join(repository, part), 0o000);
    const { stdout } = await run(lockCommand(mark, 0));
    await chmod(join(repository, part), 0o755);
    const log = readStepLog(stdout.split('\n'), mark);
    expect(log).toMatchObject({ isWhole: true, steps: [{ name: 'locks', exitCode: 1 }] });
    expect(log.steps[0]?.errors).toEqual([`Fatal: open ${repository}/${part}: permission denied`]);
  });

  it.each(parts)('is not taken for an empty one: %s', async (part) => {
    await chmod(join(repository, part), 0o000);
    const { log, exitCode } = await looked();
    await chmod(join(repository, part), 0o755);
    expect(exitCode).toBe(1);
    expect(log).toMatchObject({ isWhole: true, steps: [{ name: 'snapshots', exitCode: 1 }] });
    expect(log.steps[0]?.errors).toEqual([
      expect.stringMatching(`^Fatal: open ${repository}/${part}: permission denied$`),
    ]);
  });

  it('is the only one that restic is not asked about', async () => {
    expect((await looked()).log.steps[0]?.errors.join()).not.toContain('permission denied');
  });
});
