import { readCheckOutput, type CheckOutput } from '../../restic/check-output.ts';
import { readTouched, type Touched } from '../../restic/damaged-files.ts';
import type { ResticStep } from '../../restic/repository-script.ts';
import type { StepLog, StepOutput } from '../../restic/step-log.ts';
import { resources } from '../../kube/resources.ts';
import { judgeDamage } from '../../volsync/check-verdict.ts';
import type { MoverPlace } from '../../volsync/mover-place.ts';
import { failureOfRestic } from '../../volsync/restic-failure.ts';
import { isSyncing, lastSyncedAt } from '../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { unknownApp, type Judgement } from '../../volsync/verdict.ts';
import type { Patience } from '../helper-pod/settled-pod.ts';
import { checkResources } from './depth.ts';
import { askRepositories } from '../repository/ask-repositories.ts';
import type { LookPorts, SeenRepository } from '../repository/see-repositories.ts';

type Seen = SeenRepository & { readonly kind: 'seen' };

/** What speaks against apps after `restic check` has run in their repositories; an app without an entry has none. */
export async function judgeChecks(
  seen: readonly Seen[],
  patience: Patience,
  ports: LookPorts,
): Promise<ReadonlyMap<SeenRepository, Judgement>> {
  const judgements = new Map<SeenRepository, Judgement>();
  const damaged = new Map<Seen, CheckOutput>();
  for (const repository of seen) {
    const check = repository.more.find(({ name }) => name === 'check');
    const output = readCheckOutput(check?.errors ?? []);
    if (output.damages.length > 0) damaged.set(repository, output);
    else if (check?.exitCode !== 0) judgements.set(repository, notChecked(check ?? repository.more.at(-1)));
  }
  for (const [repository, judgement] of await judgeDamaged(damaged, patience, ports)) {
    judgements.set(repository, judgement);
  }
  return judgements;
}

/** A check that broke off says nothing of the repository, whatever broke it off. */
function notChecked(step: StepOutput | undefined): Judgement {
  const failure = step && step.exitCode !== 0 ? failureOfRestic(step) : undefined;
  if (failure === undefined) return unknownApp('no-evidence', 'the repository was not checked');
  const { reason, message, details } = failure;
  return unknownApp(reason, `the check did not come to its end: ${message}`, { details });
}

async function judgeDamaged(
  damaged: ReadonlyMap<Seen, CheckOutput>,
  patience: Patience,
  ports: LookPorts,
): Promise<readonly (readonly [Seen, Judgement])[]> {
  if (damaged.size === 0) return [];
  const packs = new Map([...damaged].map(([{ place }, output]) => [place, packsOf(output)]));
  const steps = (place: MoverPlace) => [listLocks, ...findPacks(packs.get(place) ?? [])];
  const question = { command: 'verify', patience, steps, resources: checkResources };
  const answers = await askRepositories([...packs.keys()], question, ports);
  const sources = await sourcesNow([...damaged.keys()], ports);
  return [...damaged].map(([repository, output]) => {
    const answer = answers.get(repository.place);
    const log = answer && 'log' in answer ? answer.log : undefined;
    const meanwhile = lockedMeanwhile(log) ?? syncedMeanwhile(repository.source, sources);
    return [repository, judgeDamage({ output, touched: touchedBy(log), meanwhile })];
  });
}

const listLocks = { name: 'locks', args: ['list', 'locks', '--quiet'] } as const;

function findPacks(packs: readonly string[]): readonly ResticStep[] {
  return packs.length === 0 ? [] : [{ name: 'find', args: ['find', '--json', '--pack', ...packs] }];
}

async function sourcesNow(
  seen: readonly Seen[],
  { cluster, signal }: LookPorts,
): Promise<readonly ReplicationSource[]> {
  const namespaces = new Set(seen.map(({ source }) => source.metadata.namespace));
  const lists = [...namespaces].map((namespace) => cluster.list(resources.replicationSources, { namespace }, signal));
  return (await Promise.all(lists)).flat();
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

/** Pruning removes what a check still wants to read. */
function syncedMeanwhile(before: ReplicationSource, sources: readonly ReplicationSource[]): string | undefined {
  const now = sources.find(({ metadata }) => metadata.uid === before.metadata.uid);
  if (now === undefined) return 'whether a sync ran meanwhile could not be found out';
  const hasSynced = lastSyncedAt(now)?.getTime() !== lastSyncedAt(before)?.getTime();
  return isSyncing(before) || isSyncing(now) || hasSynced ? 'a sync ran meanwhile' : undefined;
}
