import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRepositoryCommand, type RunOptions } from '../fakes/run-repository-command.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repository-folder-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ran = (restic: string, options: RunOptions) => runRepositoryCommand(folder, restic, options);

describe('a look that measures', () => {
  it('says how soon the repository answers, and how its folder is', async () => {
    const repository = await mkdtemp(join(folder, 'repository-'));
    for (const part of ['keys', 'locks']) await mkdir(join(repository, part));
    const tools = {
      // A separate volume, whose locks belong to another user, seen without any capability.
      stat: 'case $* in *"%d /") echo 1 ;; *%d*) echo 2 ;; */locks) echo 0 5 755 ;; *) echo 1000 0 2700 ;; esac',
      id: '[ "$1" = -u ] && echo 1000 || echo "7 8"',
      grep: 'echo CapEff: 0000000000000000',
      df: 'echo "1K-blocks Avail IFree"; echo "   2048     1024 77"',
    };
    const env = { RESTIC_REPOSITORY: repository };
    const { log } = await ran('exit 0', { measures: true, tools, env });
    expect(log).toMatchObject({
      isWhole: true,
      parts: { keys: 'no' },
      folder: {
        ...{ size: 2 ** 21, available: 2 ** 20, freeInodes: 77 },
        closed: { part: 'locks', owner: '0:5', mode: '755', user: '1000' },
      },
    });
    expect(log.answerMs).toBeLessThan(10_000);
    const privileged = { ...tools, grep: 'echo CapEff: 0000000000000002', df: 'echo 1 1 -' };
    expect((await ran('exit 0', { measures: true, tools: privileged, env })).log.folder).toEqual({
      ...{ size: 1024, available: 1024, freeInodes: undefined, closed: undefined },
    });
    const unmounted = { ...tools, stat: 'echo 1' };
    expect((await ran('exit 0', { measures: true, tools: unmounted, env })).log.folder).toBeUndefined();
    expect((await ran('exit 0', { tools, env })).log).toMatchObject({ folder: undefined, answerMs: undefined });
  });

  it('asks for the config alone where the list took long', async () => {
    // Its clock advances by 20 s with each read, and by one more second in the second run.
    const date = 'n=$(($(cat n 2>/dev/null || echo 0) + 1)); echo $n >n; echo $((n * 20000 + (n > 4 ? 1000 : 0)))';
    const tools = { date: `cd "$TMPDIR"; ${date}` };
    const { log } = await ran('exit 0', { measures: true, tools });
    expect(log).toMatchObject({ answerMs: 21_000, isWhole: true });
  });
});
