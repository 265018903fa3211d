import { expect, it } from 'vitest';
import type { FileEntry } from '../../src/files/file-entry.ts';
import { allExactly } from '../../src/volume/list-non-utf8.ts';

/** By folder, with exact names. */
const folders: Readonly<Record<string, readonly FileEntry[]>> = {
  '/': [entry('/a', 'dir'), entry('/b\udcff', 'dir'), entry('/b\udcfe', 'file'), entry('/really \ufffd', 'file')],
  '/a': [entry('/a/x', 'file'), entry('/a/y\udc80', 'file'), entry('/a/🐳', 'file')],
  '/b\udcff': [entry('/b\udcff/z', 'file'), entry('/b\udcff/\udc81', 'dir')],
  '/b\udcff/\udc81': [entry('/b\udcff/\udc81/deep', 'file')],
};

it('names all beneath a folder byte for byte, each once', async () => {
  expect(await namesBeneath('/')).toEqual(
    Object.values(folders)
      .flat()
      .map(({ path }) => path)
      .toSorted(),
  );
});

it('reads a folder again only where a name in it is unclear', async () => {
  const read: string[] = [];
  expect(await namesBeneath('/a', read)).toEqual(['/a/x', '/a/y\udc80', '/a/🐳'].toSorted());
  expect(read).toEqual(['/a']);
});

it('finds what is beneath a folder whose own name is no UTF-8', async () => {
  expect(await namesBeneath('/b\udcff')).toEqual(['/b\udcff/z', '/b\udcff/\udc81', '/b\udcff/\udc81/deep'].toSorted());
});

async function namesBeneath(path: string, read: string[] = []): Promise<readonly string[]> {
  const folder = (of: string) => {
    read.push(of);
    return Promise.resolve(folders[of] ?? []);
  };
  const names: string[] = [];
  for await (const found of allExactly(path, () => asRestic(path), folder)) names.push(found.path);
  return names.toSorted();
}

/** As restic's JSON has them. */
function asRestic(path: string): readonly FileEntry[] {
  return Object.values(folders)
    .flat()
    .filter((one) => one.path.startsWith(path))
    .filter((one) => one.path !== path)
    .map((one) => ({ ...one, path: one.path.replace(/\p{Cs}/gu, '\ufffd') }));
}

function entry(path: string, type: string): FileEntry {
  return { path, type, mode: 0o644, uid: 1, gid: 1, size: undefined, time: new Date(0) };
}
