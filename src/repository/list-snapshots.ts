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
import { SilenceJudge } from './silence-judge.ts';
import type { EnvironmentOverrides } from './mover-environments.ts';
import { shellCommand } from '../shell-command.ts';

/** How repositories are to be looked into, and for which command. */
export interface LookOptions extends EnvironmentOverrides, Pick<PatientQuestion, 'command' | 'patience' | 'resources'> {
  /** What restic is to do after it has listed the snapshots. */
  readonly moreSteps?: readonly ResticStep[] | undefined;
  readonly onLine?: PatientQuestion['onLine'];
  readonly measures?: PatientQuestion['measures'];
  /** The node on which the mover of a source will run, where that is known: its helper pod is put there if it can be. */
  readonly nodeOf?: ((source: ReplicationSource) => string | undefined) | undefined;
}

export type RepositoryPorts = HelperPodPorts & ClusterContext<'find'>;

/** The snapshots in an app's repository, newest first, or why they were not seen. */
export type SeenRepository = {
  readonly source: ReplicationSource;
  /** RESTIC_REPOSITORY without credentials, as far as it was seen. */
  readonly address: string | undefined;
  /** What was measured; undefined where that was not asked, or there was no answer. */
  readonly measured?: MeasuredRepository | undefined;
} & (
  | {
      readonly kind: 'seen';
      readonly snapshots: readonly Snapshot[];
      /** What restic says of snapshots that it could not read and has passed over. */
      readonly passedOver: readonly string[];
      /** What the snapshots need and is not there, a sentence each. */
      readonly missing: readonly string[];
      readonly time: Date | undefined;
      readonly place: MoverEnvironment;
      /** What came of the steps after the list. */
      readonly more: readonly StepOutput[];
    }
  | { readonly kind: 'hidden'; readonly judgement: Judgement }
);

/** How soon a repository answered, how its folder is, and on which node that was seen. */
export interface MeasuredRepository extends Pick<StepLog, 'folder' | 'answerMs'> {
  readonly node: string | undefined;
  readonly place: MoverEnvironment;
}

/** Lists the snapshots in the repositories of sources, in their order. Nothing is locked, and nothing is written. */
export async function listRepositorySnapshots(
  sources: readonly ReplicationSource[],
  options: LookOptions,
  ports: RepositoryPorts,
): Promise<readonly SeenRepository[]> {
  const { moreSteps = [], nodeOf, ...question } = options;
  const found = onNodes(await findEnvironments(sources, options, ports), nodeOf);
  const places = found.flatMap((one) => ('place' in one ? [one.place] : []));
  const asksServer = judging.includes(options.command);
  const steps = () => [listSnapshots, ...moreSteps];
  const answers = await askRepositories(places, { ...question, asksServer, steps }, ports);
  const judge = new SilenceJudge(ports);
  return Promise.all(
    found.map((one) =>
      'place' in one
        ? seenBy(one.place, answers.get(one.place), { command: options.command, judge })
        : Promise.resolve(hidden(one.source, one.judgement)),
    ),
  );
}

/** A server is the same from everywhere; what a node has to mount is not. */
export function onNodes(
  found: readonly FoundEnvironment[],
  nodeOf: LookOptions['nodeOf'],
): readonly FoundEnvironment[] {
  if (nodeOf === undefined) return found;
  return found.map((one) => {
    if (!('place' in one) || one.place.volumes.length === 0) return one;
    return { place: { ...one.place, node: nodeOf(one.place.source) } };
  });
}

/** The commands that judge by what is there; a server is asked for that in runs of restic of its own. */
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
  place: MoverEnvironment,
  answer: Answer | undefined,
  { command, judge }: Seeing,
): Promise<SeenRepository> {
  const { source } = place;
  if (answer === undefined) throw new Error('a repository was not asked');
  if ('failure' in answer) return hidden(source, withRightsOf(command, await judge.judge(answer.failure, place)));
  const { address, time, steps, parts, folder, answerMs } = answer.log;
  const measured = { folder, answerMs, node: answer.node, place };
  const snapshots = snapshotsIn(answer.log);
  if ('verdict' in snapshots) return { ...hidden(source, snapshots, address), measured };
  if ('reason' in snapshots)
    return { ...hidden(source, await judge.judge(snapshots, place, address), address), measured };
  const passedOver = (steps[0]?.errors ?? []).filter((line) => line.startsWith('Ignoring ')).map(withoutCredentials);
  const missing = parts === undefined || snapshots.length === 0 ? [] : missingParts(parts);
  return { kind: 'seen', source, address, snapshots, passedOver, missing, time, place, measured, more: steps.slice(1) };
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
    return unknownApp('no-evidence', `what restic printed was not understood: ${why}`);
  }
}
