import { randomBytes } from 'node:crypto';
import { Failure, isFailure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { helperPod, managedBy, type HelperPodSpec } from './manifest.ts';
import type { HelperPodPorts } from './ports.ts';
import { untilGone } from '../kubernetes/until-gone.ts';
import { shellCommand } from '../shell-command.ts';

/** The time limit for the removal of a pod. */
const removalMs = 45_000;
/** The time limit for the end of a pod whose grace period is one second; enough for a slow node. */
const endMs = 60_000;

/**
 * Creates a helper pod, calls `use`, and removes the pod: after success, failure and Ctrl-C alike. Pods are created
 * only here.
 */
export async function withHelperPod<T>(
  spec: HelperPodSpec,
  ports: HelperPodPorts,
  use: (pod: Pod) => Promise<T>,
): Promise<T> {
  if (ports.signal.aborted) throw new Failure('interrupted', 'Interrupted.');
  const pod = await createPod(spec, ports);
  const key = keyOf(pod);
  ports.report({ type: 'pod-created', pod: key });
  let isKept = false;
  try {
    const result = await use(pod);
    isKept = spec.isKept === true;
    return result;
  } finally {
    if (isKept) tellKept(key, spec, ports);
    else if (spec.isWriting === true) await endPod(key, ports);
    else await removePod(key, ports);
  }
}

/**
 * Ends a pod that may write, and returns when nothing in it runs any more: only then may something else use what it
 * writes to. A Failure if that cannot be confirmed.
 */
export async function endPod(key: ObjectKey, ports: HelperPodPorts): Promise<void> {
  const { namespace, name } = key;
  // Not the operator's signal: the pod has to end after Ctrl-C too.
  const signal = AbortSignal.timeout(endMs);
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  try {
    await ports.cluster.delete(resources.pods, key, {}, signal);
    await untilGone({ resource: resources.pods, scope, limitMs: endMs }, { ...ports, signal });
    ports.report({ type: 'pod-removed', pod: key });
  } catch (cause) {
    if (!isFailure(cause)) throw cause;
    const hint = shellCommand`kubectl delete pod ${name} -n ${namespace}`;
    throw new Failure('failed', `Pod ${namespace}/${name} may still be running: it could not be stopped.`, {
      details: [cause.message],
      hint,
      cause,
    });
  }
}

function tellKept({ namespace, name }: ObjectKey, { deadlineMs }: HelperPodSpec, ports: HelperPodPorts): void {
  const hint = shellCommand`kubectl exec -it ${name} -n ${namespace} -- sh; kubectl delete pod ${name} -n ${namespace}`;
  const why = `--keep; it ends by itself after ${Math.round(deadlineMs / 60_000)} minutes`;
  ports.report({ type: 'left', what: `pod ${namespace}/${name}`, why, hint });
}

async function createPod(spec: HelperPodSpec, ports: HelperPodPorts): Promise<Pod> {
  const run = spec.run ?? randomBytes(8).toString('hex');
  try {
    return await ports.cluster.create(resources.pods, helperPod(spec, run), {}, ports.signal);
  } catch (error) {
    // A refused pod was not created; after a lost answer that is unknown.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) await removeRun(spec.namespace, run, ports);
    throw error;
  }
}

async function removeRun(namespace: string, run: string, ports: HelperPodPorts): Promise<void> {
  const labels = { ...managedBy, 'app.kubernetes.io/instance': run };
  const labelSelector = Object.entries(labels)
    .map((pair) => pair.join('='))
    .join(',');
  try {
    const pods = await ports.cluster.list(resources.pods, { namespace, labelSelector }, AbortSignal.timeout(removalMs));
    await Promise.all(pods.map((pod) => removePod(keyOf(pod), ports)));
  } catch (error) {
    if (!isFailure(error)) throw error;
    const hint = shellCommand`kubectl delete pods -n ${namespace} -l ${labelSelector}`;
    ports.report({ type: 'pod-left', pod: { namespace, name: `of run ${run}` }, why: error.message, hint });
  }
}

/** Deletes the pod without a grace period: it only reads. Without the operator's signal. */
async function removePod(key: ObjectKey, ports: HelperPodPorts): Promise<void> {
  try {
    await ports.cluster.delete(resources.pods, key, { gracePeriodSeconds: 0 }, AbortSignal.timeout(removalMs));
    ports.report({ type: 'pod-removed', pod: key });
  } catch (error) {
    if (!isFailure(error)) throw error;
    const hint = shellCommand`kubectl delete pod ${key.name} -n ${key.namespace} --force`;
    ports.report({ type: 'pod-left', pod: key, why: error.message, hint });
  }
}

function keyOf({ metadata: { name, namespace = '' } }: Pod): ObjectKey {
  return { namespace, name };
}
