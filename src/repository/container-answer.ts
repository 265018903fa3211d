import { plainLine } from '../foreign-text.ts';
import type { ContainerStatus, ContainerTermination, Pod } from '../kubernetes/objects.ts';
import { readStepLog, type StepLog } from '../restic/step-log.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { failureOfMover } from '../volsync/mover-failure-log.ts';
import { failureOfWaiting } from '../volsync/mover-failure-pod.ts';
import { lasting, passing, type Diagnosis } from '../volsync/diagnosis.ts';
import { containerLog } from '../mover/container-log.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import type { PodTimeouts, SettledPod } from '../helper-pod/settled-pod.ts';

/** A repository's answer, or why there is none. */
export type Answer =
  | {
      readonly log: StepLog;
      readonly node?: string | undefined;
      /** An interrupted run has read it. */
      readonly isEarlier?: true;
    }
  | { readonly failure: Diagnosis };

/** What identifies the answer, and how long it was waited for. */
interface Asking {
  readonly mark: string;
  readonly timeouts: PodTimeouts;
}

/** Reads the answer of one app's container, from a pod that has settled. */
export async function containerAnswer(
  container: string,
  { pod, trouble }: SettledPod,
  { ports, ...asking }: Asking & { readonly ports: Pick<HelperPodPorts, 'cluster' | 'signal'> },
): Promise<Answer> {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  const { running, terminated } = status?.state ?? {};
  if (running === undefined && terminated === undefined) return { failure: notEnded(pod, status, trouble) };
  const lines = await containerLog(pod, container, ports);
  if (terminated === undefined) return { failure: unanswered(lines, trouble, asking) ?? noAnswer(pod) };
  if (typeof lines === 'string') return { failure: passing('no-evidence', `its log cannot be read: ${lines}`) };
  const log = readStepLog(lines, asking.mark);
  if (log.isWhole) return { log, node: pod.spec?.nodeName };
  return { failure: endedEarly(terminated, lines) };
}

function endedEarly({ exitCode, reason, message = '' }: ContainerTermination, lines: readonly string[]): Diagnosis {
  if (reason === 'StartError') return lasting('failing', notAMover, [plainLine(message)]);
  if (exitCode === 0) return cutLog;
  return failureOfMover({ exitCode, terminationReason: reason, lines: lines.map(withoutCredentials) });
}

const notAMover = "the helper could not be started: is its image that of VolSync's mover?";

/** A truncated answer is incomplete and counts as none. */
export const cutLog = passing('no-evidence', 'the answer was longer than the log that Kubernetes keeps');

/** A container still runs at the deadline; the pod's volumes only matter for a repository on a volume. */
function unanswered(
  lines: readonly string[] | string,
  trouble: Diagnosis | undefined,
  { mark, timeouts }: Asking,
): Diagnosis | undefined {
  const address = typeof lines === 'string' ? undefined : readStepLog(lines, mark).address;
  if (trouble?.reason !== 'repository-unreachable' || address?.startsWith('/') !== false) return trouble;
  return { ...trouble, message: `no answer from the repository in ${timeouts.endMs / 1000}s: ${address}` };
}

function noAnswer(pod: Pod): Diagnosis {
  return passing('unknown', `the helper pod ${pod.metadata.name} gave no answer`);
}

function notEnded(pod: Pod, status: ContainerStatus | undefined, trouble: Diagnosis | undefined): Diagnosis {
  const { reason, message: words = '' } = status?.state?.waiting ?? {};
  const message = plainLine(words);
  const missing = /secret "(?<name>[^"]+)" not found/.exec(message)?.groups?.['name'];
  if (missing !== undefined) return lasting('secret-missing', `there is no Secret ${missing}`);
  if (reason === 'CreateContainerConfigError') return lasting('error', `the helper cannot be started: ${message}`);
  const waiting = status && failureOfWaiting(status);
  return waiting ?? trouble ?? noAnswer(pod);
}
