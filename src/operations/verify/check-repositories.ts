import { readCheckOutput, type CheckOutput } from '../../restic/check-output.ts';
import { readTouched, type Touched } from '../../restic/damaged-files.ts';
import { isForbidden } from '../../restic/damage.ts';
import type { ResticStep } from '../../restic/repository-script.ts';
import { readSnapshots, type Snapshot } from '../../restic/snapshots.ts';
import type { StepLog, StepOutput } from '../../restic/step-log.ts';
import { withoutCredentials } from '../../restic/without-credentials.ts';
import { resources } from '../../kube/resources.ts';
import { judgeDamage } from '../../volsync/check-verdict.ts';
import { mending } from '../../volsync/mending.ts';
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
    else if (check?.exitCode !== 0) judgements.set(repository, notChecked(repository, check ?? repository.more.at(-1)));
  }
  for (const [repository, judgement] of await judgeDamaged(damaged, patience, ports)) {
    judgements.set(repository, judgement);
  }
  return judgements;
}

/** A check that broke off says nothing of the repository, whatever broke it off. */
function notChecked({ source }: Seen, step: StepOutput | undefined): Judgement {
  const failure = step && step.exitCode !== 0 ? failureOfRestic(step) : undefined;
  if (failure === undefined) return unknownApp('no-evidence', 'the repository was not checked');
  const { reason, message, details } = failure;
  const forbidden = step?.errors.find(isForbidden);
  if (forbidden !== undefined) {
    const hint = mending.privilegedMovers(source.metadata.namespace);
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
  patience: Patience,
  ports: LookPorts,
): Promise<readonly (readonly [Seen, Judgement])[]> {
  if (damaged.size === 0) return [];
  const packs = new Map([...damaged].map(([{ place }, output]) => [place, packsOf(output)]));
  const steps = (place: MoverPlace) => [listSnapshots, listLocks, ...findPacks(packs.get(place) ?? [])];
  const question = { command: 'verify', patience, steps, resources: checkResources };
  const answers = await askRepositories([...packs.keys()], question, ports);
  const sources = await sourcesNow([...damaged.keys()], ports);
  return [...damaged].map(([repository, output]) => {
    const answer = answers.get(repository.place);
    const log = answer && 'log' in answer ? answer.log : undefined;
    const meanwhile = lockedMeanwhile(log) ?? syncedMeanwhile(repository, log, sources);
    return [repository, judgeDamage({ output, touched: touchedBy(log), meanwhile })];
  });
}

const listSnapshots = { name: 'snapshots', args: ['snapshots', '--json'] } as const;
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

/**
 * Pruning removes what a check still wants to read, and what was saved meanwhile is in no index that it has read. A sync
 * that fails because of the damage runs for ever: while it saves and removes nothing, it says nothing against the damage.
 */
function syncedMeanwhile(
  { source: before, snapshots }: Seen,
  log: StepLog | undefined,
  sources: readonly ReplicationSource[],
): string | undefined {
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
