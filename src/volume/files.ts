import type { FileEntry } from '../files/file-entry.ts';

/** What a read reports besides its content, before it ends. */
export interface Heard {
  /** SHA-256 in hexadecimal, of what was sent and of what arrived. */
  readonly onDigest?: (sha256: string) => void;
  /** What the archive does not have because it has no content, in restic's words: socket, fifo, dev, chardev. */
  readonly onLeftOut?: (path: string, type: string) => void;
}

/** The files of a volume, or of a snapshot, as they are read in a helper pod. Paths are absolute, see path-bytes.ts. */
export interface VolumeFiles {
  /** What is at a path; a Failure `not-found` where nothing is. */
  stat(path: string): Promise<FileEntry>;
  /** What is in a folder, with all beneath it where asked; a file alone. `onUnreadable` hears of what could not be read. */
  list(path: string, isRecursive: boolean, onUnreadable: (words: string) => void): AsyncIterable<FileEntry>;
  /** The content of a file, also of one that grows; it ends with a Failure where what arrived is not what was sent. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** The same for a copy: at full speed, and with a Failure, too, where the file changes meanwhile. */
  fetch(path: string, heard?: Pick<Heard, 'onDigest'>): AsyncIterable<Uint8Array>;
  /** A tar archive of a file or folder, under its own name, that ends likewise. */
  archive(path: string, heard?: Heard): AsyncIterable<Uint8Array>;
  /** A shell for a person, or one command with its words, in a folder of the volume. */
  program(words: readonly string[] | undefined, folder: string): readonly string[];
}
