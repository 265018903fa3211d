import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockCommand, lockSteps, type LockRemoval } from '../../src/restic/lock-script.ts';
import { listedLocks, readLocks } from '../../src/restic/locks.ts';
import { readStepLog } from '../../src/restic/step-log.ts';

const [a, b] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];
const lock = `{
  "time": "2026-11-23T15:00:00Z",
  "exclusive": true,
  "hostname": "volsync-src-web-x7k2p",
  "username": "root",
  "pid": 28
}`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(os.tmpdir(), 'locks-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the container's command for real, with a bash function as restic; `locks` contains its locks. */
async function ran(restic: string, removal?: LockRemoval) {
  const own = await mkdtemp(join(folder, 'run-'));
  const words = 'args=("$@"); while [[ ${args[0]} == --* ]]; do args=("${args[@]:1}"); done; echo "${args[@]}" >>calls';
  await writeFile(join(own, 'restic'), `#!/bin/bash\ncd ${own}\n${words}\n${restic}\n`);
  await chmod(join(own, 'restic'), 0o755);
  await writeFile(join(own, 'locks'), `${a}\n${b}\n`);
  const [file = '', ...args] = lockCommand('mark', 10_000, removal);
  const { stdout, exitCode } = await execa(file, args, {
    env: { PATH: `${own}:/usr/bin:/bin`, TMPDIR: own, RESTIC_REPOSITORY: '/mnt/web' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  const calls = (await readFile(join(own, 'calls'), 'utf8')).trim().split('\n');
  return { log: readStepLog(stdout.split('\n'), 'mark'), exitCode, calls };
}

const asks = (unlock: string, cat = `cat <<'END'\n${lock}\nEND`) =>
  `case "\${args[*]}" in 'list locks') cat locks ;; cat*) ${cat}\n;; unlock) ${unlock} ;; *) exit 1 ;; esac`;

describe('lockCommand', () => {
  it('lists the locks and shows each, with nothing removed', async () => {
    const { log, calls, exitCode } = await ran(asks('exit 1'));
    expect(exitCode).toBe(0);
    expect(log.isWhole).toBe(true);
    expect(calls).toEqual(['list locks', `cat lock ${a}`, `cat lock ${b}`]);
    const one = { time: new Date('2026-11-23T15:00:00Z'), host: 'volsync-src-web-x7k2p', pid: 28, user: 'root' };
    expect(readLocks(log.steps)).toEqual({
      locks: [a, b].map((id) => ({ ...one, id, isExclusive: true })),
      unreadable: [],
    });
  });

  it('counts what cannot be read only while it is there', async () => {
    const cat = `[ "\${args[2]}" = ${a} ] && echo ${b} >locks; exit 1`;
    const { log } = await ran(asks('exit 1', cat));
    expect(readLocks(log.steps)).toEqual({ locks: [], unreadable: [b] });
  });

  it('has restic unlock, never all, and says what is left', async () => {
    const { log, calls } = await ran(asks(`echo ${b} >locks`), { ids: [a], pids: [28, 1, 4_000_000] });
    expect(calls).toEqual(['list locks', 'unlock', 'list locks']);
    expect(listedLocks(log.steps, lockSteps.after)).toEqual([b]);
  });

  it('does nothing where the locks that are meant are gone', async () => {
    const { log, calls } = await ran(asks('exit 1'), { ids: ['c'.repeat(64)], pids: [] });
    expect(calls).toEqual(['list locks', 'list locks']);
    expect(listedLocks(log.steps, lockSteps.after)).toEqual([a, b]);
  });

  it('says nothing of what is left where restic has failed', async () => {
    const { log, exitCode } = await ran(asks('echo no >&2; exit 1'), { ids: [a], pids: [] });
    expect(exitCode).toBe(1);
    expect(listedLocks(log.steps, lockSteps.after)).toBeUndefined();
    expect(log.steps.at(-1)).toMatchObject({ name: lockSteps.remove, exitCode: 1, errors: ['no'] });
  });
});
