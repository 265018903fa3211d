import { lockCommand, lockSteps, type LockRemoval } from '../restic/lock-script.ts';
import { listedLocks, readLocks, type RepositoryLocks } from '../restic/locks.ts';
import type { StepLog } from '../restic/step-log.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unknownApp, type Judgement } from '../volsync/verdict.ts';
import { askRepositories } from './ask-repositories.ts';
import type { Answer } from './container-answer.ts';
import { findEnvironments } from './find-environments.ts';
import { SilenceJudge } from './judge-silence.ts';
import type { LookOptions, RepositoryPorts } from './list-snapshots.ts';

/** The locks in an app's repository, or why they could not be read. */
export type SeenLocks = {
  readonly source: ReplicationSource;
  /** RESTIC_REPOSITORY without credentials, if it was read. */
  readonly address: string | undefined;
} & (
  | (RepositoryLocks & {
      readonly kind: 'seen';
      /** The helper pod's clock. */
      readonly time: Date | undefined;
      readonly environment: MoverEnvironment;
    })
  | { readonly kind: 'hidden'; readonly judgement: Judgement }
);

type LockOptions = Omit<LookOptions, 'moreSteps' | 'onLine'>;

/** Lists the locks in the repositories of sources, in their order. Takes no lock and changes nothing. */
export async function seeLocks(
  sources: readonly ReplicationSource[],
  options: LockOptions,
  ports: RepositoryPorts,
): Promise<readonly SeenLocks[]> {
  const found = await findEnvironments(sources, options, ports);
  const environments = found.flatMap((one) => ('environment' in one ? [one.environment] : []));
  const script = (mark: string, limitMs: number) => lockCommand(mark, limitMs);
  const answers = await askRepositories(environments, { ...options, script, steps: () => [] }, ports);
  const judge = new SilenceJudge(ports);
  return Promise.all(
    found.map((one) =>
      'environment' in one
        ? seenBy(one.environment, answers.get(one.environment), judge)
        : Promise.resolve<SeenLocks>({
            kind: 'hidden',
            source: one.source,
            judgement: one.judgement,
            address: undefined,
          }),
    ),
  );
}

/** Locks to be removed by a pod with the host name `host`; without one, only stale locks are removed. */
export interface LocksToRemove extends LockRemoval {
  readonly host: string | undefined;
}

/** The ids that exist afterwards, or why that is not known. */
export type RemovedLocks = { readonly left: readonly string[] } | { readonly failure: Diagnosis };

/** Lets restic remove locks in one helper pod, and confirms from the repository that they are gone. */
export async function removeLocks(
  environment: MoverEnvironment,
  { host, ...removal }: LocksToRemove,
  options: LockOptions,
  ports: RepositoryPorts,
): Promise<RemovedLocks> {
  const script = (mark: string, limitMs: number) => lockCommand(mark, limitMs, removal);
  const question = { ...options, hostname: host, isWriting: true, script, steps: () => [] };
  const answer = (await askRepositories([environment], question, ports)).get(environment);
  if (answer === undefined) throw new Error('a repository was not asked');
  if ('failure' in answer) return answer;
  const left = listedLocks(answer.log.steps, lockSteps.after);
  return left === undefined ? { failure: failureIn(answer.log) } : { left };
}

async function seenBy(
  environment: MoverEnvironment,
  answer: Answer | undefined,
  judge: SilenceJudge,
): Promise<SeenLocks> {
  const { source } = environment;
  if (answer === undefined) throw new Error('a repository was not asked');
  if ('failure' in answer) {
    return { kind: 'hidden', source, judgement: await judge.judge(answer.failure, environment), address: undefined };
  }
  const { address, time, steps } = answer.log;
  if (listedLocks(steps, lockSteps.list) !== undefined) {
    return { kind: 'seen', source, address, time, environment, ...readLocks(steps) };
  }
  const judgement =
    steps.length === 0
      ? unknownApp('no-evidence', 'restic was not run')
      : await judge.judge(failureIn(answer.log), environment, address);
  return { kind: 'hidden', source, judgement, address };
}

function failureIn({ steps }: StepLog): Diagnosis {
  const failed = steps.find(({ exitCode }) => exitCode !== 0);
  return failureOfRestic(failed ?? { name: '', exitCode: 1, output: [], errors: [] });
}
