/** A file, folder or other entry of a volume or of a snapshot. */
export interface FileEntry {
  /** Absolute, from the volume's root on; byte for byte, see path-bytes.ts. */
  readonly path: string;
  /** In restic's words: file, dir, symlink, dev, chardev, fifo, socket. */
  readonly type: string;
  /** The twelve permission bits of Unix. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes; undefined for what is no file. */
  readonly size: number | undefined;
  readonly time: Date;
  /** Where a symlink points, where that is known. */
  readonly target?: string | undefined;
}
