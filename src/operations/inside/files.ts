import type { FileEntry } from '../../files/file-entry.ts';

/** The files of a volume, or of a snapshot, as they are read in a helper pod. Paths are absolute, see path-bytes.ts. */
export interface InsideFiles {
  /** What is at a path; a Failure `not-found` where nothing is. */
  stat(path: string): Promise<FileEntry>;
  /** What is in a folder, with all beneath it where asked; a file alone. `onUnreadable` hears of what could not be read. */
  list(path: string, isRecursive: boolean, onUnreadable: (words: string) => void): AsyncIterable<FileEntry>;
  /** The content of a file; it ends with a Failure where what arrived is not what was sent. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** A tar archive of a file or folder, under its own name, that ends likewise. `onLeftOut` hears of sockets, which no archive can have. */
  archive(path: string, onLeftOut?: (path: string) => void): AsyncIterable<Uint8Array>;
  /** A shell for a person, or one command with its words, in a folder of the volume. */
  program(words: readonly string[] | undefined, folder: string): readonly string[];
}
