import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paxTarBytes, tarBytes, type RawEntry } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { below, conf, unpackInto } from '../fakes/local-files/unpack-into.ts';

describe('unpack of a hostile archive', () => {
  it.each<[string, readonly RawEntry[], string]>([
    ['..', [{ name: 'conf/../../evil', content: 'x' }], 'its name leads out of the folder with ".."'],
    ['.. alone', [{ name: '..', type: '5' }], 'its name leads out of the folder with ".."'],
    ['an absolute path', [{ name: '/evil', content: 'x' }], 'its name is an absolute path'],
    ['another tree', [{ name: 'evil', content: 'x' }], 'it is not part of what was requested'],
    [
      'a link to ..',
      [{ name: 'conf/l', type: '2', target: '../../x' }],
      'it is a link that leads outside what was copied',
    ],
    [
      'a link to /',
      [{ name: 'conf/l', type: '2', target: '/etc' }],
      'it is a link to an absolute path, outside what was copied',
    ],
    [
      'a link with .. on its way',
      [{ name: 'conf/l', type: '2', target: 'up/..' }],
      'it is a link with ".." after other parts of its path',
    ],
    ['a link to nothing', [{ name: 'conf/l', type: '2' }], 'it is a link to nothing'],
    [
      'a hard link to ..',
      [{ name: 'conf/l', type: '1', target: '../outside' }],
      'its name leads out of the folder with ".."',
    ],
    ['a hard link to /', [{ name: 'conf/l', type: '1', target: '/etc/passwd' }], 'its name is an absolute path'],
    [
      'a hard link to a stranger',
      [{ name: 'conf/l', type: '1', target: 'conf/mine' }],
      'it is a hard link to a file that was not copied',
    ],
  ])('refuses %s and goes on', async (_what, entries, why) => {
    const outer = temporaryFolder();
    writeFileSync(join(outer, 'outside'), 'mine');
    const folder = join(outer, 'in');
    mkdirSync(join(folder, 'conf'), { recursive: true });
    writeFileSync(join(folder, 'conf/mine'), 'mine');
    const result = await unpackInto(folder, tarBytes([conf, ...entries, { name: 'conf/good', content: 'good' }]));
    expect(result.refused.entries.map((entry) => entry.why)).toEqual([why]);
    expect(result.files).toBe(1);
    expect(below(outer)).toEqual(['in', 'in/conf', 'in/conf/good', 'in/conf/mine', 'outside']);
    expect(lstatSync(join(folder, 'conf/mine')).nlink).toBe(1);
  });

  it('refuses a NUL in a name of PAX', async () => {
    const { refused } = await unpackInto(temporaryFolder(), paxTarBytes([{ name: 'conf\0/../x' }]));
    expect(refused.entries[0]?.why).toBe('a file name cannot contain NUL');
  });

  it.each([false, true])('never writes through a link of the archive, forced: %s', async (force) => {
    const outer = temporaryFolder();
    const folder = join(outer, 'in');
    mkdirSync(folder);
    const { refused } = await unpackInto(
      folder,
      tarBytes([
        conf,
        { name: 'conf/real', type: '5', mode: 0o755 },
        { name: 'conf/l', type: '2', target: 'real' },
        { name: 'conf/l/evil', content: 'x' },
        { name: 'conf/l/deep/', type: '5' },
        { name: 'conf/l', type: '5' },
        { name: 'conf/hard', type: '1', target: 'conf/l/evil' },
      ]),
      { force },
    );
    expect(refused.count).toBe(4);
    expect(below(outer)).toEqual(['in', 'in/conf', 'in/conf/l', 'in/conf/real']);
  });

  it.each([false, true])('never writes through a link that was on the disk before, forced: %s', async (force) => {
    const outer = temporaryFolder();
    const folder = join(outer, 'in');
    mkdirSync(join(folder, 'conf'), { recursive: true });
    mkdirSync(join(outer, 'outside'));
    writeFileSync(join(outer, 'target'), 'mine');
    symlinkSync('../../outside', join(folder, 'conf/l'));
    symlinkSync('../../target', join(folder, 'conf/file'));
    const tar = tarBytes([conf, { name: 'conf/l/evil', content: 'x' }, { name: 'conf/file', content: 'new!' }]);
    const { refused } = await unpackInto(folder, tar, { force });
    expect(refused.entries[0]).toEqual({
      path: 'conf/l/evil',
      why: 'a symbolic link is in place of a folder in its path',
    });
    expect(refused.count).toBe(force ? 1 : 2);
    expect(readdirSync(join(outer, 'outside'))).toEqual([]);
    expect(readFileSync(join(outer, 'target'), 'utf8')).toBe('mine');
    expect(lstatSync(join(folder, 'conf/file')).isSymbolicLink()).toBe(!force);
  });

  it('refuses links out of a copy that has the name of LOCAL', async () => {
    const outer = temporaryFolder();
    const tar = tarBytes([
      conf,
      { name: 'conf/in', type: '2', target: './a' },
      { name: 'conf/out', type: '2', target: '../beside' },
    ]);
    const { refused } = await unpackInto(join(outer, 'copy'), tar);
    expect(refused.entries.map(({ path }) => path)).toEqual(['conf/out']);
    expect(below(outer)).toEqual(['copy', 'copy/in']);
  });
});

describe('unpack of what no copy can have', () => {
  it('skips what is no content, by name', async () => {
    const folder = temporaryFolder();
    const types = { disk: '4', tty: '3', pipe: '6' };
    const entries = Object.entries(types).map(([name, type]) => ({ name: `conf/${name}`, type }));
    const { skipped } = await unpackInto(folder, tarBytes([conf, ...entries, { name: 'conf/a' }]));
    expect(skipped).toEqual({
      count: 3,
      entries: [
        { path: 'conf/disk', why: 'a block device, which has no content' },
        { path: 'conf/tty', why: 'a character device, which has no content' },
        { path: 'conf/pipe', why: 'a pipe, which has no content' },
      ],
    });
    expect(below(folder)).toEqual(['conf', 'conf/a']);
  });

  it('refuses what it cannot read rightly', async () => {
    const folder = temporaryFolder();
    const sparse = paxTarBytes([{ name: 'conf/sparse', content: '1\n0\n' }], [['GNU.sparse.major', '1']]);
    const { refused } = await unpackInto(folder, sparse);
    expect(refused.entries).toEqual([{ path: 'conf/sparse', why: 'an unsupported type of archive entry' }]);
    expect(below(folder)).toEqual([]);
  });

  it('remembers a thousand refusals and counts the rest', async () => {
    const { refused } = await unpackInto(
      temporaryFolder(),
      tarBytes(Array.from({ length: 1500 }, (_, index) => ({ name: `/abs${index}` }))),
    );
    expect(refused.count).toBe(1500);
    expect(refused.entries).toHaveLength(1000);
  });
});
