import type { FileEntry } from '../files/file-entry.ts';

/** Such as `-rw-r-----`, as `ls -l` prints it; an unknown type is a `?`. */
export function modeText({ type, mode }: Pick<FileEntry, 'type' | 'mode'>): string {
  const triple = (shift: number, special: number, letter: string) => {
    const bits = mode >> shift;
    const isSpecial = (mode & special) !== 0;
    const isExecutable = (bits & 1) !== 0;
    const execute = isSpecial ? (isExecutable ? letter : letter.toUpperCase()) : isExecutable ? 'x' : '-';
    return `${(bits & 4) === 0 ? '-' : 'r'}${(bits & 2) === 0 ? '-' : 'w'}${execute}`;
  };
  return `${letters[type] ?? '?'}${triple(6, 0o4000, 's')}${triple(3, 0o2000, 's')}${triple(0, 0o1000, 't')}`;
}

const letters: Readonly<Partial<Record<string, string>>> = {
  file: '-',
  dir: 'd',
  symlink: 'l',
  dev: 'b',
  chardev: 'c',
  fifo: 'p',
  socket: 's',
};
