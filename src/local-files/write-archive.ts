import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { Failure } from '../errors.ts';
import { diskFailure, systemErrorCode } from './disk-failure.ts';
import type { LocalFiles } from './local-files.ts';

/** Writes small files as one .tar.gz that only the user may read. */
export const writeArchive: LocalFiles['writeArchive'] = async (path, files, time) => {
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
