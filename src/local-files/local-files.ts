/** The operator's machine as copies from a volume use it: the port; open-local-files.ts is the adapter. */
export interface LocalFiles {
  /**
   * The target of each source, as for cp: in LOCAL under its own name if LOCAL is a folder, else LOCAL itself. Changes
   * nothing. Throws `usage` if that is impossible, and `failed` if it cannot be determined.
   */
  places(local: string, sources: readonly CopySource[]): Promise<readonly LocalTarget[]>;

  /**
   * Unpacks a tar stream. Nothing is written outside the target, no incomplete file ever has its real name, and an
   * archive that ends early is a Failure. The result lists what was not written: a copy is complete only if that is
   * empty.
   */
  unpack(tar: AsyncIterable<Uint8Array>, target: LocalTarget, options: UnpackOptions): Promise<UnpackResult>;

  /** Writes one file from its content. Throws `refused` if a different file exists there. */
  writeOne(content: AsyncIterable<Uint8Array>, target: LocalTarget, options: WriteOptions): Promise<WrittenFile>;

  /** The text of a file, or of stdin for `-`. Throws `usage` if it cannot be read. */
  readText(path: string): Promise<string>;

  /** The YAML files of a folder, recursively, by name; for a file the file itself. Throws `usage`. */
  yamlFiles(path: string): Promise<readonly string[]>;

  /**
   * Writes small files into a folder, which is created if needed, and returns their paths. Throws `refused` and writes
   * none if one of them exists with a different text, unless `isForced`.
   */
  writeTexts(
    folder: string,
    files: readonly { readonly file: string; readonly text: string }[],
    options: { readonly isForced: boolean },
  ): Promise<readonly string[]>;

  /** Writes small files as one .tar.gz that only the user may read. Throws `refused` if it exists. */
  writeArchive(
    path: string,
    files: readonly { readonly file: string; readonly text: string }[],
    time: Date,
  ): Promise<WrittenFile>;
}

/** The source of a copy. Paths are strings as in files/path-bytes.ts. */
export interface CopySource {
  /** The prefix of its names in the archive, such as `conf` or `a/b/conf`; empty for the volume's root. */
  readonly archived: string;
  /** Its name on this machine when copied into a folder; the app's name for the volume's root. */
  readonly name: string;
}

/** The target of one source; created only by `places`. */
export interface LocalTarget {
  readonly source: CopySource;
  /** An existing folder, absolute. */
  readonly folder: string;
  /** The name of the copy in it. */
  readonly name: string;
  /** `folder` and `name` as typed, for display. */
  readonly shown: string;
  /**
   * Whether LOCAL was an existing folder: links may then lead to anything in it, and otherwise only into the copy
   * itself.
   */
  readonly isInFolder: boolean;
  /** Whether LOCAL ended in a slash, so that it cannot become a file. */
  readonly mustBeFolder: boolean;
}

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Replaces existing files that differ; never a folder. */
  readonly force?: boolean | undefined;
  /** Called for each block that arrives, possibly thousands of times per second. */
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

export interface UnpackOptions extends CopyOptions {
  /** Metadata of the source itself, if it is a folder without an entry in the archive, as in restic's archives. */
  readonly top?: { readonly mode: number; readonly time: Date } | undefined;
}

export interface WriteOptions extends CopyOptions {
  readonly mode: number;
  readonly time: Date;
  /** In bytes, if known; a different size is then a Failure. */
  readonly size?: number | undefined;
}

export interface CopyProgress {
  /** As received, so including the headers of a tar stream. */
  readonly bytes: number;
  /** The entry that is being written, with its name in the archive; undefined before the first. */
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
  /** Entries that no copy can contain: devices, pipes, sockets. */
  readonly skipped: LeftOut;
  /**
   * Entries that a copy should contain but does not: unsafe names and links, existing files, names that this file
   * system does not allow.
   */
  readonly refused: LeftOut;
}

export interface LeftOut {
  readonly count: number;
  /** The first thousand, so that a hostile archive cannot fill the memory. */
  readonly entries: readonly { readonly path: string; readonly why: string }[];
}

/** A snapshot as shell completion shows it. */
export interface CachedSnapshot {
  readonly id: string;
  /** In RFC 3339. */
  readonly time: string;
}

/** What commands have read within the last minutes; only for completion, never for a verdict. */
export interface CompletionCache {
  /** By server, namespace and app. */
  readonly snapshots: RecentLists<CachedSnapshot>;
  /** The names in a folder, with a trailing slash for folders; by server, namespace, volume and folder. */
  readonly paths: RecentLists<string>;
}

/** What a long run has done so far, one line for each part of it, so that another run can continue it. */
export interface RunProgress {
  /** The lines of the last run that has not been removed. */
  read(): AsyncIterable<string>;
  /** Whether the lines were written: a run does without, if nothing can be kept. */
  append(lines: readonly string[]): Promise<boolean>;
  remove(): Promise<void>;
}

export interface RecentLists<T> {
  recall(key: readonly string[]): Promise<readonly T[]>;
  remember(key: readonly string[], values: readonly T[]): Promise<void>;
}
