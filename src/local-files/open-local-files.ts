import type { LocalFiles } from './local-files.ts';
import type { Creators } from './part-name.ts';
import { places } from './local-targets.ts';
import { readText, writeTexts, yamlFiles } from './text-files.ts';
import { unpack } from './unpack.ts';
import { writeArchive } from './write-archive.ts';
import { writeOne } from './write-one.ts';

/** The disk of this machine; without `makers` what interrupted runs have left on it stays. */
export function openLocalFiles(makers?: Creators): LocalFiles {
  return {
    places,
    unpack: (tar, place, options) => unpack(tar, place, options, makers),
    writeOne: (content, place, options) => writeOne(content, place, options, makers),
    readText,
    yamlFiles,
    writeTexts,
    writeArchive,
  };
}
