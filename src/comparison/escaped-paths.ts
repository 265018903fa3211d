import { posix } from 'node:path';
import type { FileEntry } from '../files/file-entry.ts';
import type { SectionName } from '../restic/comparison-output.ts';
import {
  asResticWritesIt,
  readActionsBeside,
  readMomentsBeside,
  readNodesBeside,
  readVolumeBeside,
  type ComparedEntry,
  type ComparisonRecord,
  type ContentAction,
} from '../restic/comparison-record.ts';
import { allExactly } from '../volume/list-non-utf8.ts';

/** The separate lists of a comparison: paths whose names do not fit in a line. */
export class EscapedPaths {
  readonly #inVolume: Map<string, ComparedEntry>;
  readonly #inSnapshot: Map<string, ComparedEntry>;
  readonly #actions: ReadonlyMap<string, ContentAction | 'unclear'>;
  readonly #moments: ReadonlyMap<string, string> | undefined;

  /** `folder` lists a folder of the snapshot with exact names; `isLive`: the volume may have changed since. */
  static async read(
    sections: ReadonlyMap<SectionName, Buffer>,
    { isLive, folder, includes }: EscapedPathsOptions,
  ): Promise<EscapedPaths> {
    const section = (name: SectionName) => sections.get(name) ?? Buffer.alloc(0);
    const nodes = readNodesBeside(section('nodes-odd'));
    const inSnapshot = new Map(nodes.filter(({ isUnclear }) => !isUnclear).map(({ entry }) => [entry.path, entry]));
    const unclear = nodes.filter(({ isUnclear }) => isUnclear).map(({ entry }) => entry);
    if (unclear.length > 0) {
      for await (const entry of allExactly('/', () => unclear, folder)) {
        if (isExact(entry.path) && includes(entry.path)) inSnapshot.set(entry.path, asCompared(entry));
      }
    }
    return new EscapedPaths(
      new Map(readVolumeBeside(section('volume-odd'))),
      inSnapshot,
      readActionsBeside(section('actions-odd')),
      isLive ? readMomentsBeside(section('moments-odd')) : undefined,
    );
  }

  private constructor(
    inVolume: Map<string, ComparedEntry>,
    inSnapshot: Map<string, ComparedEntry>,
    actions: ReadonlyMap<string, ContentAction | 'unclear'>,
    moments: ReadonlyMap<string, string> | undefined,
  ) {
    this.#inVolume = inVolume;
    this.#inSnapshot = inSnapshot;
    this.#actions = actions;
    this.#moments = moments;
  }

  /** Folders of the volume that could not be entered. */
  get blindFolders(): readonly string[] {
    return [...this.#inVolume.values()]
      .filter(({ type, isBlind }) => type === 'dir' && isBlind)
      .map(({ path }) => path);
  }

  /** The record, completed with the entry of its path from the lists, which is removed from them. */
  completed(record: ComparisonRecord): ComparisonRecord {
    const { path } = record;
    const inSnapshot = record.inSnapshot ?? this.#inSnapshot.get(path);
    const inVolume = record.inVolume ?? this.#inVolume.get(path);
    if (inSnapshot === record.inSnapshot && inVolume === record.inVolume) return record;
    return this.#taken(path, { ...record, inSnapshot, inVolume });
  }

  /** The paths that have no line at all. */
  *rest(): Generator<ComparisonRecord, void> {
    for (const path of new Set([...this.#inVolume.keys(), ...this.#inSnapshot.keys()])) {
      const [inSnapshot, inVolume] = [this.#inSnapshot.get(path), this.#inVolume.get(path)];
      yield this.#taken(path, { path, action: undefined, inSnapshot, inVolume, isMoving: false });
    }
  }

  #taken(path: string, record: ComparisonRecord): ComparisonRecord {
    const action = this.#actions.get(asResticWritesIt(path));
    const ofVolume = this.#inVolume.get(path);
    this.#inSnapshot.delete(path);
    this.#inVolume.delete(path);
    const isMoving = ofVolume !== undefined && ofVolume.type !== 'dir' && this.#isMoving(ofVolume);
    return {
      ...record,
      action: record.action ?? (action === 'unclear' ? undefined : action),
      isMoving: record.isMoving || isMoving,
    };
  }

  #isMoving({ path, changedAt }: ComparedEntry): boolean {
    return this.#moments !== undefined && this.#moments.get(path) !== changedAt;
  }
}

export interface EscapedPathsOptions {
  readonly isLive: boolean;
  readonly folder: (path: string) => Promise<readonly FileEntry[]>;
  /** Whether to compare a path. */
  readonly includes: (path: string) => boolean;
}

function asCompared(entry: FileEntry): ComparedEntry {
  return { ...entry, nanoseconds: undefined, isBlind: false };
}

/**
 * Has bytes that are not UTF-8: the others have been read already. VolSync's movers leave out lost+found, at any depth.
 */
function isExact(path: string): boolean {
  return /\p{Cs}/u.test(path) && !path.split(posix.sep).includes('lost+found');
}
