import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rollbackScript } from '../../../../src/commands/restore/judgement/rollback-script.ts';
import { compareScript } from '../../../../src/commands/restore/judgement/compare-script.ts';
import { readDifferences } from '../../../../src/commands/restore/judgement/volume-differences.ts';

let root = '';
const copy = () => path.join(root, 'copy');
const live = () => path.join(root, 'live');

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'bring-back-'));
  mkdirSync(copy());
  await execa('bash', ['-ec', fill], { cwd: copy() });
  await execa('cp', ['-a', copy(), live()]);
});

afterEach(() => rmSync(root, { recursive: true }));

/** Names, links, times and holes that a careless copy loses. */
const fill = `mkdir -p a/b 'a!x' deep/er lost+found; echo hi >a/f; ln a/f a/b/g; ln -s '../x//s y' a/l
echo y >$'new\\nline\\xff'; truncate -s 1M sparse; echo x >>sparse; mkfifo a/p; echo z >setuid; chmod 4755 setuid
echo '//d' >'a!x/k'; for n in 1 2 3; do echo $n >deep/er/$n; done; echo found >lost+found/1
touch -d '1999-01-01 00:00:00.123456789' a/f; touch -h -d 1998-01-01 a/l; touch -d 2001-01-01 deep deep/er .`;

const spoils: [string, string][] = [
  ['a file that was changed', 'echo changed >a/f'],
  ['one that is gone, with its folder', 'rm -r deep'],
  ['one that is new', "echo new >$'ex\\ntra'"],
  ['a folder that is a link now', 'rm -r deep/er; ln -s /etc deep/er'],
  ['a file that is a folder now', 'rm a/p; mkdir a/p; echo t >a/p/t'],
  ['hard links that are two files now', 'rm a/b/g; cp -p a/f a/b/g'],
  ['modes and times', "chmod 755 setuid; touch -d 2020-01-01 'a!x' sparse; touch -h -d 2002-01-01 a/l"],
  ['a link that points elsewhere', 'ln -sfn other a/l'],
  ['what is in lost+found', 'rm lost+found/1; echo 2 >lost+found/2'],
  ['all at once', 'find . -mindepth 1 -delete'],
];

describe('the scripts of a safety net', () => {
  it('find two copies the same', async () => {
    expect(await differences()).toEqual([]);
  });

  it.each(spoils)('see, and bring back, %s', async (_, spoil) => {
    await execa('bash', ['-ec', spoil], { cwd: live() });
    expect(await differences()).not.toEqual([]);
    const { stdout, stderr } = await bringBack('differing');
    expect(`${stdout.split('\n').at(-1) ?? ''}${stderr}`).toBe('end');
    expect(await differences()).toEqual([]);
    expect((await bringBack('differing')).stdout).toBe('end');
  });

  it('see what has changed behind its size and time, which is brought back when all is', async () => {
    const spoil = 't=$(stat -c %y setuid); echo Z >setuid; touch -d "$t" setuid';
    await execa('bash', ['-ec', spoil], { cwd: live() });
    await bringBack('differing');
    expect(await differences()).toEqual(['content /setuid']);
    await bringBack('all');
    expect(await differences()).toEqual([]);
  });

  it('do not run what a name holds', async () => {
    const name = '$(touch no)`touch no`; touch no #';
    await execa('bash', ['-ec', 'echo 1 >"$1"; echo 1 >-rf', 'sh', name], { cwd: copy() });
    await bringBack('differing');
    expect(await differences()).toEqual([]);
    const { stdout } = await execa('ls', [live()]);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining([name, '-rf']));
    expect(stdout.split('\n')).not.toContain('no');
  });

  it.each([
    ['', 67, 'hi'],
    ['empty', 0, ''],
  ])('do not believe a copy without a file unless they are told %j', async (word, exitCode, left) => {
    await execa('bash', ['-ec', 'find . -mindepth 1 ! -path ./lost+found -delete'], { cwd: copy() });
    expect((await bringBack('differing', word)).exitCode).toBe(exitCode);
    expect((await execa('bash', ['-c', 'cat a/f 2>/dev/null || :'], { cwd: live() })).stdout).toBe(left);
  });

  it('change nothing where there is no copy', async () => {
    rmSync(copy(), { recursive: true });
    expect((await bringBack('differing', 'empty')).stderr).toContain('No such file or directory');
    expect((await execa('bash', ['-c', 'cat a/f'], { cwd: live() })).stdout).toBe('hi');
  });
});

function bringBack(which: 'differing' | 'all', word = '') {
  return execa('bash', ['-c', rollbackScript, 'volsyncctl', copy(), live(), which, word], { reject: false });
}

async function differences(): Promise<string[]> {
  const { stdout, stderr } = await execa('bash', ['-c', compareScript, 'volsyncctl', copy(), live()], {
    encoding: 'buffer',
  });
  expect(Buffer.from(stderr).toString()).toBe('');
  const found: string[] = [];
  for await (const one of readDifferences(Readable.from([stdout]))) {
    if (one.kind === 'end') expect(one.isWhole).toBe(true);
    else found.push(`${one.kind} ${one.path}`);
  }
  return found;
}
