/** `type`: such as a file that is a folder now. What else may change, a link's target too, is none of these. */
export type ContentChange = 'added' | 'removed' | 'modified' | 'type';

/** One path that is not the same in two snapshots; folders end in a slash. */
export interface PathChange {
  /** Bytes that are no UTF-8 have become U+FFFD. */
  readonly path: string;
  readonly change: ContentChange;
  /** The content is another, and everything else is the same: what was read may not be what was written. */
  readonly mayBeBitRot: boolean;
}

/** What of two snapshots is in one of them alone. */
export interface DiffSide {
  readonly files: number;
  readonly folders: number;
  readonly others: number;
  /** Data and folder listings that the other snapshot does not use. */
  readonly bytes: number;
}

/** What `restic diff --json` printed. */
export interface SnapshotDiff {
  readonly changes: readonly PathChange[];
  readonly modifiedFiles: number;
  readonly added: DiffSide;
  readonly removed: DiffSide;
}

type Message = Readonly<Record<string, unknown>>;

/**
 * Reads what `restic diff --json` prints. Throws where it is not understood, and where the paths are not as many as restic
 * has counted.
 */
export function readSnapshotDiff(lines: readonly string[]): SnapshotDiff {
  const messages = lines.map((line) => JSON.parse(line) as Message);
  const last = messages.pop();
  if (last?.['message_type'] !== 'statistics') throw new Error('restic diff gave no totals');
  const diff = {
    changes: messages.map(changeOf),
    modifiedFiles: Number(last['changed_files']),
    added: sideOf(last['added']),
    removed: sideOf(last['removed']),
  };
  if (!isComplete(diff)) throw new Error('restic diff counted other changes than it named');
  return diff;
}

function isComplete({ changes, modifiedFiles, added, removed }: SnapshotDiff): boolean {
  const count = (change: ContentChange) => changes.filter((one) => one.change === change).length;
  const total = ({ files, folders, others }: DiffSide) => files + folders + others;
  return count('added') === total(added) && count('removed') === total(removed) && count('modified') === modifiedFiles;
}

function changeOf({ message_type: type, path, modifier }: Message): PathChange {
  if (type !== 'change' || typeof path !== 'string' || typeof modifier !== 'string') {
    throw new Error('restic diff printed something that is no change');
  }
  return { path, change: contentChange(modifier), mayBeBitRot: modifier.includes('?') };
}

function contentChange(modifier: string): ContentChange {
  if (modifier === '+') return 'added';
  if (modifier === '-') return 'removed';
  if (modifier.startsWith('T')) return 'type';
  if (modifier.startsWith('M')) return 'modified';
  throw new Error(`restic diff knows a change that volsyncctl does not: ${modifier}`);
}

function sideOf(value: unknown): DiffSide {
  const side = (value ?? {}) as Message;
  const number = (key: string): number => {
    const count = side[key];
    if (typeof count !== 'number') throw new Error(`restic diff did not count ${key}`);
    return count;
  };
  return { files: number('files'), folders: number('dirs'), others: number('others'), bytes: number('bytes') };
}
