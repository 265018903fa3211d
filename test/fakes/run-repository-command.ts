import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { repositoryCommand, type ResticStep } from '../../src/restic/repository-script.ts';
import { readStepLog } from '../../src/restic/step-log.ts';

export const mark = 'volsyncctl-0123456789abcdef';
export const list = { name: 'snapshots', args: ['snapshots', '--json'] };

export interface RunOptions {
  readonly steps?: readonly ResticStep[];
  readonly env?: object;
  readonly limitMs?: number;
  readonly asksServer?: boolean;
  readonly measures?: boolean;
  /** Scripts that replace system programs. */
  readonly tools?: Readonly<Record<string, string>>;
}

/** Runs the container's command for real, with a bash script as restic, and another folder as /tmp. */
export async function runRepositoryCommand(
  folder: string,
  restic: string,
  { steps = [list], env = {}, tools = {}, ...limits }: RunOptions = {},
) {
  const own = await mkdtemp(join(folder, 'run-'));
  for (const [name, script] of Object.entries({ restic, ...tools })) {
    await writeFile(join(own, name), `#!/bin/bash\n${script}\n`);
    await chmod(join(own, name), 0o755);
  }
  const [file = '', ...args] = repositoryCommand(mark, steps, limits);
  const { stdout, stderr, exitCode } = await execa(file, args, {
    env: { PATH: `${own}:/usr/bin:/bin`, TMPDIR: own, ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore', // a bash whose stdin is a socket takes itself for a remote shell
  });
  return { text: stdout + stderr, log: readStepLog(stdout.split('\n'), mark), exitCode, own };
}
