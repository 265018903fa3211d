import type { LocalFiles } from './local-files.ts';
import { places } from './places.ts';
import { unpack } from './unpack.ts';
import { writeOne } from './write-one.ts';

/** The disk of this machine. */
export function openLocalFiles(): LocalFiles {
  return { places, unpack, writeOne };
}
