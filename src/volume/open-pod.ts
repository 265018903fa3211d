import { plain, plainLine } from '../foreign-text.ts';
import { Failure, isFailure } from '../errors.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { HelperPodSpec } from '../helper-pod/manifest.ts';
import { settledPod } from '../helper-pod/settled-pod.ts';
import { withHelperPod } from '../helper-pod/with-helper-pod.ts';
import type { VolumeOptions } from './options.ts';
import type { Workplace } from './pod-programs.ts';
import type { VolumePorts } from './ports.ts';

/** A pod that runs until it is no longer needed. */
export interface OpenPod {
  readonly namespace: string;
  readonly container: string;
  readonly spec: HelperPodSpec['pod'];
  readonly labels?: HelperPodSpec['labels'];
  /** See HelperPodSpec. */
  readonly run?: string | undefined;
  readonly isWriting?: boolean | undefined;
  /** Turns the problem that keeps the pod from running into the Failure that the user sees. */
  explain(trouble: Diagnosis): Promise<Failure> | Failure;
}

/** Creates the pod, waits until programs can be run in it, and calls `use`. */
export async function withOpenPod<T>(
  open: OpenPod,
  options: Pick<VolumeOptions, 'command' | 'lifetimeMs' | 'timeouts' | 'isKept'>,
  ports: VolumePorts,
  use: (work: Workplace) => Promise<T>,
): Promise<T> {
  const { command, lifetimeMs, timeouts, isKept } = options;
  const { namespace, container, spec: pod, labels, run, isWriting } = open;
  const made = { namespace, command, deadlineMs: lifetimeMs, pod, labels, isKept, run, isWriting };
  return withHelperPod(made, ports, async (helper) => {
    const { pod: seen, trouble } = await settledPod(helper, { ...timeouts, isForRunning: true }, ports);
    if (trouble !== undefined) throw await open.explain(trouble);
    const ended = endOf(seen, container);
    if (ended !== undefined) throw ended;
    const { cluster, signal } = ports;
    const key = { namespace, name: helper.metadata.name };
    try {
      return await use({ cluster, signal, container, pod: key });
    } catch (error) {
      throw (await lossOf(helper, error, ports)) ?? error;
    }
  });
}

/** If the pod is gone or being deleted, that is the cause, not the error that followed. */
async function lossOf(pod: Pod, error: unknown, ports: VolumePorts): Promise<Failure | undefined> {
  if (ports.signal.aborted || !isFailure(error) || !consequences.has(error.kind)) return undefined;
  if (!(await isGone(pod, ports))) return undefined;
  const message = `The helper pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name} was deleted while it was in use.`;
  return new Failure('unknown', message, { hint: 'run the command again', cause: error });
}

async function isGone({ metadata }: Pod, { cluster, signal }: VolumePorts): Promise<boolean> {
  const { namespace = '', name, uid } = metadata;
  try {
    const pods = await cluster.list(resources.pods, { namespace, fieldSelector: `metadata.name=${name}` }, signal);
    return !pods.some((one) => one.metadata.uid === uid && one.metadata.deletionTimestamp === undefined);
  } catch {
    return false;
  }
}

/** The kinds of failure that a program shows when its pod is gone. */
const consequences: ReadonlySet<string> = new Set(['failed', 'unreachable', 'not-found', 'unknown']);

/** Why the pod's container does not run. */
function endOf({ metadata, status }: Pod, container: string): Failure | undefined {
  const { terminated, waiting } = status?.containerStatuses?.find(({ name }) => name === container)?.state ?? {};
  const why = terminated ?? waiting;
  if (why === undefined) return undefined;
  const { reason = 'it ended', message = '' } = why;
  const pod = `${metadata.namespace ?? ''}/${metadata.name}`;
  const details = plain(message)
    .split('\n')
    .filter((line) => line !== '');
  return new Failure('failed', `The helper pod ${pod} does not run: ${plainLine(reason)}.`, { details });
}
