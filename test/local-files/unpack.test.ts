import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../src/local-files/unpack.ts';
import { endOfTar, paxTarBytes, pieces, tarBytes } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { below, conf, neverAborted, onePlace, unpackInto } from '../fakes/local-files/unpack-into.ts';

describe('unpack', () => {
  it('writes files, folders and links with their modes and times, and counts them', async () => {
    const folder = temporaryFolder();
    const tar = tarBytes([
      { name: 'conf/', type: '5', mode: 0o550, seconds: 1_600_000_000 },
      { name: 'conf/a', content: 'hello', mode: 0o640 },
      { name: 'conf/empty', mode: 0o400 },
      { name: 'conf/b', type: '1', target: 'conf/a' },
      { name: 'conf/sub', type: '5', mode: 0o700, seconds: 1_500_000_000 },
      { name: 'conf/sub/up', type: '2', target: '../a' },
    ]);
    const result = await unpackInto(folder, tar);
    const none = { count: 0, entries: [] };
    expect(result).toEqual({ files: 2, folders: 2, links: 2, bytes: 5, skipped: none, refused: none });
    expect(readFileSync(join(folder, 'conf/sub/up'), 'utf8')).toBe('hello');
    const modeAndTime = (name: string) => {
      const { mode, mtimeMs } = lstatSync(join(folder, name));
      return [mode & 0o7777, mtimeMs / 1000];
    };
    expect(modeAndTime('conf')).toEqual([0o550, 1_600_000_000]);
    expect(modeAndTime('conf/a')).toEqual([0o640, 1_700_000_000]);
    expect(modeAndTime('conf/empty')).toEqual([0o400, 1_700_000_000]);
    expect(modeAndTime('conf/sub')).toEqual([0o700, 1_500_000_000]);
    expect(modeAndTime('conf/sub/up')[1]).toBe(1_700_000_000);
    expect(lstatSync(join(folder, 'conf/b')).ino).toBe(lstatSync(join(folder, 'conf/a')).ino);
  });

  it('keeps no bit that lets others act as the one who copied', async () => {
    const folder = temporaryFolder();
    await unpackInto(
      folder,
      tarBytes([
        { ...conf, mode: 0o3777 },
        { name: 'conf/su', mode: 0o6755 },
      ]),
    );
    expect(lstatSync(join(folder, 'conf')).mode & 0o7777).toBe(0o777);
    expect(lstatSync(join(folder, 'conf/su')).mode & 0o7777).toBe(0o755);
  });

  it('takes an archive in pieces of any size', async () => {
    const content = 'x'.repeat(1500);
    for (const pieceBytes of [1, 7, 512, 513]) {
      const folder = temporaryFolder();
      await unpackInto(folder, tarBytes([conf, { name: 'conf/a', content }]), { pieceBytes });
      expect(readFileSync(join(folder, 'conf/a'), 'utf8')).toBe(content);
    }
  });

  it('takes what tar-stream packs', async () => {
    const folder = temporaryFolder();
    const tar = pack();
    tar.entry({ name: 'conf/ü€', mode: 0o600 }, 'a');
    tar.finalize();
    const target = await onePlace(folder);
    await unpack(tar as AsyncIterable<Uint8Array>, target, { signal: neverAborted });
    expect(readFileSync(join(folder, 'conf/ü€'), 'utf8')).toBe('a');
  });

  it('takes times with fractions and attributes of any bytes from PAX', async () => {
    const folder = temporaryFolder();
    const attribute = Buffer.from([0x00, 0xff, 0x0a, 0x3d]);
    const tar = paxTarBytes(
      [{ name: 'conf', content: 'a' }],
      [
        ['mtime', '1700000000.25'],
        ['SCHILY.xattr.user.x', attribute],
      ],
    );
    await unpackInto(folder, tar);
    expect(lstatSync(join(folder, 'conf')).mtimeMs).toBe(1_700_000_000_250);
  });

  it('leaves holes where there are only zeros', async () => {
    const folder = temporaryFolder();
    const content = Buffer.concat([
      Buffer.from('a'),
      Buffer.alloc(3 * 1024 * 1024),
      Buffer.from('z'),
      Buffer.alloc(200_000),
    ]);
    await unpackInto(folder, tarBytes([{ name: 'conf', content }]));
    expect(readFileSync(join(folder, 'conf')).equals(content)).toBe(true);
    expect(statSync(join(folder, 'conf')).blocks * 512).toBeLessThan(1024 * 1024);
  });

  it('takes what restic writes: whole paths, no entry for the folder itself', async () => {
    const folder = temporaryFolder();
    const target = await onePlace(folder, { archived: 'a/b/conf', name: 'conf' });
    const top = { mode: 0o710, time: new Date(1_600_000_000_000) };
    const tar = tarBytes([
      { name: 'a/b/conf/x/y', content: 'y' },
      { name: 'a/b/other', content: 'o' },
    ]);
    const result = await unpack(pieces(tar), target, { signal: neverAborted, top });
    expect(below(folder)).toEqual(['conf', 'conf/x', 'conf/x/y']);
    expect(result.refused.entries).toEqual([{ path: 'a/b/other', why: 'it is not part of what was requested' }]);
    const { mode, mtimeMs } = lstatSync(join(folder, 'conf'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o710, 1_600_000_000_000]);
  });

  it('puts the root of a volume into a folder of its own', async () => {
    const folder = temporaryFolder();
    const tar = tarBytes([
      { name: './', type: '5', mode: 0o755 },
      { name: './a', content: 'a' },
    ]);
    await unpackInto(folder, tar, { archived: '' });
    expect(below(folder)).toEqual(['conf', 'conf/a']);
  });

  it.each<[string, Buffer]>([
    ['nothing', endOfTar],
    ['other things', tarBytes([])],
  ])('does not call it done where %s came', async (_what, tar) => {
    await expect(unpackInto(temporaryFolder(), tar)).rejects.toMatchObject({
      kind: 'failed',
      message: 'the received archive does not contain "conf"',
    });
  });
});
