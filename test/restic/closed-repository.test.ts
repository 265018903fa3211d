import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryCommand } from '../../src/restic/repository-script.ts';
import { readStepLog } from '../../src/restic/step-log.ts';

const mark = 'volsyncctl-0123456789abcdef';
const steps = [{ name: 'snapshots', args: ['snapshots', '--json'] }];

let repository = '';
beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'closed-repository-'));
  await chmod(repository, 0o755);
  for (const part of ['keys', 'index', 'snapshots', 'data/00']) {
    await mkdir(join(repository, part), { recursive: true });
  }
});
afterEach(() => rm(repository, { recursive: true }));

/** Runs the container's command as a user that is not root: root may list everything. */
async function looked() {
  const [file = '', ...args] = repositoryCommand(mark, steps);
  const isRoot = process.getuid?.() === 0;
  const { stdout, exitCode } = await execa(file, args, {
    env: { PATH: '/usr/bin:/bin', RESTIC_REPOSITORY: repository, TMPDIR: '/nonexistent' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cwd: '/',
    ...(isRoot && { uid: 65534, gid: 65534 }),
  });
  return { log: readStepLog(stdout.split('\n'), mark), exitCode };
}

describe('a repository with a part that the user may not list', () => {
  it.each(['keys', 'index', 'snapshots', 'data', 'data/00'])('is not taken for an empty one: %s', async (part) => {
    await chmod(join(repository, part), 0o000);
    const { log, exitCode } = await looked();
    await chmod(join(repository, part), 0o755);
    expect(exitCode).toBe(1);
    expect(log).toMatchObject({ isWhole: true, steps: [{ name: 'snapshots', exitCode: 1 }] });
    expect(log.steps[0]?.errors).toEqual([
      expect.stringMatching(`^Fatal: open ${repository}/${part}/?: permission denied$`),
    ]);
  });

  it('is the only one that restic is not asked about', async () => {
    expect((await looked()).log.steps[0]?.errors.join()).not.toContain('permission denied');
  });
});
