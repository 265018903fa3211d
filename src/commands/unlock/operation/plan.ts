import { isFailure, type Outcome, worstOutcome } from '../../../errors.ts';
import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { Job, KubeEvent, Node, Pod } from '../../../kubernetes/objects.ts';
import { seeLocks, type SeenLocks } from '../../../repository/locks.ts';
import type { LookOptions, RepositoryPorts } from '../../../repository/list-snapshots.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { type LockHost, lockVerdict, type PodTrace } from '../../../volsync/lock-verdict.ts';
import { unseenOutcome } from '../../../volsync/unseen-outcome.ts';
import { stuckJob } from './stuck-job.ts';
import { isToGo, type JudgedLock, type UnlockedApp, type UnlockReport } from './unlock-result.ts';
import { fieldEquals } from '../../../kubernetes/field-selector.ts';
import { rawText } from '../../../foreign-text.ts';
import pMap from 'p-map';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import { resources } from '../../../volsync/resources.ts';

export type UnlockOptions = Omit<LookOptions, 'command' | 'moreSteps' | 'onLine'>;

export type UnlockPorts = RepositoryPorts & ClusterContext<'exists'>;

/** An app with everything that the removal needs. */
export interface PlannedApp extends UnlockedApp {
  readonly seen: SeenLocks;
  readonly stuck: Job | undefined;
}

/** The planned removals. */
export interface UnlockPlan extends Omit<UnlockReport, 'isDryRun'> {
  readonly apps: readonly PlannedApp[];
}

export interface UnlockTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** Lists the locks of apps and judges each one; nothing is changed. Throws only if no app could be found. */
export async function planUnlock(
  target: UnlockTarget,
  options: UnlockOptions,
  ports: UnlockPorts,
): Promise<UnlockPlan> {
  const { chosen, failures } = await findSources(target, ports);
  const seen = await seeLocks(chosen, { ...options, command: 'unlock' }, ports);
  const apps: PlannedApp[] = [];
  for (const one of seen) apps.push(await planApp(one, ports));
  const outcome = worstOutcome([...apps.map((app) => app.outcome), ...failures.map(({ kind }) => kind)]);
  return { apps, failures, outcome };
}

async function planApp(seen: SeenLocks, ports: UnlockPorts): Promise<PlannedApp> {
  const { name, namespace = '' } = seen.source.metadata;
  const app = { namespace, name, repository: seen.address, seen, stuck: undefined };
  if (seen.kind === 'hidden') {
    const outcome = unseenOutcome(seen.judgement);
    return { ...app, locks: [], unreadable: [], hidden: seen.judgement, outcome };
  }
  const hosts = await findLockHosts(young(seen, ports), namespace, ports);
  const locks = seen.locks.map((lock) => judged(lock, hosts.get(lock.host), nowIn(seen, ports)));
  const { unreadable } = seen;
  const stuck = locks.some(isToGo) && isFree(locks, unreadable) ? await stuckOf(seen, ports) : undefined;
  const job = stuck && { name: stuck.metadata.name, end: 'planned' as const };
  return { ...app, locks, unreadable, stuck, job, outcome: outcomeOfLocks(locks, unreadable) };
}

/** Whether nothing blocks the app once the removable locks are gone. */
function isFree(locks: readonly JudgedLock[], unreadable: readonly string[]): boolean {
  return locks.every(isToGo) && unreadable.length === 0;
}

/** The outcome of an app with these locks. */
export function outcomeOfLocks(locks: readonly JudgedLock[], unreadable: readonly string[]): Outcome {
  if (locks.some(({ end }) => end === 'failed')) return 'failed';
  return isFree(locks, unreadable) ? 'ok' : 'refused';
}

type Seen = SeenLocks & { readonly kind: 'seen' };

/** The hosts of locks that are not stale by age: for the others, no host has to be found. */
function young(seen: Seen, ports: UnlockPorts): readonly string[] {
  const now = nowIn(seen, ports);
  return seen.locks.filter((lock) => judged(lock, undefined, now).verdict.kind !== 'stale').map(({ host }) => host);
}

/** On the clock of the helper pod, which restic uses too. */
function nowIn({ time }: Seen, ports: UnlockPorts): Date {
  return time ?? ports.now();
}

const unseenHost: LockHost = {
  pods: { why: 'not searched for' },
  trace: { value: undefined },
  nodes: { value: new Map() },
};

function judged(lock: Seen['locks'][number], where: LockHost = unseenHost, now: Date): JudgedLock {
  const ageMs = now.getTime() - lock.time.getTime();
  const verdict = lockVerdict({ ...lock, ageMs }, where);
  return { ...lock, ageMs, verdict, end: isToGo({ verdict }) ? 'planned' : 'kept' };
}

/** Without the right to read Jobs, no Job is restarted: VolSync retries by itself, only later. */
async function stuckOf({ source }: Seen, ports: UnlockPorts): Promise<Job | undefined> {
  try {
    return await stuckJob(source, ports);
  } catch (error) {
    if (isFailure(error, 'forbidden')) return undefined;
    throw error;
  }
}

type Ports = ClusterContext<'list' | 'find'>;

/** The number of hosts that are looked up at a time. */
const parallelHosts = 4;

/** Looks for the host of each lock among the pods of all namespaces; `namespace` is used if only that is allowed. */
async function findLockHosts(
  hosts: readonly string[],
  namespace: string,
  ports: Ports,
): Promise<ReadonlyMap<string, LockHost>> {
  const distinct = [...new Set(hosts)];
  const found = await pMap(distinct, async (host) => [host, await findLockHost(host, namespace, ports)] as const, {
    concurrency: parallelHosts,
  });
  return new Map(found);
}

async function findLockHost(host: string, namespace: string, ports: Ports): Promise<LockHost> {
  const none = { trace: { value: undefined }, nodes: { value: new Map<string, Node>() } };
  // Text that is not a valid pod name must not get into a selector.
  if (!/^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/.test(host)) return { pods: { value: [] }, ...none };
  const pods = await podsNamed(host, namespace, ports);
  if ('why' in pods || pods.value.length > 0) return { pods, ...none };
  const trace = await traceOf(host, ports);
  const names = 'why' in trace ? [] : (trace.value?.nodes ?? []);
  return { pods, trace, nodes: await nodesNamed(names, ports) };
}

async function podsNamed(name: string, namespace: string, ports: Ports): Promise<Allowed<readonly Pod[]>> {
  const { cluster, signal } = ports;
  const fieldSelector = fieldEquals('metadata.name', name);
  const everywhere = await allowed(cluster.list(resources.pods, { fieldSelector }, signal));
  if ('value' in everywhere) return everywhere;
  const here = await allowed(cluster.list(resources.pods, { namespace, fieldSelector }, signal));
  // A pod that exists is enough; if it is not here, that says nothing about other namespaces.
  return 'value' in here && here.value.length > 0 ? here : everywhere;
}

/** Kubernetes keeps events for an hour, longer than a lock needs to become stale. */
async function traceOf(name: string, { cluster, signal }: Ports): Promise<Allowed<PodTrace | undefined>> {
  const fieldSelector = `regarding.kind=Pod,${fieldEquals('regarding.name', name)}`;
  const events = await allowed(cluster.list(resources.events, { fieldSelector }, signal));
  if ('why' in events) return events;
  const namespace = events.value[0]?.regarding?.namespace;
  if (namespace === undefined) return { value: undefined };
  return { value: { namespace, nodes: [...new Set(events.value.flatMap(nodesIn))] } };
}

function nodesIn({ reportingController, reportingInstance, reason, note = '' }: KubeEvent): readonly string[] {
  const kubelet = reportingController === 'kubelet' ? reportingInstance : undefined;
  const assigned = reason === 'Scheduled' ? /^Successfully assigned \S+ to (\S+)$/.exec(rawText(note))?.[1] : undefined;
  return [kubelet, assigned].filter((node) => node !== undefined && node !== '') as string[];
}

async function nodesNamed(
  names: readonly string[],
  { cluster, signal }: Ports,
): Promise<Allowed<ReadonlyMap<string, Node | undefined>>> {
  const found = new Map<string, Node | undefined>();
  for (const name of names) {
    const node = await allowed(cluster.find(resources.nodes, { namespace: '', name }, signal));
    if ('why' in node) return node;
    found.set(name, node.value);
  }
  return { value: found };
}
