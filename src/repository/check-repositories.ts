import { readCheckOutput, type CheckOutput } from '../restic/check-output.ts';
import { readTouched, type Touched } from '../restic/damaged-files.ts';
import { isForbidden, isOutOfReach } from '../restic/damage.ts';
import type { ResticStep } from '../restic/repository-script.ts';
import { isMoverSnapshot, type Snapshot } from '../restic/snapshots.ts';
import type { StepLog, StepOutput } from '../restic/step-log.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { judgeDamage } from '../volsync/check-verdict.ts';
import { fixCommands } from '../volsync/fix-commands.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import { unknownApp, type Judgement } from '../volsync/verdict.ts';
import { checkResources, packsStep } from './depth.ts';
import { askRepositories, type PatientQuestion } from './ask-repositories.ts';
import { hasPacksBesideIndex, judgeIndex, type CheckFinding, type ReadableRepository } from './judge-index.ts';
import type { RepositoryPorts, SeenRepository } from './list-snapshots.ts';
import { concurrentWriters, concurrentWriterSteps, sourcesNow } from './concurrent-writers.ts';

/**
 * What to query after a check has found damage, and for which command. `isOfAny`: the check is not about the newest
 * snapshot, so `judgeIndex` is left to the caller.
 */
type FindingOptions = Pick<PatientQuestion, 'command' | 'timeouts'> & { readonly isOfAny?: boolean };

/** The judgements of `checkFindings`. */
export async function judgeChecks(
  seen: readonly SeenRepository[],
  options: FindingOptions,
  ports: RepositoryPorts,
): Promise<ReadonlyMap<SeenRepository, Judgement>> {
  const findings = await checkFindings(seen, options, ports);
  return new Map([...findings].map(([repository, { judgement }]) => [repository, judgement]));
}

/**
 * The findings against apps after `restic check` has run in their repositories; an app without an entry has none. A
 * repository that is missing a whole part is not checked.
 */
export async function checkFindings(
  seen: readonly SeenRepository[],
  options: FindingOptions,
  ports: RepositoryPorts,
): Promise<ReadonlyMap<SeenRepository, CheckFinding>> {
  const findings = new Map<SeenRepository, CheckFinding>();
  const damaged = new Map<ReadableRepository, CheckOutput>();
  for (const repository of seen) {
    if (repository.kind === 'hidden' || repository.missing.length > 0) continue;
    const check = repository.more.map(withoutTrees).find(({ name }) => name === 'check' || name === packsStep);
    const output = readCheckOutput(check?.errors ?? []);
    if (output.damages.length > 0) damaged.set(repository, output);
    else if (!isWhole(check)) {
      const judgement = notChecked(repository, check ?? repository.more.at(-1));
      findings.set(repository, { judgement, touched: undefined });
    }
  }
  for (const [repository, finding] of await judgeDamaged(damaged, options, ports)) findings.set(repository, finding);
  if (options.isOfAny === true) return findings;
  const doubtful = seen.filter((one) => !findings.has(one)).flatMap((one) => newestDoubtful(one));
  for (const [repository, finding] of await judgeIndex(doubtful, options, ports)) findings.set(repository, finding);
  return findings;
}

/** The snapshot to check for data that is missing in the index. */
function newestDoubtful(seen: SeenRepository): readonly (readonly [ReadableRepository, Snapshot])[] {
  if (seen.kind === 'hidden' || seen.missing.length > 0 || !hasPacksBesideIndex(seen)) return [];
  const newest = seen.snapshots.find(isMoverSnapshot);
  return newest === undefined ? [] : [[seen, newest]];
}

/** A restic that is stopped as soon as it begins with the trees may print only half of its message about one. */
function withoutTrees(step: StepOutput): StepOutput {
  const tree = step.errors.findIndex((line) => line.startsWith('error for tree'));
  return step.name === packsStep && tree >= 0 ? { ...step, errors: step.errors.slice(0, tree) } : step;
}

function isWhole(check: StepOutput | undefined): boolean {
  return check?.exitCode === 0 && !check.errors.some(isCutShort);
}

/** A check that is stopped after the packs exits with 0, even if restic could not list all of them. */
function isCutShort(line: string): boolean {
  return (
    !/ retrying after |operation successful after /.test(line) &&
    (isOutOfReach(line) || /^(?:error|Fatal|List)\b/.test(line))
  );
}

/** A check that was interrupted says nothing about the repository, whatever interrupted it. */
function notChecked({ source }: ReadableRepository, step: StepOutput | undefined): Judgement {
  const failure = step && failureOfRestic(step);
  if (failure === undefined) return unknownApp('no-evidence', 'the repository was not checked');
  const { reason, message, details } = failure;
  const forbidden = step?.errors.find(isForbidden);
  if (forbidden !== undefined) {
    const hint = fixCommands.privilegedMovers(source.metadata.namespace);
    const words = [withoutCredentials(forbidden)];
    return unknownApp('forbidden', "the mover's user may not read all files of the repository", {
      details: words,
      hint,
    });
  }
  return unknownApp(reason, `the check did not come to its end: ${message}`, { details });
}

async function judgeDamaged(
  damaged: ReadonlyMap<ReadableRepository, CheckOutput>,
  options: FindingOptions,
  ports: RepositoryPorts,
): Promise<readonly (readonly [ReadableRepository, CheckFinding])[]> {
  if (damaged.size === 0) return [];
  const packs = new Map([...damaged].map(([{ environment }, output]) => [environment, packsOf(output)]));
  const steps = (environment: MoverEnvironment) => [
    ...concurrentWriterSteps,
    ...findPacks(packs.get(environment) ?? []),
  ];
  const { command, timeouts } = options;
  const question = { command, timeouts, steps, resources: checkResources({ kind: 'metadata' }) };
  const answers = await askRepositories([...packs.keys()], question, ports);
  const sources = await sourcesNow([...damaged.keys()], ports);
  return [...damaged].map(([repository, output]) => {
    const answer = answers.get(repository.environment);
    const log = answer && 'log' in answer ? answer.log : undefined;
    const meanwhile = concurrentWriters(repository, log, sources);
    const touched = touchedBy(log);
    return [repository, { judgement: judgeDamage({ output, touched, meanwhile }), touched: touched?.snapshots }];
  });
}

/** More packs than this do not fit on a command line; and then the damage is not about a few files anyway. */
const foundPacks = 1000;

function findPacks(packs: readonly string[]): readonly ResticStep[] {
  return packs.length === 0 || packs.length > foundPacks
    ? []
    : [{ name: 'find', args: ['find', '--json', '--pack', ...packs] }];
}

function packsOf({ damages }: CheckOutput): readonly string[] {
  return [...new Set(damages.flatMap(({ what, id }) => (what === 'pack' && id !== undefined ? [id] : [])))];
}

function touchedBy(log: StepLog | undefined): Touched | undefined {
  const found = log?.steps.find(({ name, exitCode }) => name === 'find' && exitCode === 0);
  if (found === undefined) return undefined;
  try {
    return readTouched(found.output);
  } catch {
    return undefined;
  }
}
