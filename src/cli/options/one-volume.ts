import { Failure } from '../../errors.ts';
import { parseVolumePath, type VolumePath } from './volume-path.ts';

/** Parses several paths that have to be in one volume: one pod opens it. */
export function pathsOfOneVolume(
  words: readonly string[],
  namespace: string | undefined,
): { readonly first: VolumePath; readonly paths: readonly string[] } {
  const all = words.map((word) => parseVolumePath(word, namespace));
  const [first] = all;
  if (first === undefined) throw new Failure('usage', 'no path given');
  const volumeOf = (one: VolumePath) => JSON.stringify([one.kind, one.namespace, one.name]);
  if (all.some((one) => volumeOf(one) !== volumeOf(first))) {
    throw new Failure('usage', 'all paths have to be of one volume', { hint: 'run it once for each volume' });
  }
  return { first, paths: all.map(({ path }) => path) };
}
