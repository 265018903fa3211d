/**
 * `type`: for example a file that has become a folder. Other changes, including a link's target, are not reported here.
 */
export type ContentChange = 'added' | 'removed' | 'modified' | 'type';

/** One path that differs between two snapshots; folders end in a slash. */
export interface PathChange {
  /** Bytes that are not UTF-8 are replaced by U+FFFD. */
  readonly path: string;
  readonly change: ContentChange;
  /** Only the content differs: the data may have been read incorrectly (bit rot). */
  readonly mayBeBitRot: boolean;
}

/** What is only in one of the two snapshots. */
export interface DiffSide {
  readonly files: number;
  readonly folders: number;
  readonly others: number;
  /** Data and folder listings that the other snapshot does not use. */
  readonly bytes: number;
}

/** The output of `restic diff --json`. */
export interface SnapshotDiff {
  readonly changes: readonly PathChange[];
  readonly modifiedFiles: number;
  readonly added: DiffSide;
  readonly removed: DiffSide;
}

type Message = Readonly<Record<string, unknown>>;

/** Parses `restic diff --json`. Throws if it is malformed, or if the number of paths differs from restic's count. */
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
