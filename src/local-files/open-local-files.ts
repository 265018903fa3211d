import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { Failure } from '../errors.ts';
import { diskFailure, systemErrorCode } from './disk-failure.ts';
import type { LocalFiles } from './local-files.ts';
import { places } from './local-targets.ts';
import type { Creators } from './part-name.ts';
import { unpack } from './unpack.ts';
import { writeOne } from './write-one.ts';

/** The disk of this machine; without `creators`, leftovers of interrupted runs stay. */
export function openLocalFiles(creators?: Creators): LocalFiles {
  return {
    places,
    unpack: (tar, target, options) => unpack(tar, target, options, creators),
    writeOne: (content, target, options) => writeOne(content, target, options, creators),
    readText,
    yamlFiles,
    writeTexts,
    writeArchive,
  };
}

/** The text of a file, or of stdin for `-`. */
async function readText(path: string): Promise<string> {
  try {
    return path === '-' ? await text(createReadStream('', { fd: 0, autoClose: false })) : await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** The YAML files in a folder and below, by name, without hidden ones; for a file the file itself. */
async function yamlFiles(path: string): Promise<readonly string[]> {
  if (path === '-') return [path];
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const found = await readdir(path, { recursive: true });
    return found
      .filter((name) => /\.ya?ml$/i.test(name) && !/(?:^|[\\/])\./.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** Writes small files into a folder, or none of them if one is in the way. */
const writeTexts: LocalFiles['writeTexts'] = async (folder, files, { isForced }) => {
  const placed = files.map(({ file, text: wanted }) => ({ path: join(folder, file), wanted }));
  const there = await Promise.all(placed.map(({ path }) => present(path)));
  const inTheWay = placed.filter(({ wanted }, index) => there[index] !== undefined && there[index] !== wanted);
  if (inTheWay.length > 0 && !isForced) {
    throw new Failure('refused', `${inTheWay.map(({ path }) => path).join(', ')} exists with other content`, {
      hint: 'use --force to overwrite, or another --output-dir',
    });
  }
  try {
    await mkdir(folder, { recursive: true });
    // A reader, such as Git, never sees an incomplete file.
    for (const { path, wanted } of placed) await writeFile(`${path}.part`, wanted);
    for (const { path } of placed) await rename(`${path}.part`, path);
  } catch (error) {
    throw diskFailure(error, folder);
  }
  return placed.map(({ path }) => path);
};

/** Writes small files as one .tar.gz that only the user may read. */
const writeArchive: LocalFiles['writeArchive'] = async (path, files, time) => {
  const tar = pack();
  for (const { file, text } of files) tar.entry({ name: file, mtime: time, mode: 0o600 }, text);
  tar.finalize();
  const bytes = await promisify(gzip)(await buffer(tar));
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw diskFailure(error, path);
    throw new Failure('refused', `${path} exists`, { hint: 'choose another file with --file', cause: error });
  }
  return { bytes: bytes.length };
};

/** Undefined if there is no such file. */
async function present(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw diskFailure(error, path);
  }
}

function unreadable(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined) return error;
  const why = code === 'ENOENT' ? 'no such file or folder' : code === 'EISDIR' ? 'it is a folder' : code;
  return new Failure('usage', `${path === '-' ? 'stdin' : path} cannot be read: ${why}`, { cause: error });
}
