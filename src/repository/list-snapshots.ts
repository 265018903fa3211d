import type { ClusterContext } from '../kubernetes/context.ts';
import { missingParts } from '../restic/repository-parts.ts';
import { readSnapshots, type Snapshot } from '../restic/snapshots.ts';
import type { ResticStep } from '../restic/repository-script.ts';
import type { StepLog, StepOutput } from '../restic/step-log.ts';
import { withoutCredentials } from '../without-credentials.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unknownApp, unprotected, type Judgement } from '../volsync/verdict.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { askRepositories, type PatientQuestion } from './ask-repositories.ts';
import type { Answer } from './container-answer.ts';
import { findEnvironments, type FoundEnvironment } from './find-environments.ts';
import { SilenceJudge } from './judge-silence.ts';
import type { EnvironmentOverrides } from './mover-environments.ts';
import { shellCommand } from '../shell-command.ts';

/** How to read repositories, and for which command. */
export interface LookOptions extends EnvironmentOverrides, Pick<PatientQuestion, 'command' | 'timeouts' | 'resources'> {
  /** restic's steps after listing the snapshots. */
  readonly moreSteps?: readonly ResticStep[] | undefined;
  readonly onLine?: PatientQuestion['onLine'];
  readonly measures?: PatientQuestion['measures'];
  readonly store?: PatientQuestion['store'];
  /** The node where the mover of a source will run, if known: its helper pod prefers that node. */
  readonly nodeOf?: ((source: ReplicationSource) => string | undefined) | undefined;
}

export type RepositoryPorts = HelperPodPorts & ClusterContext<'find'>;

/** The snapshots in an app's repository, newest first, or why they could not be read. */
export type SeenRepository = {
  readonly source: ReplicationSource;
  /** RESTIC_REPOSITORY without credentials, if it was read. */
  readonly address: string | undefined;
  /** Measurements; undefined if they were not requested, or there was no answer. */
  readonly measured?: MeasuredRepository | undefined;
} & (
  | {
      readonly kind: 'seen';
      readonly snapshots: readonly Snapshot[];
      /** restic's messages about snapshots that it could not read and skipped. */
      readonly passedOver: readonly string[];
      /** Repository data that the snapshots need but that is missing, one sentence each. */
      readonly missing: readonly string[];
      readonly time: Date | undefined;
      /** An interrupted run has read it. */
      readonly isEarlier?: true | undefined;
      readonly environment: MoverEnvironment;
      /** The output of the steps after the list. */
      readonly more: readonly StepOutput[];
    }
  | { readonly kind: 'hidden'; readonly judgement: Judgement }
);

/** How fast a repository answered, the state of its folder, and the node that this was measured on. */
export interface MeasuredRepository extends Pick<StepLog, 'folder' | 'answerMs'> {
  readonly node: string | undefined;
  readonly environment: MoverEnvironment;
}

/** Lists the snapshots in the repositories of sources, in their order. Takes no lock and writes nothing. */
export async function listRepositorySnapshots(
  sources: readonly ReplicationSource[],
  options: LookOptions,
  ports: RepositoryPorts,
): Promise<readonly SeenRepository[]> {
  const { moreSteps = [], nodeOf, ...question } = options;
  const found = onNodes(await findEnvironments(sources, options, ports), nodeOf);
  const environments = found.flatMap((one) => ('environment' in one ? [one.environment] : []));
  const asksServer = judging.includes(options.command);
  const steps = () => [listSnapshots, ...moreSteps];
  const answers = await askRepositories(environments, { ...question, asksServer, steps }, ports);
  const judge = new SilenceJudge(ports);
  return Promise.all(
    found.map((one) =>
      'environment' in one
        ? seenBy(one.environment, answers.get(one.environment), { command: options.command, judge })
        : Promise.resolve(hidden(one.source, one.judgement)),
    ),
  );
}

/** A server is the same from every node; what a node has to mount is not. */
export function onNodes(
  found: readonly FoundEnvironment[],
  nodeOf: LookOptions['nodeOf'],
): readonly FoundEnvironment[] {
  if (nodeOf === undefined) return found;
  return found.map((one) => {
    if (!('environment' in one) || one.environment.volumes.length === 0) return one;
    return { environment: { ...one.environment, node: nodeOf(one.environment.source) } };
  });
}

/** The commands whose verdict needs the parts of a repository; on a server, restic runs separately for those. */
const judging: readonly string[] = ['verify', 'report', 'bootstrap-check', 'doctor'];

const listSnapshots = { name: 'snapshots', args: ['snapshots', '--json'] } as const;

function hidden(source: ReplicationSource, judgement: Judgement, address?: string): SeenRepository {
  return { kind: 'hidden', source, judgement, address };
}

interface Seeing {
  readonly command: string;
  readonly judge: SilenceJudge;
}

async function seenBy(
  environment: MoverEnvironment,
  answer: Answer | undefined,
  { command, judge }: Seeing,
): Promise<SeenRepository> {
  const { source } = environment;
  if (answer === undefined) throw new Error('a repository was not asked');
  if ('failure' in answer) return hidden(source, withRightsOf(command, await judge.judge(answer.failure, environment)));
  const { address, time, steps, parts, folder, answerMs } = answer.log;
  const measured = { folder, answerMs, node: answer.node, environment };
  const snapshots = snapshotsIn(answer.log);
  if ('verdict' in snapshots) return { ...hidden(source, snapshots, address), measured };
  if ('reason' in snapshots)
    return { ...hidden(source, await judge.judge(snapshots, environment, address), address), measured };
  const passedOver = (steps[0]?.errors ?? []).filter((line) => line.startsWith('Ignoring ')).map(withoutCredentials);
  const missing = parts === undefined || snapshots.length === 0 ? [] : missingParts(parts);
  const { isEarlier } = answer;
  const read = { source, address, time, isEarlier, environment, measured };
  return { kind: 'seen', ...read, snapshots, passedOver, missing, more: steps.slice(1) };
}

/** Each command has its own entry in the list of rights. */
function withRightsOf(command: string, judgement: Judgement): Judgement {
  return {
    ...judgement,
    hint: judgement.hint?.replace('volsyncctl rbac verify ', shellCommand`volsyncctl rbac ${command} `),
  };
}

function snapshotsIn({ steps: [step], parts }: StepLog): readonly Snapshot[] | Judgement | Diagnosis {
  if (step === undefined) return unknownApp('no-evidence', 'restic was not run');
  if (step.exitCode === 12 && parts?.keys === 'no') {
    return unprotected('damaged', 'keys/ holds no key, so no password opens the repository');
  }
  if (step.exitCode !== 0) return failureOfRestic(step);
  try {
    return readSnapshots(step.output);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unknownApp('no-evidence', `restic's output could not be parsed: ${why}`);
  }
}
