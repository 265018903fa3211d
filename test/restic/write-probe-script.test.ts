import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStepLog } from '../../src/restic/step-log.ts';
import { writeProbeCommand } from '../../src/restic/write-probe-script.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-probe-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Scripts that replace system programs. */
type Tools = Readonly<Record<string, string>>;
/** The folder appears to be a separate volume. */
const mounted: Tools = { stat: 'case $* in *"%d /") echo 1 ;; *%d*) echo 2 ;; esac' };

async function started(repository: string, tools: Tools) {
  const own = await mkdtemp(join(folder, 'run-'));
  for (const [name, script] of Object.entries(tools)) {
    await writeFile(join(own, name), `#!/bin/bash\n${script}\n`);
    await chmod(join(own, name), 0o755);
  }
  const [file = '', ...args] = writeProbeCommand('mark', 10_000, '.probe');
  return execa(file, args, {
    env: { PATH: `${own}:/usr/bin:/bin`, TMPDIR: own, RESTIC_REPOSITORY: repository },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

async function tried(repository: string, tools = mounted) {
  const { stdout } = await started(repository, tools);
  const log = readStepLog(stdout.split('\n'), 'mark');
  return { ...log.steps[0], isWhole: log.isWhole };
}

async function repositoryOf(...parts: readonly string[]): Promise<string> {
  const made = await mkdtemp(join(folder, 'repository-'));
  for (const part of parts) await mkdir(join(made, part));
  return made;
}

describe('writeProbeCommand', () => {
  it.each(['', '/web/not/there'])(
    'writes a file into the folder, or the next one that is there, and removes it: %j',
    async (below) => {
      const repository = await repositoryOf('locks', 'data');
      // Proves that it was written, not just not refused.
      const cat = `/bin/cat "$@" | tee -a ${join(folder, 'read')}`;
      expect(await tried(`${repository}${below}`, { ...mounted, cat })).toEqual({
        ...{ name: 'write-probe', exitCode: 0, output: [], errors: [], isWhole: true },
      });
      expect(await readdir(folder)).toContain('read');
      expect((await readdir(repository)).sort()).toEqual(['data', 'locks']);
    },
  );

  it('says what the file system says, and leaves nothing', async () => {
    const repository = await repositoryOf();
    const full = { ...mounted, sync: 'echo "sync: No space left on device" >&2; exit 1' };
    expect(await tried(repository, full)).toMatchObject({ exitCode: 1, errors: ['sync: No space left on device'] });
    expect(await readdir(repository)).toEqual([]);
  });

  it('never overwrites a file, and says what it cannot remove', async () => {
    const repository = await repositoryOf();
    expect(await tried(repository, { ...mounted, rm: 'exit 1' })).toMatchObject({ exitCode: 5 });
    expect(await tried(repository, mounted)).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['rest:http://nas:8000/web', 3],
    ['/', 4],
  ])('writes nothing for %s', async (repository, exitCode) => {
    expect(await tried(repository, { stat: 'echo 1' })).toMatchObject({ exitCode, isWhole: true });
  });

  it('removes the file when its pod is ended', async () => {
    const repository = await repositoryOf();
    const kill = { ...mounted, sync: 'kill -TERM "$(ps -o ppid= -p "$PPID")"; sleep 0.1' };
    const { exitCode } = await started(repository, kill);
    expect(exitCode).toBe(143);
    expect(await readdir(repository)).toEqual([]);
  });
});
