import { readCheckOutput, type CheckOutput } from '../restic/check-output.ts';
import { readTouched, type Touched } from '../restic/damaged-files.ts';
import { isForbidden, isOutOfReach } from '../restic/damage.ts';
import type { ResticStep } from '../restic/repository-script.ts';
import { readSnapshots, type Snapshot } from '../restic/snapshots.ts';
import type { StepLog, StepOutput } from '../restic/step-log.ts';
import { allowed } from '../kubernetes/allowed.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { resources } from '../volsync/resources.ts';
import { judgeDamage } from '../volsync/check-verdict.ts';
import { fixCommands } from '../volsync/fix-commands.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import { isBareRepository } from '../volsync/repository-source.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import { isSyncing, lastSyncedAt } from '../volsync/sync-state.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unknownApp, type Judgement } from '../volsync/verdict.ts';
import { checkResources, packsStep } from './depth.ts';
import { askRepositories, type PatientQuestion } from './ask-repositories.ts';
import type { LookPorts, SeenRepository } from './list-snapshots.ts';

type Seen = SeenRepository & { readonly kind: 'seen' };

/** What a check of a repository speaks against. */
export interface CheckFinding {
  readonly judgement: Judgement;
  /** Whole ids of the snapshots that damage touches; undefined where that is not known, or nothing is damaged. */
  readonly touched: readonly string[] | undefined;
}

/** What is asked where a check has found damage, and for which command. */
type FindingOptions = Pick<PatientQuestion, 'command' | 'patience'>;

/** The judgements of `checkFindings`. */
export async function judgeChecks(
  seen: readonly SeenRepository[],
  options: FindingOptions,
  ports: LookPorts,
): Promise<ReadonlyMap<SeenRepository, Judgement>> {
  const findings = await checkFindings(seen, options, ports);
  return new Map([...findings].map(([repository, { judgement }]) => [repository, judgement]));
}

/**
 * What speaks against apps after `restic check` has run in their repositories; an app without an entry has none. One that
 * lacks a whole part needs no check.
 */
export async function checkFindings(
  seen: readonly SeenRepository[],
  options: FindingOptions,
  ports: LookPorts,
): Promise<ReadonlyMap<SeenRepository, CheckFinding>> {
  const findings = new Map<SeenRepository, CheckFinding>();
  const damaged = new Map<Seen, CheckOutput>();
  for (const repository of seen) {
    if (repository.kind === 'hidden' || repository.missing.length > 0) continue;
    const check = repository.more.map(withoutTrees).find(({ name }) => name === 'check' || name === packsStep);
    const output = readCheckOutput(check?.errors ?? []);
    if (output.damages.length > 0) damaged.set(repository, output);
    else if (check?.exitCode !== 0 || check.errors.some(isCutShort))
      findings.set(repository, {
        judgement: notChecked(repository, check ?? repository.more.at(-1)),
        touched: undefined,
      });
  }
  for (const [repository, finding] of await judgeDamaged(damaged, options, ports)) findings.set(repository, finding);
  return findings;
}

/** A restic that is ended as soon as it begins with the trees may get to say half of what is wrong with one. */
function withoutTrees(step: StepOutput): StepOutput {
  const tree = step.errors.findIndex((line) => line.startsWith('error for tree'));
  return step.name === packsStep && tree >= 0 ? { ...step, errors: step.errors.slice(0, tree) } : step;
}

/** A check that is ended after the packs ends with 0, also where restic could not list them all. */
function isCutShort(line: string): boolean {
  return (
    !/ retrying after |operation successful after /.test(line) &&
    (isOutOfReach(line) || /^(?:error|Fatal|List)\b/.test(line))
  );
}

/** A check that broke off says nothing of the repository, whatever broke it off. */
function notChecked({ source }: Seen, step: StepOutput | undefined): Judgement {
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
  damaged: ReadonlyMap<Seen, CheckOutput>,
  options: FindingOptions,
  ports: LookPorts,
): Promise<readonly (readonly [Seen, CheckFinding])[]> {
  if (damaged.size === 0) return [];
  const packs = new Map([...damaged].map(([{ place }, output]) => [place, packsOf(output)]));
  const steps = (place: MoverEnvironment) => [listSnapshots, listLocks, ...findPacks(packs.get(place) ?? [])];
  const question = { ...options, steps, resources: checkResources({ kind: 'metadata' }) };
  const answers = await askRepositories([...packs.keys()], question, ports);
  const sources = await sourcesNow([...damaged.keys()], ports);
  return [...damaged].map(([repository, output]) => {
    const answer = answers.get(repository.place);
    const log = answer && 'log' in answer ? answer.log : undefined;
    const meanwhile = lockedMeanwhile(log) ?? syncedMeanwhile(repository, log, sources);
    const touched = touchedBy(log);
    return [repository, { judgement: judgeDamage({ output, touched, meanwhile }), touched: touched?.snapshots }];
  });
}

const listSnapshots = { name: 'snapshots', args: ['snapshots', '--json'] } as const;
const listLocks = { name: 'locks', args: ['list', 'locks', '--quiet'] } as const;

/** More than these are too long for a command line; then the damage is not a matter of some files anyway. */
const foundPacks = 1000;

function findPacks(packs: readonly string[]): readonly ResticStep[] {
  return packs.length === 0 || packs.length > foundPacks
    ? []
    : [{ name: 'find', args: ['find', '--json', '--pack', ...packs] }];
}

async function sourcesNow(
  seen: readonly Seen[],
  { cluster, signal }: LookPorts,
): Promise<readonly ReplicationSource[]> {
  const namespaces = new Set(seen.map(({ source }) => source.metadata.namespace));
  const lists = [...namespaces].map((namespace) =>
    allowed(cluster.list(resources.replicationSources, { namespace }, signal)),
  );
  return (await Promise.all(lists)).flatMap((list) => ('value' in list ? list.value : []));
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

function lockedMeanwhile(log: StepLog | undefined): string | undefined {
  const locks = log?.steps.find(({ name, exitCode }) => name === 'locks' && exitCode === 0);
  if (locks === undefined) return 'whether it is locked could not be found out';
  return locks.output.length === 0 ? undefined : 'the repository is locked by somebody who may be at work in it';
}

/**
 * Pruning removes what a check still wants to read, and what was saved meanwhile is in no index that it has read. A sync
 * that fails because of the damage runs for ever: while it saves and removes nothing, it says nothing against the damage.
 */
function syncedMeanwhile(
  { source: before, snapshots }: Seen,
  log: StepLog | undefined,
  sources: readonly ReplicationSource[],
): string | undefined {
  // Nothing but the repository itself says who saves into it.
  if (isBareRepository(before)) return isUnchanged(snapshots, log) ? undefined : 'it changed meanwhile';
  const now = sources.find(({ metadata }) => metadata.uid === before.metadata.uid);
  if (now === undefined) return 'whether a sync ran meanwhile could not be found out';
  const hasSynced = lastSyncedAt(now)?.getTime() !== lastSyncedAt(before)?.getTime();
  if (hasSynced) return 'a sync ran meanwhile';
  if (!isSyncing(before) && !isSyncing(now)) return undefined;
  return isUnchanged(snapshots, log) ? undefined : 'a sync ran meanwhile';
}

function isUnchanged(before: readonly Snapshot[], log: StepLog | undefined): boolean {
  const listed = log?.steps.find(({ name, exitCode }) => name === 'snapshots' && exitCode === 0);
  if (listed === undefined) return false;
  try {
    const ids = (snapshots: readonly Snapshot[]) =>
      snapshots
        .map(({ id }) => id)
        .sort()
        .join(' ');
    return ids(readSnapshots(listed.output)) === ids(before);
  } catch {
    return false;
  }
}
