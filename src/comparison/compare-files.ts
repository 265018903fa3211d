import type { ComparedVolume } from './compared-volume.ts';
import { posix } from 'node:path';
import { Failure, type FailureKind } from '../errors.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { podPath } from '../files/pod-path.ts';
import { LongSection, readComparison, sectionNames, type SectionName } from '../restic/comparison-output.ts';
import { readRecord, type ComparisonRecord } from '../restic/comparison-record.ts';
import { comparisonCommand } from '../restic/comparison-script.ts';
import { isForbidden } from '../restic/damage.ts';
import { fixCommands } from '../volsync/fix-commands.ts';
import type { Reason } from '../volsync/reasons.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import { volumeRoot } from '../volsync/volume-pod.ts';
import type { VolumeFiles } from '../volume/files.ts';
import { newMark, ProgramError, translated } from '../volume/pod-programs.ts';
import { comparisonOf, type Comparison } from './comparison.ts';
import { CacheFolders } from './cache-folders.ts';
import type { Difference } from './difference.ts';
import { HiddenPaths } from './hidden-paths.ts';
import { judgePath } from './judge-path.ts';
import { UndecidedPaths } from './undecided-paths.ts';
import { EscapedPaths } from './escaped-paths.ts';
import { runComparison, type ComparisonEvent } from './run-comparison.ts';
import { Tallies } from './tallies.ts';

export interface FileComparison {
  readonly snapshotId: string;
  /** Absolute; empty for everything. */
  readonly paths: readonly string[];
  readonly isFast: boolean;
  readonly isLive: boolean;
  readonly fsGroup: number | undefined;
  /** The folder in the pod that corresponds to the snapshot's root; by default the volume's root. */
  readonly root?: string | undefined;
  /** The number of examples kept of each kind. */
  readonly limit: number;
  readonly onEntry?: ((difference: Difference) => void) | undefined;
  readonly onEvent: (event: ComparisonEvent) => void;
}

/** The maximum size of the separate lists of unusual names. */
const longestSection = 48 * 1024 * 1024;

/** Compares the volume and a snapshot in a pod that has both. */
export async function compareFiles(request: FileComparison, place: ComparedVolume): Promise<Comparison> {
  const { snapshotId, isFast, isLive, fsGroup, root = volumeRoot, limit, onEntry, onEvent } = request;
  const paths = withoutNested(request.paths);
  const mark = newMark();
  const script = { mark, snapshotId, isFast, isLive, fsGroup, root, scratch: place.scratch };
  const command = comparisonCommand({ ...script, paths: paths.map(podPath) });
  const tallies = new Tallies(limit);
  const absent = new Set<string>();
  const hear = (event: ComparisonEvent) => {
    if (event.type === 'absent') absent.add(paths[event.index] ?? '');
    else onEvent(event);
  };
  const judge = new Judge(
    { tallies, open: new UndecidedPaths(snapshotId, root, place), wanted: new Set(paths), fsGroup },
    onEntry,
  );
  const caches = CacheFolders.find(root, place.work);
  // Awaited below; a comparison that fails earlier has its own error.
  caches.catch(() => undefined);
  const output = translated(runComparison(command, mark, place.work, hear), (error) => explained(error, place));
  try {
    const sections = new Map<SectionName, Buffer>();
    for await (const part of readComparison(output, mark, longestSection)) {
      if (part.kind === 'line') judge.take(readRecord(part.bytes));
      else if (part.kind === 'counts') tallies.addCounts(part.unchanged);
      else sections.set(part.name, part.bytes);
      if (part.kind === 'section' && sections.size === sectionNames.length) {
        const folder = (path: string) => listed(place.files, path);
        const includes = (path: string) => paths.length === 0 || paths.some((one) => isWithin(path, one));
        const beside = await EscapedPaths.read(sections, { isLive, folder, includes });
        judge.begin(beside, sections.get('find-errors'), await caches);
      }
    }
  } catch (error) {
    throw notUnderstood(error);
  }
  await judge.finish();
  for (const path of absent) if (!judge.seen.has(path) && !judge.hidden.has(path)) throw nowhere(path);
  return comparisonOf(tallies, judge.hidden.whole);
}

interface Judging {
  readonly tallies: Tallies;
  readonly open: UndecidedPaths;
  /** The requested paths. */
  readonly wanted: ReadonlySet<string>;
  readonly fsGroup: number | undefined;
}

/** Processes records one by one, and keeps nothing of equal ones. */
class Judge {
  readonly #tallies: Tallies;
  readonly #open: UndecidedPaths;
  readonly #onEntry: ((difference: Difference) => void) | undefined;
  #beside: EscapedPaths | undefined;
  hidden = new HiddenPaths('');
  #caches = new CacheFolders([]);
  /** The requested paths that differ between the sides: they exist on at least one of them. */
  readonly seen = new Set<string>();
  readonly #wanted: ReadonlySet<string>;
  readonly #fsGroup: number | undefined;

  constructor({ tallies, open, wanted, fsGroup }: Judging, onEntry: ((difference: Difference) => void) | undefined) {
    this.#tallies = tallies;
    this.#open = open;
    this.#wanted = wanted;
    this.#fsGroup = fsGroup;
    this.#onEntry = onEntry;
  }

  begin(beside: EscapedPaths, findErrors: Buffer | undefined, caches: CacheFolders): void {
    this.#beside = beside;
    this.#caches = caches;
    this.hidden = new HiddenPaths(findErrors?.toString('latin1') ?? '');
    for (const path of beside.blindFolders) this.hidden.add(path);
  }

  take(record: ComparisonRecord): void {
    this.#judge(this.#beside?.completed(record) ?? record);
  }

  async finish(): Promise<void> {
    for (const record of this.#beside?.rest() ?? []) this.#judge(record);
    for await (const { record, why } of this.#open.answered()) {
      if (why === undefined) this.#judge(record);
      else this.#add({ ...record, kind: 'unreadable', fields: [], why });
    }
  }

  #judge(record: ComparisonRecord): void {
    const { path, inVolume, inSnapshot } = record;
    if (this.#wanted.has(path)) this.seen.add(path);
    if (inVolume?.type === 'dir' && inVolume.isBlind) this.hidden.add(path);
    const isCache = this.#caches.has(path);
    const judgement = judgePath(record, { isHidden: this.hidden.has(path), fsGroup: this.#fsGroup, isCache });
    if (judgement === 'same') {
      if (inSnapshot === undefined) return;
      const isOther = inSnapshot.type !== 'symlink' && inSnapshot.mode !== inVolume?.mode;
      this.#tallies.addUnchanged(inSnapshot, isOther || inSnapshot.gid !== inVolume?.gid);
    } else if ('ask' in judgement) this.#open.add(record, judgement.ask);
    else this.#add(judgement);
  }

  #add(difference: Difference): void {
    this.#tallies.add(difference);
    this.#onEntry?.(difference);
  }
}

async function listed(files: Pick<VolumeFiles, 'list'>, path: string): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const entry of files.list(path, false, () => undefined)) entries.push(entry);
  return entries;
}

/** Paths below another one are compared together with it. */
function withoutNested(paths: readonly string[]): readonly string[] {
  const all = [...new Set(paths)];
  if (all.includes('/')) return [];
  return all.filter((path) => !all.some((other) => other !== path && isWithin(path, other)));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === posix.sep ? posix.sep : `${folder}/`);
}

function nowhere(path: string): Failure {
  return new Failure('not-found', `There is no ${JSON.stringify(path)}, neither in the volume nor in the snapshot.`);
}

function explained(error: unknown, { work: { pod } }: ComparedVolume): unknown {
  if (!(error instanceof ProgramError)) return error;
  const { reason, message, details } = failureOfRestic({
    name: 'restore',
    exitCode: 1,
    output: [],
    errors: [...error.errors],
  });
  return new Failure(kindOf(reason), `The volume could not be compared: ${message}`, {
    details: details.length > 0 ? details : error.errors.slice(-10),
    hint: details.some(isForbidden) ? fixCommands.privilegedMovers(pod.namespace) : undefined,
  });
}

/** What did not answer, or may not be read, says nothing about the backup. */
function kindOf(reason: Reason): FailureKind {
  if (reason === 'damaged') return 'unprotected';
  return reason === 'repository-unreachable' ? 'unknown' : 'failed';
}

function notUnderstood(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  if (error instanceof LongSection) {
    return new Failure(
      'unknown',
      'There are too many unusual names (line ends, quotes, no UTF-8) to compare them all.',
      {
        hint: 'name folders to compare: volsyncctl diff APP PATH…',
        cause: error,
      },
    );
  }
  return new Failure('unknown', `The comparison was not understood: ${error.message}`, { cause: error });
}
