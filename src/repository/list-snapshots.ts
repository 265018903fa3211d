import type { Cluster, Resource } from '../kubernetes/cluster.ts';
import { missingParts } from '../restic/repository-parts.ts';
import { readSnapshots, type Snapshot } from '../restic/snapshots.ts';
import type { ResticStep } from '../restic/repository-script.ts';
import type { StepLog, StepOutput } from '../restic/step-log.ts';
import { withoutCredentials } from '../without-credentials.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import { failureOfRestic } from '../volsync/restic-failure.ts';
import { judgeSilence } from '../volsync/silent-repository.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unknownApp, unprotected, type Judgement } from '../volsync/verdict.ts';
import { firstServed } from '../kubernetes/first-served.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { askRepositories, type PatientQuestion } from './ask-repositories.ts';
import type { Answer } from './container-answer.ts';
import { findEnvironments } from './find-environments.ts';
import type { EnvironmentOverrides } from './mover-environments.ts';
import { isFailure } from '../errors.ts';
import { externalSecretVersions } from '../volsync/resources.ts';
import { ofExternalSecret, ofUnseenWriter, writerOf, type ExternalSecret } from '../volsync/external-secret.ts';
import type { Reason } from '../volsync/reasons.ts';

/** How repositories are to be looked into, and for which command. */
export interface LookOptions extends EnvironmentOverrides, Pick<PatientQuestion, 'command' | 'patience' | 'resources'> {
  /** What restic is to do after it has listed the snapshots. */
  readonly moreSteps?: readonly ResticStep[] | undefined;
  readonly onLine?: PatientQuestion['onLine'];
}

export interface LookPorts extends HelperPodPorts {
  readonly cluster: HelperPodPorts['cluster'] & Pick<Cluster, 'find'>;
}

/** The snapshots in an app's repository, newest first, or why they were not seen. */
export type SeenRepository = {
  readonly source: ReplicationSource;
  /** RESTIC_REPOSITORY without credentials, as far as it was seen. */
  readonly address: string | undefined;
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

/** Lists the snapshots in the repositories of sources, in their order. Nothing is locked, and nothing is written. */
export async function listRepositorySnapshots(
  sources: readonly ReplicationSource[],
  options: LookOptions,
  ports: LookPorts,
): Promise<readonly SeenRepository[]> {
  const found = await findEnvironments(sources, options, ports);
  const places = found.flatMap((one) => ('place' in one ? [one.place] : []));
  const { moreSteps = [], ...question } = options;
  const asksServer = judging.includes(options.command);
  const steps = () => [listSnapshots, ...moreSteps];
  const answers = await askRepositories(places, { ...question, asksServer, steps }, ports);
  const seen = found.map((one) =>
    'place' in one ? seenBy(one.place, answers.get(one.place), options.command) : hidden(one.source, one.judgement),
  );
  const judge = externalSecretJudge(ports);
  return Promise.all(
    seen.map(async (one) =>
      one.kind === 'seen' ? one : { ...one, judgement: await judge(one.source, one.judgement) },
    ),
  );
}

/** The commands that judge by what is there; a server is asked for that in runs of restic of its own. */
const judging: readonly string[] = ['verify', 'bootstrap-check', 'doctor'];

const listSnapshots = { name: 'snapshots', args: ['snapshots', '--json'] } as const;

function hidden(source: ReplicationSource, judgement: Judgement, address?: string): SeenRepository {
  return { kind: 'hidden', source, judgement, address };
}

function seenBy(place: MoverEnvironment, answer: Answer | undefined, command: string): SeenRepository {
  const { source } = place;
  if (answer === undefined) throw new Error('a repository was not asked');
  if ('failure' in answer) return hidden(source, withRightsOf(command, judgeSilence(answer.failure, place)));
  const { address, time, steps, parts } = answer.log;
  const snapshots = snapshotsIn(answer.log, place);
  if ('verdict' in snapshots) return hidden(source, snapshots, address);
  const passedOver = (steps[0]?.errors ?? []).filter((line) => line.startsWith('Ignoring ')).map(withoutCredentials);
  const missing = parts === undefined || snapshots.length === 0 ? [] : missingParts(parts);
  return { kind: 'seen', source, address, snapshots, passedOver, missing, time, place, more: steps.slice(1) };
}

/** Each command has its own entry in the list of rights. */
function withRightsOf(command: string, judgement: Judgement): Judgement {
  return { ...judgement, hint: judgement.hint?.replace('volsyncctl rbac verify ', `volsyncctl rbac ${command} `) };
}

function snapshotsIn(
  { steps: [step], address, parts }: StepLog,
  place: MoverEnvironment,
): readonly Snapshot[] | Judgement {
  if (step === undefined) return unknownApp('no-evidence', 'restic was not run');
  if (step.exitCode === 12 && parts?.keys === 'no') {
    return unprotected('damaged', 'keys/ holds no key, so no password opens the repository');
  }
  if (step.exitCode !== 0) return judgeSilence(failureOfRestic(step), place, address);
  try {
    return readSnapshots(step.output);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unknownApp('no-evidence', `what restic printed was not understood: ${why}`);
  }
}

interface Ports {
  readonly cluster: Pick<Cluster, 'list'>;
  readonly signal: AbortSignal;
}

/** What is wrong with the Secret itself. */
const ofSecret: readonly (Reason | undefined)[] = ['wrong-password', 'secret-missing'];

/** Tells of judgements about a source's Secret which ExternalSecret writes that; all others are as they were. */
function externalSecretJudge(ports: Ports): (source: ReplicationSource, judgement: Judgement) => Promise<Judgement> {
  const lists = new Map<string, Promise<Listed>>();
  return async ({ metadata: { namespace = '' }, spec }, judgement) => {
    const secret = spec?.restic?.repository;
    if (secret === undefined || !ofSecret.includes(judgement.reason)) return judgement;
    const listed = lists.get(namespace) ?? listIn(namespace, ports);
    lists.set(namespace, listed);
    const all = await listed;
    if ('why' in all) return ofUnseenWriter(judgement, secret, all.why, namespace);
    const writer = writerOf(secret, all.value);
    return writer === undefined ? judgement : ofExternalSecret(judgement, secret, writer);
  };
}

type Listed = { readonly value: readonly ExternalSecret[] } | { readonly why: string };

/** Without the operator there are none. */
async function listIn(namespace: string, { cluster, signal }: Ports): Promise<Listed> {
  try {
    const list = (kind: Resource<ExternalSecret>) => cluster.list(kind, { namespace }, signal);
    return { value: (await firstServed(externalSecretVersions, list)) ?? [] };
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return { why: error.message };
  }
}
