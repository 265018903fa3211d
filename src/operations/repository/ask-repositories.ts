import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { isFailure } from '../../errors.ts';
import type { ContainerStatus, Pod } from '../../kube/objects.ts';
import { readStepLog, type StepLog } from '../../restic/step-log.ts';
import { withoutCredentials } from '../../restic/without-credentials.ts';
import { failureOfMover } from '../../volsync/mover-failure-log.ts';
import { failureOfWaiting } from '../../volsync/mover-failure-pod.ts';
import { lasting, passing, type MoverFailure } from '../../volsync/mover-failure.ts';
import type { MoverPlace } from '../../volsync/mover-place.ts';
import { withHelperPod } from '../helper-pod.ts';
import { containerLog } from '../helper-pod/container-log.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { settledPod, type Patience, type SettledPod } from '../helper-pod/settled-pod.ts';
import { failureOfCreation } from './creation-failure.ts';
import { LiveLines } from './live-lines.ts';
import { repositoryPods, type Question, type RepositoryPod } from './repository-pods.ts';

/** What a repository answered, or why there is no answer. */
export type Answer = { readonly log: StepLog } | { readonly failure: MoverFailure };

/** Pods at work at a time, and logs read at a time from one of them. */
const parallelPods = 4;
const parallelLogs = 8;
/** Kubernetes ends a pod that volsyncctl can end no more. */
const spareMs = 60_000;
/** What restic leaves of the time to the pod's start and to its own last words. */
const lastWordsMs = 10_000;

/** Asks repositories through helper pods, one for many; what goes wrong with one is its answer, and no exception. */
export async function askRepositories(
  places: readonly MoverPlace[],
  question: PatientQuestion,
  ports: HelperPodPorts,
): Promise<ReadonlyMap<MoverPlace, Answer>> {
  const mark = `volsyncctl-${randomBytes(8).toString('hex')}`;
  const { patience, onLine } = question;
  const limits = {
    deadlineMs: patience.endMs + spareMs,
    limitMs: Math.max(patience.endMs - lastWordsMs, patience.endMs / 2),
  };
  const pods = repositoryPods(places, { ...question, ...limits }, mark);
  const ask = (pod: RepositoryPod) => outcomeOf(askPod(pod, { mark, patience, onLine }, ports));
  const answers = await pMap(pods, ask, { concurrency: parallelPods });
  for (const answer of answers) if ('error' in answer) throw answer.error;
  return new Map(answers.flatMap((answer) => ('value' in answer ? answer.value : [])));
}

/** Also after Ctrl-C every pod is waited for, so that nothing is left when the command ends. */
async function outcomeOf<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

/** A question, and how long its answer is waited for. */
export interface PatientQuestion extends Omit<Question, 'deadlineMs' | 'limitMs'> {
  readonly patience: Patience;
  /** Told each line of the log while it is written, where it is worth to be shown. */
  readonly onLine?: ((place: MoverPlace, line: string) => void) | undefined;
}

interface Asking extends Pick<PatientQuestion, 'patience' | 'onLine'> {
  readonly mark: string;
}

async function askPod(
  { spec, places }: RepositoryPod,
  asking: Asking,
  ports: HelperPodPorts,
): Promise<readonly (readonly [MoverPlace, Answer])[]> {
  const all = [...places];
  try {
    return await withHelperPod(spec, ports, async (made) => {
      const settled = await watched(made, { places, asking }, ports);
      const answer = (container: string) => answerOf(container, settled, { ...asking, ports });
      return pMap(all, async ([name, place]) => [place, await answer(name)] as const, { concurrency: parallelLogs });
    });
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const failure = failureOfCreation(error);
    return all.map(([, place]) => [place, { failure }]);
  }
}

async function watched(
  made: Pod,
  { places, asking }: { readonly places: RepositoryPod['places']; readonly asking: Asking },
  ports: HelperPodPorts,
): Promise<SettledPod> {
  const { patience, onLine } = asking;
  if (onLine === undefined) return settledPod(made, patience, ports);
  const lines = new LiveLines(ports, (container, line) => {
    const place = places.get(container);
    if (place !== undefined) onLine(place, line);
  });
  try {
    return await settledPod(made, { ...patience, onSeen: (pod) => lines.follow(pod) }, ports);
  } finally {
    await lines.close();
  }
}

async function answerOf(
  container: string,
  { pod, trouble }: SettledPod,
  { ports, ...asking }: Asking & { readonly ports: HelperPodPorts },
): Promise<Answer> {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  const { running, terminated } = status?.state ?? {};
  if (running === undefined && terminated === undefined) return { failure: notEnded(pod, status, trouble) };
  const lines = await containerLog(pod, container, ports);
  if (terminated === undefined) return { failure: unanswered(lines, trouble, asking) ?? noAnswer(pod) };
  if (typeof lines === 'string') return { failure: passing('no-evidence', `its log cannot be read: ${lines}`) };
  const log = readStepLog(lines, asking.mark);
  if (log.isWhole) return { log };
  const { exitCode, reason: terminationReason, message = '' } = terminated;
  if (terminationReason === 'StartError') return { failure: lasting('failing', notAMover, [message]) };
  const shown = lines.map(withoutCredentials);
  return { failure: exitCode === 0 ? cutLog : failureOfMover({ exitCode, terminationReason, lines: shown }) };
}

const notAMover = "the helper could not be started: is its image that of VolSync's mover?";

const cutLog = passing('no-evidence', 'the answer was longer than the log that Kubernetes keeps');

/** A container is still at work at the deadline; only a repository on a volume has to do with the pod's volumes. */
function unanswered(
  lines: readonly string[] | string,
  trouble: MoverFailure | undefined,
  { mark, patience }: Asking,
): MoverFailure | undefined {
  const address = typeof lines === 'string' ? undefined : readStepLog(lines, mark).address;
  if (trouble?.reason !== 'repository-unreachable' || address?.startsWith('/') !== false) return trouble;
  return { ...trouble, message: `no answer from the repository in ${patience.endMs / 1000}s: ${address}` };
}

function noAnswer(pod: Pod): MoverFailure {
  return passing('unknown', `the helper pod ${pod.metadata.name} gave no answer`);
}

function notEnded(pod: Pod, status: ContainerStatus | undefined, trouble: MoverFailure | undefined): MoverFailure {
  const { reason, message = '' } = status?.state?.waiting ?? {};
  const missing = /secret "(?<name>[^"]+)" not found/.exec(message)?.groups?.['name'];
  if (missing !== undefined) return lasting('secret-missing', `there is no Secret ${missing}`);
  if (reason === 'CreateContainerConfigError') return lasting('error', `the helper cannot be started: ${message}`);
  const waiting = status && failureOfWaiting(status);
  return waiting ?? trouble ?? noAnswer(pod);
}
