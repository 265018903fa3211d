import { linkSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tarBytes } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { below, conf, unpackInto } from '../fakes/local-files/unpack-into.ts';

describe('unpack over what is there', () => {
  const tar = tarBytes([
    conf,
    { name: 'conf/a', content: 'new' },
    { name: 'conf/b', content: 'new!' },
    { name: 'conf/h', type: '1', target: 'conf/a' },
    { name: 'conf/l', type: '2', target: 'a' },
  ]);

  it('does the same again', async () => {
    const folder = temporaryFolder();
    await unpackInto(folder, tar);
    const again = await unpackInto(folder, tar);
    expect(again).toMatchObject({ files: 2, links: 2, refused: { count: 0 } });
    expect(below(folder)).toEqual(['conf', 'conf/a', 'conf/b', 'conf/h', 'conf/l']);
    expect(lstatSync(join(folder, 'conf/h')).ino).toBe(lstatSync(join(folder, 'conf/a')).ino);
  });

  it('refuses to replace what differs, by content and not only by size', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'conf'));
    for (const [name, content] of Object.entries({ a: 'old', b: 'longer', h: 'old', l: 'old' })) {
      writeFileSync(join(folder, 'conf', name), content);
    }
    const { refused, files } = await unpackInto(folder, tar);
    const why = 'a different file of that name is there already';
    expect(refused.entries.slice(0, 2)).toEqual([
      { path: 'conf/a', why },
      { path: 'conf/b', why },
    ]);
    expect([refused.count, files]).toEqual([4, 0]);
    expect(['a', 'b', 'h', 'l'].map((name) => readFileSync(join(folder, 'conf', name), 'utf8'))).toEqual([
      'old',
      'longer',
      'old',
      'old',
    ]);
    expect(below(folder)).toHaveLength(5);
  });

  it('replaces it when forced, and nothing that has another name too', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'conf'));
    writeFileSync(join(folder, 'elsewhere'), 'old');
    linkSync(join(folder, 'elsewhere'), join(folder, 'conf/a'));
    writeFileSync(join(folder, 'conf/h'), 'old');
    writeFileSync(join(folder, 'conf/l'), 'old');
    expect(await unpackInto(folder, tar, { force: true })).toMatchObject({ files: 2, links: 2, refused: { count: 0 } });
    expect(['a', 'b', 'h', 'l'].map((name) => readFileSync(join(folder, 'conf', name), 'utf8'))).toEqual([
      'new',
      'new!',
      'new',
      'new',
    ]);
    expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('old');
  });

  it.each([false, true])('never replaces a folder by a file or a file by a folder, forced: %s', async (force) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'conf/a'), { recursive: true });
    mkdirSync(join(folder, 'conf/l'));
    writeFileSync(join(folder, 'conf/d'), 'mine');
    const { refused } = await unpackInto(
      folder,
      tarBytes([
        conf,
        { name: 'conf/a', content: 'new' },
        { name: 'conf/l', type: '2', target: 'a' },
        { name: 'conf/d', type: '5' },
        { name: 'conf/d/x', content: 'x' },
      ]),
      { force },
    );
    expect(refused.count).toBe(4);
    expect(readFileSync(join(folder, 'conf/d'), 'utf8')).toBe('mine');
    expect(below(folder)).toEqual(['conf', 'conf/a', 'conf/d', 'conf/l']);
  });

  it('leaves the mode and time of a folder that was there', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'conf'), { mode: 0o705 });
    await unpackInto(folder, tarBytes([{ ...conf, mode: 0o777 }]));
    expect(lstatSync(join(folder, 'conf')).mode & 0o777).toBe(0o705);
  });
});
