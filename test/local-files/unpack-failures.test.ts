import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../src/local-files/unpack.ts';
import { endOfTar, entryBytes, pieces, tarBytes } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { below, conf, neverAborted, onePlace, unpackInto } from '../fakes/local-files/unpack-into.ts';

describe('unpack of what ends early', () => {
  const file = { name: 'conf/a', content: 'x'.repeat(3000) };
  const whole = Buffer.concat([
    entryBytes(conf),
    entryBytes(file),
    entryBytes({ name: 'conf/z', content: Buffer.alloc(2048) }),
  ]);

  it.each<[string, Buffer]>([
    ['in the first header', whole.subarray(0, 100)],
    ['in a file', whole.subarray(0, 512 + 512 + 1000)],
    ['at the end of a block in a file', whole.subarray(0, 512 + 512 + 1024)],
    ['between two entries', whole.subarray(0, 512 + 512 + 3072)],
    ['in a file of zeros', whole.subarray(0, whole.length - 512)],
    ['after a file of zeros, without the end of the archive', whole],
    ['in the end of the archive', Buffer.concat([whole, Buffer.alloc(512)])],
    ['before anything', Buffer.alloc(0)],
  ])('%s is a failure', async (_where, tar) => {
    const folder = temporaryFolder();
    await expect(unpackInto(folder, tar)).rejects.toMatchObject({
      kind: 'failed',
      message: `the archive ended early, after ${tar.length} bytes; the copy is incomplete`,
    });
    expect(below(folder).filter((name) => name.includes('.part'))).toEqual([]);
    for (const name of below(folder).filter((path) => path === 'conf/a')) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(file.content);
    }
  });

  it('is told from an archive that is whole', async () => {
    const folder = temporaryFolder();
    await unpackInto(folder, Buffer.concat([whole, endOfTar]));
    expect(below(folder)).toEqual(['conf', 'conf/a', 'conf/z']);
  });

  it('or is damaged is a failure', async () => {
    const damaged = Buffer.concat([whole, endOfTar]);
    damaged[512 + 10] = 0x41;
    await expect(unpackInto(temporaryFolder(), damaged)).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(
        /^the received tar archive is incomplete or damaged: Invalid tar header/,
      ) as string,
    });
    const pax = entryBytes({ name: 'x', type: 'x', content: '99 path=conf\n' });
    await expect(unpackInto(temporaryFolder(), Buffer.concat([pax, whole, endOfTar]))).rejects.toMatchObject({
      message: 'the received tar archive is incomplete or damaged: damaged PAX header',
    });
  });

  it('by a failure of the stream passes that on', async () => {
    const folder = temporaryFolder();
    const target = await onePlace(folder);
    const failure = new Error('connection reset');
    async function* failing() {
      yield* pieces(whole.subarray(0, 512 + 512 + 1000));
      throw failure;
    }
    await expect(unpack(failing(), target, { signal: neverAborted })).rejects.toBe(failure);
    expect(below(folder)).toEqual(['conf']);
  });
});

describe('unpack that is interrupted', () => {
  it('leaves nothing half, even if nothing comes any more', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    const target = await onePlace(folder);
    const tar = tarBytes([
      { ...conf, mode: 0o750 },
      { name: 'conf/a', content: 'a' },
      { name: 'conf/b', content: 'b'.repeat(3000) },
    ]);
    let partSeen = false;
    async function* stalling() {
      yield* pieces(tar.subarray(0, 512 + 1024 + 1024), 512);
      await expect.poll(() => below(folder).some((name) => name.endsWith('.part'))).toBe(true);
      partSeen = true;
      controller.abort();
      await new Promise(() => undefined);
    }
    await expect(unpack(stalling(), target, { signal: controller.signal })).rejects.toMatchObject({
      kind: 'interrupted',
    });
    expect(partSeen).toBe(true);
    expect(below(folder)).toEqual(['conf', 'conf/a']);
    expect(lstatSync(join(folder, 'conf')).mode & 0o777).toBe(0o750);
  });

  it('before it began writes nothing', async () => {
    const folder = temporaryFolder();
    const target = await onePlace(folder);
    const aborted = AbortSignal.abort();
    await expect(unpack(pieces(tarBytes([conf])), target, { signal: aborted })).rejects.toMatchObject({
      kind: 'interrupted',
    });
    expect(below(folder)).toEqual([]);
  });
});

describe('unpack to a disk that does not take it', () => {
  it('says what and why', async () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'gone');
    mkdirSync(folder);
    const target = await onePlace(folder);
    execFileSync('rmdir', [folder]);
    await expect(unpack(pieces(tarBytes([conf])), target, { signal: neverAborted })).rejects.toMatchObject({
      kind: 'failed',
      message: `${JSON.stringify(folder)} cannot be written: ENOENT: no such file or directory`,
    });
  });

  it('refuses only the file whose name it cannot have', async () => {
    const folder = temporaryFolder();
    const name = `conf/${'n'.repeat(256)}`;
    const result = await unpackInto(folder, tarBytes([conf, { name, content: 'x' }, { name: 'conf/a' }]));
    expect(result.refused.entries).toEqual([
      { path: name, why: 'this file system does not allow that name (ENAMETOOLONG)' },
    ]);
    expect(below(folder)).toEqual(['conf', 'conf/a']);
  });

  it('refuses a file where LOCAL ends in a slash', async () => {
    const outer = temporaryFolder();
    await expect(
      unpackInto(`${join(outer, 'new')}/`, tarBytes([{ name: 'conf', content: 'x' }])),
    ).rejects.toMatchObject({
      kind: 'usage',
    });
    await unpackInto(`${join(outer, 'new')}/`, tarBytes([conf]));
    expect(below(outer)).toEqual(['new']);
  });
});
