import { posix } from 'node:path';
import { Failure, isFailure } from '../../../../errors.ts';
import type { OpenComparison } from '../../../../comparison/compare-volume.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import type { Difference } from '../../../../comparison/difference.ts';
import { entriesIn } from '../../../../files/tally.ts';
import { shortId } from '../../../../restic/snapshots.ts';
import { ProgramError } from '../../../../volume/pod-programs.ts';
import { withoutCredentials } from '../../../../without-credentials.ts';
import { podWord, type RestoreSteps } from '../judgement/restore-steps.ts';
import { applyScript, settleScript, stageScript, tidyScript } from '../judgement/volume-scripts.ts';
import { compared, inVolume, type PlannedSteps } from './plan-files.ts';
import type { FilesDone, FilesPlan, FilesPorts, KeptFile, NotSame } from './plan.ts';
import { runScript, scriptLines } from './pod-scripts.ts';

/**
 * Stages the files to be restored. If that fails, nothing of the app was changed, and the pod removes staged files as
 * it ends.
 */
export async function stage({ plan }: PlannedSteps, { work, app }: OpenComparison, ports: FilesPorts): Promise<void> {
  const { snapshot } = plan.chosen;
  try {
    for await (const line of scriptLines(stageScript, [snapshot.id], work)) {
      const words = progressOf(line);
      if (words !== undefined) ports.report({ type: 'progress', app, words });
    }
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const message = `The files of snapshot ${shortId(snapshot.id)} could not be written to PVC ${app.namespace}/${plan.claim}; nothing of the app was changed.`;
    throw new Failure('failed', message, { details: error.errors.slice(-10).map(withoutCredentials) });
  }
}

/** restic's own progress text. */
function progressOf(line: string): string | undefined {
  try {
    const { message_type: type, percent_done: done } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return type === 'status' && typeof done === 'number' ? `writing files: ${Math.round(done * 100)}%` : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Gives staged files their names. A Failure reports how far it got: each entry is complete, either the old or the
 * restored one.
 */
export async function apply(planned: PlannedSteps, pod: OpenComparison): Promise<readonly KeptFile[]> {
  const lines: string[] = [];
  try {
    for await (const line of scriptLines(applyScript, [], pod.work)) lines.push(line);
  } catch (error) {
    const settled = await settledLog(pod).catch(() => lines);
    throw brokenOff(error, settled, planned);
  }
  const applied = appliedOf(lines, planned);
  const expected = planned.steps.steps.filter(({ kind }) => kind !== 'dress').length;
  if (applied.count !== expected) throw brokenOff(undefined, lines, planned);
  return applied.kept;
}

const settleMs = 20_000;

/** Queried even if the operator has interrupted. */
async function settledLog({ work }: OpenComparison): Promise<readonly string[]> {
  const lines: string[] = [];
  const own = { ...work, signal: AbortSignal.timeout(settleMs) };
  for await (const line of scriptLines(settleScript, [], own)) lines.push(line);
  return lines;
}

interface Applied {
  readonly count: number;
  readonly kept: readonly KeptFile[];
  /** The path that could not be restored. */
  readonly failed: string | undefined;
}

function appliedOf(lines: readonly string[], { plan, steps }: PlannedSteps): Applied {
  let count = 0;
  let failed: string | undefined;
  const kept: KeptFile[] = [];
  for (const line of lines) {
    const [type, index, number = '0'] = line.split(' ');
    const step = steps.steps[Number(index)];
    if (step === undefined) continue;
    if (type === 'failed') failed = step.path;
    if (type !== 'done') continue;
    count += 1;
    if (number !== '0') kept.push({ path: step.path, keptAs: keptPath(plan, step, number) });
  }
  return { count, kept, failed };
}

function keptPath({ request }: FilesPlan, { path, keptName }: RestoreSteps['steps'][number], number: string): string {
  const name = number === '1' ? keptName : `${keptName}-${number}`;
  return inVolume(request, posix.join(posix.dirname(path), name));
}

const shownKept = 10;

function brokenOff(error: unknown, lines: readonly string[], planned: PlannedSteps): unknown {
  const { count, kept, failed } = appliedOf(lines, planned);
  const all = planned.steps.steps.filter(({ kind }) => kind !== 'dress').length;
  const isOurs = error === undefined || error instanceof ProgramError;
  if (!isOurs && !isFailure(error)) return error;
  const what = failed === undefined ? '' : ` at ${JSON.stringify(failed)}`;
  const message = `Ended${what} after ${count} of ${all} steps: each path is whole, as it was or as in the snapshot.`;
  const said = error instanceof ProgramError ? error.errors.slice(-5) : isFailure(error) ? [error.message] : [];
  return new Failure(isFailure(error) ? error.kind : 'failed', message, {
    details: [...said, ...keptLines(kept)],
    hint: 'run the command again: what is restored already is left alone',
    cause: error,
  });
}

function keptLines(kept: readonly KeptFile[]): readonly string[] {
  const lines = kept.map(
    ({ path, keptAs }) => `${JSON.stringify(path)} was replaced; kept as ${JSON.stringify(keptAs)}`,
  );
  const rest = kept.length - shownKept;
  return [...lines.slice(0, shownKept), ...(rest > 0 ? [`and ${rest} more, each kept beside`] : [])];
}

/** Everything was restored, and then something failed: names what is kept, and claims no proof. */
export function notVerified(error: unknown, kept: readonly KeptFile[]): unknown {
  if (!isFailure(error)) return error;
  const { kind, details, hint, cause } = error;
  const message = `The files were restored but not verified: ${error.message}`;
  return new Failure(kind, message, { details: [...details, ...keptLines(kept)], hint, cause });
}

/** Compares the paths with the snapshot again: the result is the proof. */
export async function proven(
  { plan }: PlannedSteps,
  pod: OpenComparison,
  ports: FilesPorts,
): Promise<Pick<FilesDone, 'notSame' | 'why'>> {
  const { comparison, differences } = await compared(plan, pod, ports);
  return { notSame: differences.flatMap(notSameOf), why: unseenOf(comparison) };
}

/** Only paths that the snapshot contains were promised. */
function notSameOf({ path, kind, fields, inSnapshot, why }: Difference): readonly NotSame[] {
  if (inSnapshot === undefined || inSnapshot.type === 'socket') return [];
  switch (kind) {
    case 'only-in-snapshot':
      return [{ path, words: 'is gone again' }];
    case 'unreadable':
      return [{ path, words: `could not be compared: ${why ?? 'it was not readable'}` }];
    case 'moving':
      return [{ path, words: 'was written during the comparison' }];
    default:
      return [{ path, words: `has another ${fields.join(', ')} than the snapshot` }];
  }
}

/** Paths are in the differences; this returns problems without a path. */
function unseenOf({ why, unreadable, moving }: Comparison): readonly string[] {
  return why.slice([unreadable, moving].filter((tally) => entriesIn(tally) > 0).length);
}

/** Removes staged files and, with `kept`, the replaced entries. */
export async function tidy(kept: readonly KeptFile[], { work }: OpenComparison): Promise<void> {
  try {
    await runScript(
      tidyScript,
      kept.map(({ keptAs }) => podWord(keptAs)),
      work,
    );
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw new Failure('failed', 'The files were restored, and what is no longer needed could not be removed.', {
      details: error.errors.slice(-10),
      cause: error,
    });
  }
}
