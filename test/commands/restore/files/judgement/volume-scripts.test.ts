import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  podWord,
  recordWords,
  type RestoreStep,
} from '../../../../../src/commands/restore/files/judgement/restore-steps.ts';
import {
  addScript,
  applyScript,
  checkScript,
  lookScript,
  settleScript,
  tidyScript,
} from '../../../../../src/commands/restore/files/judgement/volume-scripts.ts';

let volume: string;
let scratch: string;
let outside: string;

beforeEach(() => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'restore-files-')));
  [volume, scratch, outside] = ['volume', 'scratch', 'outside'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [volume, outside]) mkdirSync(folder);
  write(outside, 'secret', 'outside');
});

afterEach(() => rmSync(path.dirname(volume), { recursive: true, force: true }));

function run(script: string, ...words: readonly string[]) {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'volsyncctl', volume, scratch, ...words], {
    encoding: 'utf8',
  });
  return { lines: stdout.split('\n').filter((line) => line !== ''), stderr, status };
}

function write(root: string, name: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

function put(at: string, more: Partial<RestoreStep['entry']> = {}): RestoreStep {
  const { uid, gid } = lstatSync(volume);
  const entry = { path: at, type: 'file', mode: 0o640, uid, gid, size: 1, time: new Date(1_000_000), ...more };
  return { kind: 'put', path: at, entry, keptName: `${path.basename(at)}.before` };
}

/** Passes the steps like the operation, and checks whether they can be carried out. */
function handOver(steps: readonly RestoreStep[], prefix = ''): readonly string[] {
  expect(run(lookScript, prefix, podWord('/')).status).toBe(0);
  expect(run(addScript, 'records', String.raw`\0`, ...steps.flatMap(recordWords))).toMatchObject({ status: 0 });
  return run(checkScript, '0', 'run').lines;
}

/** As `restic restore` would have written it. */
function stage(name: string, content: string): void {
  write(path.join(volume, '.volsyncctl-restore-run/files'), name, content);
}

const read = (name: string) => readFileSync(path.join(volume, name), 'utf8');

describe('looking', () => {
  it('says who looks, how the volume is mounted, and how much of a folder is there', () => {
    mkdirSync(path.join(volume, 'a/b'), { recursive: true });
    write(volume, 'file', 'x');
    symlinkSync(outside, path.join(volume, 'out'));
    const folders = ['/', '/a/b', '/a/b/c', '/file/x', '/out', '/a/new\nline'].map(podWord);
    const { lines } = run(lookScript, '', ...folders);
    expect(lines).toEqual([
      expect.stringMatching(/^user \d+ [\d,]+ [0-9a-f]{16}$/),
      'mount ',
      'folder ok 0',
      'folder ok 2',
      'folder missing 2',
      'folder file 0',
      'folder link 0',
      'folder missing 1',
    ]);
  });
});

describe('checking', () => {
  it('names what is in the way of which step, and what is free, and changes nothing', () => {
    symlinkSync(outside, path.join(volume, 'out'));
    write(volume, 'file', 'x');
    const lines = handOver([
      put('/out/secret'),
      put('/file/x'),
      put('/none/x'),
      put('/fine'),
      { ...put('/gone'), kind: 'set' },
    ]);
    expect(lines).toEqual([
      'problem 0 link',
      'problem 1 file',
      'problem 2 missing',
      'problem 4 gone',
      expect.stringMatching(/^space \d+ \d+ \d+$/),
    ]);
    expect(readdirSync(volume).sort()).toEqual(['file', 'out']);
  });
});

describe('applying', () => {
  const hostile = ['new\nline', 'ends with one\n', '-rf', `quo"te's`, '* ? [x]', '\\n', ' blanks ', '$(touch no)'];

  it.each(hostile)('replaces %j and keeps what was there', (name) => {
    write(volume, name, 'before');
    stage(name, 'after');
    handOver([put(`/${name}`)]);
    expect(run(applyScript)).toEqual({ lines: ['done 0 1'], stderr: '', status: 0 });
    expect([read(name), read(`${name}.before`)]).toEqual(['after', 'before']);
    expect(run(tidyScript, podWord(`/${name}.before`)).status).toBe(0);
    expect(readdirSync(volume)).toEqual([name]);
  });

  it('takes the next number where a kept name is taken', () => {
    for (const name of ['a', 'a.before', 'a.before-2']) write(volume, name, name);
    stage('a', 'after');
    handOver([put('/a')]);
    expect(run(applyScript).lines).toEqual(['done 0 3']);
    expect(['a', 'a.before', 'a.before-2', 'a.before-3'].map(read)).toEqual(['after', 'a.before', 'a.before-2', 'a']);
  });

  it('puts a folder where a file was, and a file where a folder was', () => {
    write(volume, 'one', 'file');
    write(volume, 'two/x', 'in a folder');
    stage('one/y', 'in the new folder');
    stage('two', 'file');
    handOver([put('/one', { type: 'dir' }), put('/two')]);
    expect(run(applyScript).lines).toEqual(['done 0 1', 'done 1 1']);
    expect([read('one/y'), read('one.before'), read('two'), read('two.before/x')]).toEqual([
      ...['in the new folder', 'file', 'file', 'in a folder'],
    ]);
  });

  it('replaces a link and does not follow it', () => {
    symlinkSync(path.join(outside, 'secret'), path.join(volume, 'a'));
    stage('a', 'after');
    handOver([put('/a')]);
    expect(run(applyScript).status).toBe(0);
    expect([read('a'), readFileSync(path.join(outside, 'secret'), 'utf8')]).toEqual(['after', 'outside']);
    expect(readlinkSync(path.join(volume, 'a.before'))).toBe(path.join(outside, 'secret'));
  });

  it('does not follow a folder that has become a link since it was checked, and ends there', () => {
    mkdirSync(path.join(volume, 'sub'));
    write(volume, 'first', 'before');
    stage('first', 'after');
    stage('sub/secret', 'after');
    expect(handOver([put('/first'), put('/sub/secret'), put('/zlast')])).toHaveLength(1);
    rmSync(path.join(volume, 'sub'), { recursive: true });
    symlinkSync(outside, path.join(volume, 'sub'));
    const { lines, status } = run(applyScript);
    expect([lines, status]).toEqual([['done 0 1'], 1]);
    expect(run(settleScript).lines).toEqual(['done 0 1', 'failed 1']);
    expect(readFileSync(path.join(outside, 'secret'), 'utf8')).toBe('outside');
  });

  it('gives back what was there where the new one cannot get its name', () => {
    write(volume, 'a/x', 'before');
    handOver([put('/a')]);
    expect(run(applyScript).status).toBe(1);
    expect([read('a/x'), existsSync(path.join(volume, 'a.before'))]).toEqual(['before', false]);
  });

  it('sets mode and time of what is there, of a link only the time', () => {
    write(volume, 'a', 'same');
    chmodSync(path.join(volume, 'a'), 0o777);
    symlinkSync('a', path.join(volume, 'link'));
    const steps = [put('/a'), put('/link', { type: 'symlink' })].map((step) => ({ ...step, kind: 'set' as const }));
    handOver(steps);
    expect(run(applyScript).lines).toEqual(['done 0 0', 'done 1 0']);
    const [file, link] = ['a', 'link'].map((name) => lstatSync(path.join(volume, name)));
    expect([(file?.mode ?? 0) & 0o7777, file?.mtimeMs, link?.mtimeMs]).toEqual([0o640, 1_000_000, 1_000_000]);
  });

  it('writes beneath another folder where one stands for the root of the snapshot', () => {
    mkdirSync(path.join(volume, 'there/conf'), { recursive: true });
    stage('conf/a', 'after');
    handOver([put('/conf/a')], '/there');
    expect(run(applyScript).lines).toEqual(['done 0 0']);
    expect(read('there/conf/a')).toBe('after');
  });
});

it('tidying removes what was staged, also folders that are closed', () => {
  stage('closed/a', 'x');
  handOver([put('/closed/a')]);
  chmodSync(path.join(volume, '.volsyncctl-restore-run/files/closed'), 0o500);
  expect(run(tidyScript).status).toBe(0);
  expect(readdirSync(volume)).toEqual([]);
});
