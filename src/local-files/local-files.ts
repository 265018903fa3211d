/** The operator's own machine, as a copy out of a volume needs it: the port; open-local-files.ts is the adapter. */
export interface LocalFiles {
  /**
   * Where each source goes, as cp has it: into LOCAL under its own name where LOCAL is a folder, else as LOCAL itself.
   * Changes nothing. Fails with `usage` where that cannot be, and with `failed` where it cannot be told.
   */
  places(local: string, sources: readonly CopySource[]): Promise<readonly LocalTarget[]>;

  /**
   * Unpacks a tar stream. Nothing is written outside the place, nothing half is left under a real name, and an archive
   * that ends early is a Failure. What had to stay away is in the result: a copy is whole only where that is empty.
   */
  unpack(tar: AsyncIterable<Uint8Array>, place: LocalTarget, options: UnpackOptions): Promise<UnpackResult>;

  /** Writes one file from the bytes of its content. Fails with `refused` where another file is in its place. */
  writeOne(content: AsyncIterable<Uint8Array>, place: LocalTarget, options: WriteOptions): Promise<WrittenFile>;

  /** The text of a file, or of stdin for `-`. Fails with `usage` where it cannot be read. */
  readText(path: string): Promise<string>;

  /** The YAML files of a folder, those in its folders too, by name; of a file the file itself. Fails with `usage`. */
  yamlFiles(path: string): Promise<readonly string[]>;

  /**
   * Writes small files into a folder, which is made where it is not there, and returns their paths. Fails with `refused`,
   * and writes none, where one of them is there already with another text, unless `isForced`.
   */
  writeTexts(
    folder: string,
    files: readonly { readonly file: string; readonly text: string }[],
    options: { readonly isForced: boolean },
  ): Promise<readonly string[]>;

  /** Writes small files as one .tar.gz that only the user may read. Fails with `refused` where it is there already. */
  writeArchive(
    path: string,
    files: readonly { readonly file: string; readonly text: string }[],
    time: Date,
  ): Promise<WrittenFile>;
}

/** What is copied. Paths are strings as in files/path-bytes.ts. */
export interface CopySource {
  /** How names in the archive begin that belong to it, such as `conf` or `a/b/conf`; empty for the volume's root. */
  readonly archived: string;
  /** The name it has on this machine where it goes into a folder; the app's for the volume's root. */
  readonly name: string;
}

/** Where one source goes; made by `places` only. */
export interface LocalTarget {
  readonly source: CopySource;
  /** An existing folder, absolute. */
  readonly folder: string;
  /** What the source is called in it. */
  readonly name: string;
  /** `folder` and `name` as they were typed, to be shown. */
  readonly shown: string;
  /** LOCAL was an existing folder: links may lead to anything in it, and else only to what is in the copy itself. */
  readonly isInFolder: boolean;
  /** LOCAL ended in a slash, so no file may be put there. */
  readonly mustBeFolder: boolean;
}

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Replaces files that are there and differ; never a folder. */
  readonly force?: boolean | undefined;
  /** Called for each piece that arrives, which can be thousands of times in a second. */
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

export interface UnpackOptions extends CopyOptions {
  /** Of the source itself, where it is a folder that the archive has no entry for, as in those of restic. */
  readonly top?: { readonly mode: number; readonly time: Date } | undefined;
}

export interface WriteOptions extends CopyOptions {
  readonly mode: number;
  readonly time: Date;
  /** In bytes, where it is known; anything else that arrives is then a Failure. */
  readonly size?: number | undefined;
}

export interface CopyProgress {
  /** As received: of a tar stream with its headers. */
  readonly bytes: number;
  /** What is being written, as it is named in the archive; undefined before the first. */
  readonly path: string | undefined;
}

export interface WrittenFile {
  readonly bytes: number;
}

export interface UnpackResult {
  readonly files: number;
  readonly folders: number;
  /** Symbolic and hard links. */
  readonly links: number;
  /** Of the content of all files. */
  readonly bytes: number;
  /** What no copy can have: devices, pipes, sockets. */
  readonly skipped: LeftOut;
  /** What a copy should have and does not: unsafe names and links, files that are there already, names this disk cannot have. */
  readonly refused: LeftOut;
}

export interface LeftOut {
  readonly count: number;
  /** The first thousand of them, so that a hostile archive cannot fill the memory. */
  readonly entries: readonly { readonly path: string; readonly why: string }[];
}

/** A snapshot as the completion of its id shows it. */
export interface CachedSnapshot {
  readonly id: string;
  /** In RFC 3339. */
  readonly time: string;
}

/** The snapshots that commands of the last minutes have seen; for completions only, never for a judgement. */
export interface SnapshotCache {
  recall(key: readonly string[]): Promise<readonly CachedSnapshot[]>;
  remember(key: readonly string[], snapshots: readonly CachedSnapshot[]): Promise<void>;
}
