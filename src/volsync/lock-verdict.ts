import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Node, Pod } from '../kubernetes/objects.ts';
import type { Allowed } from '../kubernetes/allowed.ts';
import { staleLockMs } from './lock-holder.ts';

/** What was found about the host that a lock names. */
export interface LockHost {
  /** The pods of that name, in all namespaces. */
  readonly pods: Allowed<readonly Pod[]>;
  /** What events show about a deleted pod of that name: its namespace, and the nodes that it was on. */
  readonly trace: Allowed<PodTrace | undefined>;
  /** Those nodes by name; undefined for a node that does not exist. */
  readonly nodes: Allowed<ReadonlyMap<string, Node | undefined>>;
}

export interface PodTrace {
  readonly namespace: string;
  readonly nodes: readonly string[];
}

/**
 * Whether the process that holds a lock still runs. `stale`: restic considers it stale, because it was not renewed for
 * 30 minutes and every running restic renews its own. `dead`: proven. `alive`: a pod of that name runs. `unknown`:
 * neither.
 */
export interface LockVerdict {
  readonly kind: 'stale' | 'dead' | 'alive' | 'unknown';
  /** A sentence fragment. May quote the cluster. */
  readonly why: string;
  /** The pod that holds it. */
  readonly pod?: ObjectKey | undefined;
}

/** The properties of a lock that a verdict needs. */
export interface HeldLock {
  readonly host: string;
  readonly pid: number;
  readonly ageMs: number;
}

/** Judges a lock by its age, and if that does not decide, by what was found about its host. */
export function lockVerdict({ host, pid, ageMs }: HeldLock, where: LockHost): LockVerdict {
  if (ageMs > staleLockMs) return { kind: 'stale', why: 'not renewed for more than 30 minutes' };
  const { pods } = where;
  if ('why' in pods) return unknown(`its pod could not be searched for in all namespaces: ${pods.why}`);
  const verdict = pods.value.length === 0 ? verdictOnGone(host, where) : verdictOnPods(pods.value, host);
  // PID 1 is the first process of every container, including the one that would remove the lock.
  if (verdict.kind === 'dead' && pid === 1) return unknown(`${verdict.why}, but process 1 is in every container`);
  return verdict;
}

/** Names that are generated once and never reused; the name of a StatefulSet's pod is reused. */
function isOnlyOnce(host: string): boolean {
  return /^(?:volsync-(?:src|dst)-|volsyncctl-)/.test(host);
}

function verdictOnPods(pods: readonly Pod[], host: string): LockVerdict {
  const alive = pods.find(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  if (alive !== undefined) {
    const { phase = 'Pending' } = alive.status ?? {};
    return { kind: 'alive', why: `pod ${nameOf(alive)} is ${phase.toLowerCase()}`, pod: keyOf(alive) };
  }
  const unseen = pods.find((pod) => !hasEnded(pod));
  if (unseen !== undefined) {
    return unknown(`pod ${nameOf(unseen)} was lost, perhaps with its node; it may still be running`);
  }
  const [pod] = pods;
  if (pod === undefined) return unknown(noTrace);
  if (!isOnlyOnce(host)) return unknown(`pod ${nameOf(pod)} has ended, but another pod may reuse its name`);
  return { kind: 'dead', why: `pod ${nameOf(pod)} has ended (${pod.status?.phase ?? ''})`, pod: keyOf(pod) };
}

/**
 * If its node was lost, a pod is reported as failed although its containers may still run; only terminated containers
 * prove that it ended.
 */
function hasEnded({ status: { containerStatuses = [] } = {} }: Pod): boolean {
  return containerStatuses.length > 0 && containerStatuses.every(({ state }) => state?.running === undefined);
}

function verdictOnGone(host: string, { trace, nodes }: LockHost): LockVerdict {
  if (!isOnlyOnce(host)) return unknown('not a pod of this cluster: restic of a person or of another machine');
  if ('why' in trace) return unknown(`no such pod is there, and whether it ever was could not be seen: ${trace.why}`);
  if (trace.value === undefined) return unknown(noTrace);
  const { namespace } = trace.value;
  const gone = `its pod in namespace ${namespace} is gone`;
  if ('why' in nodes) return unknown(`${gone}; the state of its node could not be read: ${nodes.why}`);
  // Of a long backup, the only event left may be the eviction of its pod, and a lost node is a reason for that.
  if (nodes.value.size === 0) return unknown(`${gone}; its node is unknown: it may still be running there`);
  const lost = [...nodes.value].find(([, node]) => !isReady(node))?.[0];
  if (lost !== undefined) return unknown(`${gone}, but its node ${lost} is not ready: it may still be running there`);
  return { kind: 'dead', why: gone, pod: { namespace, name: host } };
}

const noTrace = 'never seen in this cluster, neither as a pod nor in an event: it may run in another cluster';

function isReady(node: Node | undefined): boolean {
  return node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

function unknown(why: string): LockVerdict {
  return { kind: 'unknown', why };
}

function keyOf({ metadata: { namespace = '', name } }: Pod): ObjectKey {
  return { namespace, name };
}

function nameOf(pod: Pod): string {
  return `${keyOf(pod).namespace}/${pod.metadata.name}`;
}
