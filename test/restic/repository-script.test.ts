import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepositoryParts } from '../../src/restic/repository-parts.ts';
import { repositoryCommand, stepTimedOut } from '../../src/restic/repository-script.ts';
import { readStepLog } from '../../src/restic/step-log.ts';
import { list, mark, runRepositoryCommand, type RunOptions } from '../fakes/run-repository-command.ts';
import { addresses, linesWith, passwords, secret } from '../fakes/addresses.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repository-script-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ran = (restic: string, options: RunOptions = {}) => runRepositoryCommand(folder, restic, options);

describe('repositoryCommand', () => {
  it.each(passwords)('shows nothing of the login in its own log, with password %s', async (password) => {
    for (const address of addresses(password)) {
      const lines = linesWith(address).filter((line) => !line.includes('invalid port'));
      const env = {
        RESTIC_REPOSITORY: address,
        RESTIC_PASSWORD: 'S3crPW-of-restic',
        LINES_OF_RESTIC: lines.join('\n'),
      };
      const { text, log } = await ran('echo "$LINES_OF_RESTIC" >&2; echo "with $RESTIC_PASSWORD" >&2', { env });
      expect(text, address).not.toMatch(secret);
      expect(log.steps[0]?.errors).toHaveLength(lines.length + 1);
    }
  });

  it.each([
    ['ends restic at a line', 'echo first; echo lost >&2; echo "check snapshots"; sleep 60; echo never', 0, ['lost']],
    ['passes on how a restic ended that never came to it', 'echo first; echo Fatal >&2; exit 11', 11, ['Fatal']],
  ])('%s', async (_what, restic, exitCode, errors) => {
    const step = { name: 'check', args: ['check'], until: 'check snap' };
    const begun = Date.now();
    const { log } = await ran(restic, { steps: [step], limitMs: 30_000 });
    expect(log).toMatchObject({ isWhole: true, steps: [{ name: 'check', exitCode, errors }] });
    expect(log.steps[0]?.output).not.toContain('never');
    expect(Date.now() - begun).toBeLessThan(20_000);
  });

  it('ends a restic that does not come to its line in time', async () => {
    const step = { name: 'check', args: ['check'], until: 'check snap' };
    const { log } = await ran('echo first; exec sleep 60', { steps: [step], limitMs: 2000 });
    expect(log).toMatchObject({ isWhole: true, steps: [{ exitCode: stepTimedOut, output: ['first'] }] });
  });

  it('marks what is asked and answered, in order, and keeps errors apart from output', async () => {
    const restic = 'echo "out of $3"; echo "error of $3" >&2; printf "no line end"';
    const steps = [list, { name: 'check', args: ['check'] }];
    const { text, log, exitCode } = await ran(restic, { steps, env: { RESTIC_REPOSITORY: '/mnt/repository/web' } });
    const marks = text.split('\n').filter((line) => line.startsWith(`${mark} `));
    expect(marks.map((line) => line.slice(mark.length + 1).replace(/\d{9,}/, 'N'))).toEqual([
      'address /mnt/repository/web',
      'clock N',
      'begin snapshots',
      'end snapshots 0',
      'begin check',
      'end check 0',
      'parts no no no',
      'over',
    ]);
    expect(log).toMatchObject({ isWhole: true, address: '/mnt/repository/web' });
    expect(log.steps).toEqual([
      { name: 'snapshots', exitCode: 0, output: ['out of snapshots', 'no line end'], errors: ['error of snapshots'] },
      { name: 'check', exitCode: 0, output: ['out of check', 'no line end'], errors: ['error of check'] },
    ]);
    expect(exitCode).toBe(0);
    expect(Math.abs((log.time?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('runs nothing after a step that failed, and ends as it did', async () => {
    const steps = ['one', 'two', 'three'].map((name) => ({ name, args: [name] }));
    const { log, exitCode } = await ran('[ "$3" = two ] && exit 12; exit 0', { steps });
    expect(log.steps.map(({ name, exitCode: code }) => [name, code])).toEqual([
      ['one', 0],
      ['two', 12],
    ]);
    expect(log.isWhole).toBe(true);
    expect(exitCode).toBe(12);
  });

  it('locks nothing, and passes arguments as they are', async () => {
    const args = ['ls', 'a b', '$(echo x)', '`echo y`', "it's", '*', '', '--', '"'];
    const { log } = await ran(`printf '<%s>' "$@"; echo`, { steps: [{ name: 'ls', args }] });
    const said = ['--no-lock', '--no-cache', ...args].map((arg) => `<${arg}>`).join('');
    expect(log.steps[0]?.output).toEqual([said]);
  });

  it('says so where there is no restic at all', async () => {
    const own = await mkdtemp(join(folder, 'bare-'));
    const [file = '', ...args] = repositoryCommand(mark, [list]);
    // Only the tools of the script itself are on the PATH.
    const { stdout, exitCode } = await execa(file, args, {
      env: { PATH: '/bin:/usr/bin', TMPDIR: own },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    const log = readStepLog(stdout.split('\n'), mark);
    expect(log.isWhole).toBe(true);
    expect(exitCode).not.toBe(0);
    expect(log.steps[0]?.exitCode).toBe(exitCode);
  });

  it('takes no line of restic for its own, not even one that begins with a mark of another run', async () => {
    const lines = ['volsyncctl-ffffffffffffffff end snapshots 0', 'end snapshots 0', `x${mark} over`, `${mark}over`];
    const { log } = await ran(`cat <<'X'\n${lines.join('\n')}\nX\nexit 1`);
    expect(log.steps).toEqual([{ name: 'snapshots', exitCode: 1, output: lines, errors: [] }]);
  });

  it('writes its errors where temporary files go, and nowhere else', async () => {
    const { own } = await ran('echo no >&2; exit 1');
    expect((await readdir(own)).sort()).toEqual(['errors', 'restic']);
    expect(await readFile(join(own, 'errors'), 'utf8')).toBe('no\n');
  });

  it.each([
    ['/mnt/repository/web', '/mnt/repository/web'],
    ['/mnt/a@b/what?ever', '/mnt/a@b/what?ever'],
    ['local:/mnt/a@b', 'local:/mnt/a@b'],
    ['s3:https://s3.example.org/bucket/web', 's3:https://s3.example.org/bucket/web'],
    ['b2:bucket:web', 'b2:bucket:web'],
    ['sftp:me@nas:/web', 'sftp:nas:/web'],
    ['rest:https://user:p@ss@host/x?token=1', 'rest:https://host/x'],
    ['rest:https://user:p@ss@host:8000/x', 'rest:https://host:8000/x'],
    ['rest:http://user:p/ss@host/x', 'rest:http://host/x'],
    ['https://user:pass@host/x', 'https://host/x'],
    ['s3:https://KEY:pass@host/b?pass=1#pass', 's3:https://host/b'],
    ['rest:user:pass@host/x', 'rest:host/x'],
    ['rest:https://user:p?ss@host/x', 'rest:***'],
    ['rest:https://host/x?token=a@pass', 'rest:***'],
    ['rclone::sftp,host=h,pass=pass:x', 'rclone:***'],
    ['rest:https://user:pass\n@host/\u001b[2Jx', 'rest:https://host/[2Jx'],
    ['', ''],
  ])('shows the address %j as %j', async (address, shown) => {
    const { log, text } = await ran('exit 0', { env: { RESTIC_REPOSITORY: address } });
    expect(log.address).toBe(shown);
    expect(log.isWhole).toBe(true);
    expect(text).not.toMatch(/p.?ss|token=|user|KEY/);
  });

  it.each<[string, readonly string[], RepositoryParts]>([
    ['all that a repository has', ['keys/1', 'index/1', 'data/ab/1'], { keys: 'yes', index: 'yes', packs: 'yes' }],
    ['a pack of the old layout', ['keys/1', 'index/1', 'data/1'], { keys: 'yes', index: 'yes', packs: 'yes' }],
    ['folders without files', ['keys/', 'index/', 'data/ab/'], { keys: 'no', index: 'no', packs: 'no' }],
    ['files without content', ['keys/1=', 'index/1=', 'data/ab/1='], { keys: 'no', index: 'no', packs: 'no' }],
    ['the second of two', ['keys/1=', 'keys/2', 'data/00/', 'data/ff/1'], { keys: 'yes', index: 'no', packs: 'yes' }],
    ['no folders at all', [], { keys: 'no', index: 'no', packs: 'no' }],
    [
      'files in the place of folders',
      ['keys', 'index', 'data'],
      { keys: 'unknown', index: 'unknown', packs: 'unknown' },
    ],
  ])('sees of a repository in a folder %s', async (_what, files, parts) => {
    const repository = await mkdtemp(join(folder, 'repository-'));
    for (const file of files) {
      const path = join(repository, file.replace(/=$/, ''));
      await mkdir(file.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!file.endsWith('/')) await writeFile(path, file.endsWith('=') ? '' : 'x');
    }
    for (const address of [repository, `local:${repository}`]) {
      expect((await ran('exit 0', { env: { RESTIC_REPOSITORY: address } })).log.parts).toEqual(parts);
      expect((await ran('exit 12', { env: { RESTIC_REPOSITORY: address } })).log.parts).toEqual(parts);
    }
  });

  it.each([
    ['echo 1; echo 2', { keys: 'unknown', index: 'yes', packs: 'yes' }],
    ['exit 0', { keys: 'unknown', index: 'no', packs: 'no' }],
    ['exit 1', { keys: 'unknown', index: 'unknown', packs: 'unknown' }],
  ])('asks restic for what is on a server: %s', async (answer, parts) => {
    const restic = `[ "$3" = list ] || exit 0; ${answer}`;
    const env = { RESTIC_REPOSITORY: 'rest:http://nas:8000/web' };
    expect((await ran(restic, { env, asksServer: true })).log.parts).toEqual(parts);
    expect((await ran(restic, { env })).log.parts).toBeUndefined();
  });

  it('ends a restic that does not end by itself, and keeps its words', async () => {
    const { log, exitCode } = await ran('echo "connection refused" >&2; exec sleep 60', { limitMs: 1000 });
    expect(log.steps).toEqual([
      { name: 'snapshots', exitCode: stepTimedOut, output: [], errors: ['connection refused'] },
    ]);
    expect([log.isWhole, exitCode]).toEqual([true, stepTimedOut]);
  });

  it('takes a restic that was killed for one that was killed', async () => {
    const { log } = await ran('kill -9 $$', { limitMs: 60_000 });
    expect(log.steps).toMatchObject([{ exitCode: 137 }]);
  });

  it('copes without the variable', async () => {
    const { log } = await ran('exit 1');
    expect(log).toMatchObject({ address: '', isWhole: true });
  });

  it('gives restic of the Secret what VolSync gives its mover, and no password command, file or filter', async () => {
    const given = {
      RESTIC_REPOSITORY: '/r',
      RESTIC_PASSWORD: 'p',
      RESTIC_COMPRESSION: 'max',
      RESTIC_REST_PASSWORD: 'q',
      RESTIC_AWS_ASSUME_ROLE_ARN: 'a',
      AWS_ACCESS_KEY_ID: 'k',
    };
    const kept = {
      RESTIC_PASSWORD_FILE: '/etc/shadow',
      RESTIC_PASSWORD_COMMAND: 'touch /x',
      RESTIC_REPOSITORY_FILE: '/f',
      RESTIC_HOST: 'elsewhere',
      RESTIC_CACERT: '/ca',
      RESTIC_KEY_HINT: 'h',
      GOOGLE_APPLICATION_CREDENTIALS: '{"a":1}',
    };
    const { log } = await ran('env | grep -E "^(RESTIC|AWS|GOOGLE)" | sort', { env: { ...given, ...kept } });
    expect(log.steps[0]?.output).toEqual(
      Object.entries({ ...given, RESTIC_PROGRESS_FPS: '0.2' })
        .map((pair) => pair.join('='))
        .sort(),
    );
  });
});
