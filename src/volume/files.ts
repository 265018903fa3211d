import type { FileEntry } from '../files/file-entry.ts';

/** Callbacks for what a read reports besides its content, before it ends. */
export interface Heard {
  /** SHA-256 in hexadecimal, of the data both as sent and as received. */
  readonly onDigest?: (sha256: string) => void;
  /** Entries that the archive omits because they have no content, with restic's type: socket, fifo, dev, chardev. */
  readonly onLeftOut?: (path: string, type: string) => void;
}

/** The files of a volume or snapshot, read in a helper pod. Paths are absolute, see path-bytes.ts. */
export interface VolumeFiles {
  /** The entry at a path; a Failure `not-found` if there is none. */
  stat(path: string): Promise<FileEntry>;
  /**
   * The entries of a folder, recursively if requested; for a file, the file alone. `onUnreadable` is called for what
   * could not be read.
   */
  list(path: string, isRecursive: boolean, onUnreadable: (words: string) => void): AsyncIterable<FileEntry>;
  /**
   * The content of a file, which may be growing; ends with a Failure if the received data differs from what was sent.
   */
  read(path: string): AsyncIterable<Uint8Array>;
  /** The same for a copy: at full speed, and with a Failure also if the file changes while it is read. */
  fetch(path: string, heard?: Pick<Heard, 'onDigest'>): AsyncIterable<Uint8Array>;
  /** A tar archive of a file or folder under its own name; ends with a Failure in the same cases. */
  archive(path: string, heard?: Heard): AsyncIterable<Uint8Array>;
  /** An interactive shell, or one command with its arguments, in a folder of the volume. */
  program(words: readonly string[] | undefined, folder: string): readonly string[];
}
