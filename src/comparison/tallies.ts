import type { FileEntry } from '../files/file-entry.ts';
import type { Tally } from '../files/tally.ts';
import type { UnchangedCounts } from '../restic/comparison-output.ts';
import type { Difference, DifferenceKind } from './difference.ts';

/** Counts differences, and keeps the first ones of each kind. */
export class Tallies {
  readonly #limit: number;
  readonly #counts = new Map<DifferenceKind | 'unchanged', { -readonly [Key in keyof Tally]: number }>();
  readonly #examples = new Map<DifferenceKind, Difference[]>();
  #movingDifferences = 0;
  #byFsGroup = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes are those that a restore would write or remove. */
  add(difference: Difference): void {
    const { kind, inSnapshot, inVolume, isMoving } = difference;
    this.#count(kind, inSnapshot ?? inVolume);
    if (isMoving && kind !== 'moving') this.#movingDifferences += 1;
    const examples = this.#examples.get(kind) ?? [];
    if (examples.length < this.#limit) examples.push(difference);
    this.#examples.set(kind, examples);
  }

  addUnchanged(entry: FileEntry, isByFsGroup: boolean): void {
    this.#count('unchanged', entry);
    if (isByFsGroup) this.#byFsGroup += 1;
  }

  addCounts(unchanged: UnchangedCounts): void {
    const counts = this.#of('unchanged');
    counts.files += unchanged.files;
    counts.folders += unchanged.folders;
    counts.others += unchanged.others;
    counts.bytes += unchanged.bytes;
    this.#byFsGroup += unchanged.byFsGroup;
  }

  of(kind: DifferenceKind | 'unchanged'): Tally {
    return { ...this.#of(kind) };
  }

  /** How many of the unchanged have a different group or mode because of the mover's fsGroup. */
  get byFsGroup(): number {
    return this.#byFsGroup;
  }

  /** How many of all kinds except `moving` were written during the comparison. */
  get movingDifferences(): number {
    return this.#movingDifferences;
  }

  /** Sorted by path. */
  get examples(): readonly Difference[] {
    return [...this.#examples.values()].flat().toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  #count(kind: DifferenceKind | 'unchanged', entry: FileEntry | undefined): void {
    const counts = this.#of(kind);
    if (entry?.type === 'dir') counts.folders += 1;
    else if (entry === undefined || entry.type === 'file') counts.files += 1;
    else counts.others += 1;
    counts.bytes += entry?.size ?? 0;
  }

  #of(kind: DifferenceKind | 'unchanged') {
    const counts = this.#counts.get(kind) ?? { files: 0, folders: 0, others: 0, bytes: 0 };
    this.#counts.set(kind, counts);
    return counts;
  }
}
