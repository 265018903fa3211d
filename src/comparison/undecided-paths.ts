import type { ComparedVolume } from './compared-volume.ts';
import { posix } from 'node:path';
import type { FileEntry } from '../files/file-entry.ts';
import { podPath, readPath } from '../files/pod-path.ts';
import type { ComparisonRecord } from '../restic/comparison-record.ts';
import { asVolSync } from '../restic/repository-script.ts';
import { programOutput, ProgramError } from '../volume/pod-programs.ts';
import type { OpenQuestion } from './judge-path.ts';

/** The maximum number of queries, each a run of restic of about a second. */
const most = { target: 300, content: 300 } as const;

const sumBoth = `${asVolSync}${readPath}
cd -- "$2" || exit
[ -r "$p" ] || exit 13
set -o pipefail
a=$(restic "\${options[@]}" --no-lock --no-cache dump -- "$1" "\${p#.}" | sha256sum) || exit
b=$(sha256sum <"$p") || exit 13
[ "$a" = "$b" ] && echo same || echo different`;

/** Paths that need another query: the target of a link in the snapshot, the content of a hard link. */
export class UndecidedPaths {
  readonly #snapshotId: string;
  readonly #root: string;
  readonly #place: ComparedVolume;
  readonly #open: Record<OpenQuestion, ComparisonRecord[]> = { target: [], content: [] };
  readonly #folders = new Map<string, ComparisonRecord[]>();
  #tooMany: ComparisonRecord[] = [];

  /** `root`: the folder in the pod that corresponds to the snapshot's root. */
  constructor(snapshotId: string, root: string, place: ComparedVolume) {
    this.#snapshotId = snapshotId;
    this.#root = root;
    this.#place = place;
  }

  add(record: ComparisonRecord, question: OpenQuestion): void {
    if (question === 'content') {
      (this.#open.content.length < most.content ? this.#open.content : this.#tooMany).push(record);
      return;
    }
    const folder = posix.dirname(record.path);
    const known = this.#folders.get(folder);
    if (known !== undefined) known.push(record);
    else if (this.#folders.size < most.target) this.#folders.set(folder, [record]);
    else this.#tooMany.push(record);
  }

  /** The records with the answers, or `why` there is none. */
  async *answered(): AsyncGenerator<{ readonly record: ComparisonRecord; readonly why?: string }, void> {
    for (const record of this.#tooMany) yield { record, why: 'there are too many such links to ask for each' };
    for (const [folder, records] of this.#folders) yield* this.#withTargets(folder, records);
    for (const record of this.#open.content) {
      const action = await this.#contentOf(record.path);
      yield action === undefined ? { record, why: 'it could not be read' } : { record: { ...record, action } };
    }
  }

  async *#withTargets(folder: string, records: readonly ComparisonRecord[]) {
    const targets = new Map<string, FileEntry>();
    for await (const entry of this.#place.files.list(folder, false, () => undefined)) targets.set(entry.path, entry);
    for (const record of records) {
      const target = targets.get(record.path)?.target;
      const { inSnapshot } = record;
      if (target === undefined || inSnapshot === undefined || record.inVolume?.target === undefined) {
        yield { record, why: 'where the link points could not be determined' };
      } else yield { record: { ...record, inSnapshot: { ...inSnapshot, target } } };
    }
  }

  async #contentOf(path: string): Promise<'unchanged' | 'updated' | undefined> {
    const words = ['bash', '-c', sumBoth, 'volsyncctl', podPath(path), this.#snapshotId, this.#root];
    try {
      let text = '';
      for await (const bytes of programOutput(words, this.#place.work)) text += Buffer.from(bytes).toString('latin1');
      return text === 'same\n' ? 'unchanged' : text === 'different\n' ? 'updated' : undefined;
    } catch (error) {
      if (error instanceof ProgramError) return undefined;
      throw error;
    }
  }
}
