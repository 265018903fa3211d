import { plainLine, type ForeignText } from '../../../foreign-text.ts';
import { isFailure } from '../../../errors.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { Container, ContainerStatus, Job, Pod, PodSpec, Volume } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { withoutCredentials } from '../../../without-credentials.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { jobUids, podsOf } from '../../../mover/mover-pods.ts';
import { findLogTarget, type FoundTarget, type LogTarget } from '../../../mover/log-target.ts';
import { eventsAbout, type AppEvent, type AppEventOptions } from './events.ts';

/** What `kubectl describe` shows about a mover, in one place. Hostile text: rendering strips control characters. */
export interface MoverJob {
  /** Undefined if there is none: VolSync removes it when a sync is complete. */
  readonly job: Job | undefined;
  /** After admission: from the newest pod, else from the Job's template. Init containers first. */
  readonly containers: readonly MoverContainer[];
  /** Oldest first. */
  readonly pods: readonly MoverTry[];
  /** About the Job and its pods, oldest first; undefined if they may not be read. */
  readonly events: readonly AppEvent[] | undefined;
}

export interface MoverContainer {
  readonly name: string;
  readonly isInit: boolean;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Only names: a value may be a secret. */
  readonly env: readonly string[];
  readonly mounts: readonly MoverMount[];
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

export interface MoverMount {
  readonly path: string;
  /** Such as `NFS nas:/backups`, `PVC web`. */
  readonly source: string;
  readonly isReadOnly: boolean;
}

/** One pod of the Job. */
export interface MoverTry {
  readonly name: string;
  readonly phase: string;
  /** The reason for the state of the pod as a whole, or why it cannot be scheduled. */
  readonly reason: ForeignText | undefined;
  readonly message: ForeignText | undefined;
  readonly node: string | undefined;
  readonly createdAt: string | undefined;
  readonly containers: readonly ContainerState[];
}

export interface ContainerState {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly reason: ForeignText | undefined;
  readonly message: ForeignText | undefined;
  readonly exitCode: number | undefined;
  readonly since: string | undefined;
  readonly restarts: number;
}

type MoverJobPorts = ClusterContext<'find' | 'list' | 'exists'>;

type EventLimits = Pick<AppEventOptions, 'tail' | 'since'>;

/** Describes the mover of an app: its newest Job, its pods, and their events. */
export async function moverJob(target: LogTarget, limits: EventLimits, ports: MoverJobPorts): Promise<MoverJob> {
  const { cluster, signal } = ports;
  const found = await findLogTarget(cluster, target, signal);
  const scope = { namespace: found.key.namespace, labelSelector: madeByVolSync };
  const [jobs, pods, events] = await Promise.all([
    cluster.list(resources.jobs, scope, signal),
    cluster.list(resources.pods, scope, signal),
    eventsOf(found, limits, ports),
  ]);
  const uids = jobUids(found.object, jobs);
  const job = jobs
    .filter(({ metadata }) => uids.includes(metadata.uid ?? ''))
    .toSorted((a, b) => createdAt(a).localeCompare(createdAt(b)))
    .at(-1);
  const own = job === undefined ? [] : podsOf([job.metadata.uid ?? ''], pods);
  return {
    job,
    containers: containersOf(own.at(-1)?.spec ?? job?.spec?.template?.spec),
    pods: own.map(tryOf),
    events,
  };
}

async function eventsOf(
  found: FoundTarget,
  limits: EventLimits,
  ports: MoverJobPorts,
): Promise<readonly AppEvent[] | undefined> {
  try {
    const events = await eventsAbout(found, { ...limits, kinds: ['Job', 'Pod'] }, ports);
    return events;
  } catch (error) {
    if (isFailure(error, 'forbidden')) return undefined;
    throw error;
  }
}

function createdAt({ metadata }: Job): string {
  return metadata.creationTimestamp ?? '';
}

function containersOf({ initContainers = [], containers = [], volumes = [] }: PodSpec = {}): readonly MoverContainer[] {
  return [
    ...initContainers.map((container) => containerOf(container, volumes, true)),
    ...containers.map((container) => containerOf(container, volumes, false)),
  ];
}

function containerOf(container: Container, volumes: readonly Volume[], isInit: boolean): MoverContainer {
  const { name, image = '', command = [], args = [], env = [], volumeMounts = [], resources: asked = {} } = container;
  return {
    name,
    isInit,
    image: plainLine(image),
    command: command.map(withoutCredentials),
    args: args.map(withoutCredentials),
    env: env.map((variable) => variable.name),
    mounts: volumeMounts.map(({ name: of, mountPath, subPath, readOnly }) => ({
      path: mountPath,
      source: [sourceOf(volumes.find((volume) => volume.name === of)), subPath && plainLine(subPath)]
        .filter(Boolean)
        .join('/'),
      isReadOnly: readOnly === true,
    })),
    requests: asked['requests'] ?? {},
    limits: asked['limits'] ?? {},
  };
}

function sourceOf(volume: Volume | undefined): string {
  if (volume === undefined) return 'no volume';
  const { name, nfs, persistentVolumeClaim: claim, ...others } = volume;
  if (nfs !== undefined) return `NFS ${plainLine(nfs.server)}:${plainLine(nfs.path)}`;
  if (claim !== undefined) return `PVC ${claim.claimName}`;
  const [kind = 'volume', of] = Object.entries(others)[0] ?? [];
  const { secretName, name: named } = (of ?? {}) as { readonly secretName?: string; readonly name?: string };
  return `${kind} ${secretName ?? named ?? name}`;
}

function tryOf({ metadata, spec, status = {} }: Pod): MoverTry {
  const unscheduled = status.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False');
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return {
    name: metadata.name,
    phase: status.phase ?? 'Unknown',
    reason: status.reason ?? unscheduled?.reason,
    message: status.message ?? unscheduled?.message,
    node: spec?.nodeName,
    createdAt: metadata.creationTimestamp,
    containers: statuses.map(stateOf),
  };
}

function stateOf({ name, state = {}, restartCount: restarts = 0 }: ContainerStatus): ContainerState {
  const { running, terminated } = state;
  const none = { reason: undefined, message: undefined, exitCode: undefined };
  if (running !== undefined) return { ...none, name, state: 'running', since: running.startedAt, restarts };
  if (terminated !== undefined) {
    const { reason, message, exitCode, finishedAt: since } = terminated;
    return { name, state: 'terminated', reason, message, exitCode, since, restarts };
  }
  const { reason, message } = state.waiting ?? {};
  return { ...none, name, state: 'waiting', reason, message, since: undefined, restarts };
}
