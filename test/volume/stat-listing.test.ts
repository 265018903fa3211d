import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../src/files/file-entry.ts';
import { bytesOfPath } from '../../src/files/path-bytes.ts';
import { readStatListing } from '../../src/volume/stat-listing.ts';

const mark = 'volsyncctl-0123456789abcdef';
const names = [
  'a b',
  'line\nend',
  "it's",
  '"quoted"',
  '\u001b[2Jclear',
  'ü€😀',
  'caf\udce9',
  '-n',
  ' ',
  'x\n',
  "k' -> 'z",
];

describe('the listing of a folder', () => {
  it('has every name byte for byte', async () => {
    const entries = await read([Buffer.concat(names.map((name) => record('81a4', name)))]);
    expect(entries.map(({ path }) => path)).toEqual(names.map((name) => `/${name}`));
    expect(entries[0]).toEqual({
      path: '/a b',
      type: 'file',
      mode: 0o644,
      uid: 4000,
      gid: 4001,
      size: 12,
      time: new Date('2026-11-23T15:00:00Z'),
    });
  });

  it.each([
    ['41ed', 'dir', 0o755],
    ['81a4', 'file', 0o644],
    ['8de8', 'file', 0o6750],
    ['43ff', 'dir', 0o1777],
    ['2190', 'chardev', 0o620],
    ['61b0', 'dev', 0o660],
    ['11a4', 'fifo', 0o644],
    ['c1ed', 'socket', 0o755],
    ['f1ed', 'irregular', 0o755],
  ])('tells the kind and the mode: %s', async (raw, type, mode) => {
    expect(await read([record(raw, 'x')])).toMatchObject([{ type, mode, size: type === 'file' ? 12 : undefined }]);
  });

  it('calls the root of the volume /', async () => {
    const head = `${mark} 41ed 4096 1795446000 0 0 `;
    expect(await read([Buffer.from(`${head}./${mark}./${mark}\n${head}./x${mark}./x${mark}\n`)])).toMatchObject([
      { path: '/' },
      { path: '/x' },
    ]);
  });

  it.each(['plain', "it's", "x' -> 'y", 'x -> y', '/etc/passwd', '\n', 'caf\udce9'])(
    'tells where links point: %j',
    async (target) => {
      for (const name of names) {
        const entry = { path: `/${name}`, type: 'symlink', size: undefined, target };
        expect(await read([record('a1ff', name, `' -> '${target}'`)])).toMatchObject([entry]);
        expect(await read([record('a1ff', name, ` -> ${target}`)])).toMatchObject([entry]);
      }
    },
  );

  it('does not guess where a link points', async () => {
    const [entry] = await read([record('a1ff', 'x', '')]);
    expect(entry).toMatchObject({ type: 'symlink' });
    expect(entry?.target).toBeUndefined();
  });

  it.each([
    ['cut in a name', `${mark} 81a4 0 1 0 0 ./a`],
    ['cut before the end of a record', `${mark} 81a4 0 1 0 0 ./a${mark}./a`],
    ['without numbers', `${mark} what ./a${mark}./a${mark}`],
    ['with words of another program before', `hello${mark} 81a4 0 1 0 0 ./a${mark}./a${mark}`],
    ['with words of another program after', `${mark} 81a4 0 1 0 0 ./a${mark}./a${mark}\nhello`],
  ])('is not taken for whole: %s', async (_what, text) => {
    await expect(read([Buffer.from(text)])).rejects.toThrow(/the listing/);
  });

  it('is read in pieces of any size', async () => {
    const bytes = Buffer.concat(names.map((name) => record('81a4', name)));
    const single = Array.from(bytes, (_byte, index) => bytes.subarray(index, index + 1));
    expect(await read(single)).toEqual(await read([bytes]));
  });

  it('may be empty, of an empty answer', async () => {
    expect(await read([])).toEqual([]);
  });
});

/** As `stat` prints it with the command's format. */
function record(mode: string, name: string, after = ''): Buffer {
  const path = Buffer.concat([Buffer.from('./'), bytesOfPath(name)]);
  const head = Buffer.from(`${mark} ${mode} 12 1795446000 4000 4001 `);
  const tail = Buffer.concat([bytesOfPath(after), Buffer.from(`${mark}\n`)]);
  const quote = Buffer.from(after.startsWith("'") ? "'" : '');
  return Buffer.concat([head, path, Buffer.from(mark), quote, path, tail]);
}

async function read(chunks: readonly Uint8Array[]): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const entry of readStatListing(inPieces(chunks), { mark })) entries.push(entry);
  return entries;
}

async function* inPieces(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
