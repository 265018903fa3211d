import type { Job, KubeObject, Pod } from '../../kube/objects.ts';
import { passing } from '../../volsync/mover-failure.ts';
import type { MoverSight } from '../../volsync/mover-sight.ts';
import type { Replication } from '../../volsync/sync-state.ts';
import { causeOfFailedPod, causeOfIdleJob, causeOfWaitingPod, type LookPorts } from './mover-cause.ts';
import type { StatusPorts } from './ports.ts';
import type { Readable } from './readable.ts';

/** Jobs and pods of movers, of as many namespaces as are looked at. */
export interface MoverObjects {
  readonly jobs: Readable<readonly Job[]>;
  readonly pods: Readable<readonly Pod[]>;
}

/** How many logs and events are read to find out why movers fail; beyond that only the fact is told. */
const maxLooks = 20;

/** Looks at the mover of each running sync, by uid: at its Job and pods, and where they fail at a log or events. */
export async function seeMovers(
  syncing: readonly Replication[],
  objects: MoverObjects,
  ports: StatusPorts,
): Promise<ReadonlyMap<string, MoverSight>> {
  let looks = 0;
  const lookPorts = { ...ports, now: () => ports.now(), mayLook: () => (looks += 1) <= maxLooks };
  const { jobs, pods } = objects;
  if ('why' in jobs) return hidden(syncing, jobs.why);
  const jobsOf = byController(jobs.value);
  const podsOf = 'why' in pods ? undefined : byController(pods.value);
  const sights = syncing.map(async ({ metadata: { uid = '' } }) => {
    const job = jobsOf.get(uid)?.at(-1);
    const own = podsOf?.get(job?.metadata.uid ?? '') ?? [];
    const sight = 'why' in pods ? seeJob(job, pods.why) : await seePods(job, own, lookPorts);
    return [uid, sight] as const;
  });
  return new Map(await Promise.all(sights));
}

function hidden(syncing: readonly Replication[], why: string): ReadonlyMap<string, MoverSight> {
  return new Map(syncing.map(({ metadata }) => [metadata.uid ?? '', { kind: 'hidden', reason: 'forbidden', why }]));
}

/** Found by their owner, not by their names; oldest first. */
function byController<T extends KubeObject>(objects: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const object of objects.toSorted((a, b) => (ageKey(a) < ageKey(b) ? -1 : 1))) {
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
    if (owner === undefined) continue;
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [object]);
    else group.push(object);
  }
  return groups;
}

function ageKey({ metadata }: KubeObject): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}

/** Without its pods a Job tells that it fails, and never that it does not. */
function seeJob(job: Job | undefined, why: string): MoverSight {
  const failedPods = job?.status?.failed ?? 0;
  if (failedPods === 0) return { kind: 'hidden', reason: 'forbidden', why };
  return { kind: 'failing', failedPods, cause: passing('failing', `the mover fails; ${why}`) };
}

async function seePods(job: Job | undefined, pods: readonly Pod[], ports: LookPorts): Promise<MoverSight> {
  const failed = pods.filter(({ status }) => status?.phase === 'Failed');
  const failedPods = Math.max(job?.status?.failed ?? 0, failed.length);
  if (failedPods > 0) return { kind: 'failing', failedPods, cause: await causeOfFailedPod(failed.at(-1), ports) };
  const newest = pods.at(-1);
  const cause = await (newest === undefined ? causeOfIdleJob(job, ports) : causeOfWaitingPod(newest, ports));
  return cause === undefined ? { kind: 'working' } : { kind: 'failing', failedPods: 0, cause };
}
