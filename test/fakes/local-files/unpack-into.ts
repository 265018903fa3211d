import { readdirSync } from 'node:fs';
import type { CopySource, LocalTarget, UnpackResult } from '../../../src/local-files/local-files.ts';
import { places } from '../../../src/local-files/local-targets.ts';
import { unpack } from '../../../src/local-files/unpack.ts';
import { pieces, type RawEntry } from './tar-bytes.ts';

/** The entry of the folder that the tests copy. */
export const conf: RawEntry = { name: 'conf/', type: '5', mode: 0o755 };

export const neverAborted = new AbortController().signal;

export async function onePlace(
  local: string,
  source: CopySource = { archived: 'conf', name: 'conf' },
): Promise<LocalTarget> {
  const [target] = await places(local, [source]);
  if (target === undefined) throw new Error('no place');
  return target;
}

/** Unpacks an archive whose names begin with `archived` as conf. */
export async function unpackInto(
  local: string,
  tar: Buffer,
  { force = false, archived = 'conf', pieceBytes = 64 * 1024 } = {},
): Promise<UnpackResult> {
  const target = await onePlace(local, { archived, name: 'conf' });
  return await unpack(pieces(tar, pieceBytes), target, { signal: neverAborted, force });
}

/** The paths of everything below, one character per byte. */
export function below(folder: string, above = ''): readonly string[] {
  return readdirSync(Buffer.from(folder + above, 'latin1'), { withFileTypes: true, encoding: 'buffer' })
    .flatMap((entry) => {
      const path = `${above}/${entry.name.toString('latin1')}`;
      return [path.slice(1), ...(entry.isDirectory() ? below(folder, path) : [])];
    })
    .sort();
}
