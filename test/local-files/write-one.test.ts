import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CopyProgress, WriteOptions } from '../../src/local-files/local-files.ts';
import { writeOne } from '../../src/local-files/write-one.ts';
import { pieces } from '../fakes/local-files/tar-bytes.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { onePlace } from '../fakes/local-files/unpack-into.ts';

const options = { mode: 0o4640, time: new Date(1_600_000_000_500), signal: new AbortController().signal };
const content = Buffer.from('content '.repeat(50_000));

async function write(
  local: string,
  more: Partial<WriteOptions> = {},
  bytes: AsyncIterable<Uint8Array> = pieces(content),
) {
  const target = await onePlace(local, { archived: 'conf/app.yaml', name: 'app.yaml' });
  return await writeOne(bytes, target, { ...options, ...more });
}

describe('writeOne', () => {
  it('writes the content with mode and time, and tells its size', async () => {
    const folder = temporaryFolder();
    const progress: CopyProgress[] = [];
    const written = await write(folder, { size: content.length, onProgress: (event) => progress.push(event) });
    expect(written).toEqual({ bytes: content.length });
    expect(readFileSync(join(folder, 'app.yaml')).equals(content)).toBe(true);
    const { mode, mtimeMs } = lstatSync(join(folder, 'app.yaml'));
    expect([mode & 0o7777, mtimeMs]).toEqual([0o640, 1_600_000_000_500]);
    expect(progress.at(-1)).toEqual({ bytes: content.length, path: 'conf/app.yaml' });
  });

  it.each([content.length + 1, content.length - 1])('does not take it for %i bytes', async (size) => {
    const folder = temporaryFolder();
    await expect(write(folder, { size })).rejects.toMatchObject({
      kind: 'failed',
      message: `"conf/app.yaml" has ${size} bytes, but ${content.length} arrived; it was not written`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses to replace what differs, unless forced', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'app.yaml');
    const old = Buffer.from(content).fill('x', 200_000, 200_001);
    writeFileSync(path, old);
    await expect(write(folder)).rejects.toMatchObject({
      kind: 'refused',
      message: `${JSON.stringify(path)} is not written: a different file of that name is there already`,
    });
    expect(readFileSync(path).equals(old)).toBe(true);
    expect(readdirSync(folder)).toEqual(['app.yaml']);
    await write(folder, { force: true });
    expect(readFileSync(path).equals(content)).toBe(true);
    await write(folder);
  });

  it('asks for nothing where it can tell at once that it differs', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'app.yaml'), 'short');
    const unasked: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        throw new Error('asked');
      },
    };
    await expect(write(folder, { size: content.length }, unasked)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('refuses a folder in its place', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'app.yaml'));
    await expect(write(folder, { force: true })).rejects.toMatchObject({ kind: 'refused' });
    await expect(write(`${join(folder, 'new')}/`)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('leaves nothing when the stream fails', async () => {
    const folder = temporaryFolder();
    async function* failing() {
      yield* pieces(content);
      throw new Error('connection reset');
    }
    await expect(write(folder, {}, failing())).rejects.toThrow('connection reset');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing when it is interrupted, even if nothing comes any more', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    async function* stalling() {
      yield* pieces(content);
      expect(readdirSync(folder)).toHaveLength(1);
      controller.abort();
      await new Promise(() => undefined);
    }
    await expect(write(folder, { signal: controller.signal }, stalling())).rejects.toMatchObject({
      kind: 'interrupted',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what the disk says', async () => {
    const folder = join(temporaryFolder(), 'gone');
    mkdirSync(folder);
    const target = await onePlace(folder, { archived: 'a', name: 'a' });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await expect(writeOne(pieces(content), target, options)).rejects.toMatchObject({
      kind: 'failed',
      message: `${JSON.stringify(join(folder, 'a'))} cannot be written: ENOTDIR: not a directory`,
    });
  });
});
