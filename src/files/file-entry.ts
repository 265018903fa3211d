/** A file, folder or other entry of a volume or snapshot. */
export interface FileEntry {
  /** Absolute, from the volume's root; byte for byte, see path-bytes.ts. */
  readonly path: string;
  /** restic's type: file, dir, symlink, dev, chardev, fifo, socket. */
  readonly type: string;
  /** The twelve Unix permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes; undefined for anything but a file. */
  readonly size: number | undefined;
  readonly time: Date;
  /** The target of a symlink, if it is known. */
  readonly target?: string | undefined;
}
