import { isFailure } from '../errors.ts';
import type { Resource } from '../kubernetes/cluster.ts';
import type { Job, KubeEvent, KubeObject, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { passing, type Diagnosis } from '../volsync/diagnosis.ts';
import type { MoverObservation } from '../volsync/mover-observation.ts';
import { madeByVolSync } from '../volsync/mover-names.ts';
import { dateOf, syncingSince, type Replication } from '../volsync/sync-state.ts';
import { withBlocker } from '../helper-pod/blocking-pod.ts';
import { examineFailedPod } from './failed-pod.ts';
import { among, waitingTrouble, type SyncScene } from './diagnose-sync.ts';
import type { StatusPorts } from './inspect-ports.ts';
import { allowed, type Allowed } from '../kubernetes/allowed.ts';

/** Objects of movers that were already read, of all relevant namespaces; what is missing is read when needed. */
export interface MoverObjects {
  readonly jobs: Allowed<readonly Job[]>;
  readonly pods: Allowed<readonly Pod[]>;
  readonly snapshots?: Allowed<readonly VolumeSnapshot[]>;
  readonly claims?: Allowed<readonly PersistentVolumeClaim[]>;
  readonly warnings?: Allowed<readonly KubeEvent[]>;
}

/** How many logs and events are read to find the causes of failures; beyond that only the failure is reported. */
const maxLooks = 20;
/** A pod may wait this long for its node and volumes, and a sync for its copy, before that counts as a problem. */
const startLimitMs = 30_000;
/** The script prints its error last. */
const tailLines = 100;

/** Inspects the mover of each running sync, by UID: its Job, pods and copy, and a log or events if they fail. */
export async function inspectMovers(
  syncing: readonly Replication[],
  objects: MoverObjects,
  ports: StatusPorts,
): Promise<ReadonlyMap<string, MoverObservation>> {
  const look = new Look(syncing, objects, ports);
  const sights = syncing.map(async (source) => [source.metadata.uid ?? '', await look.at(source)] as const);
  return new Map(await Promise.all(sights));
}

class Look {
  readonly #objects: MoverObjects;
  readonly #ports: StatusPorts;
  /** The namespace, if all running syncs are in one; otherwise undefined. */
  readonly #namespace: string | undefined;
  readonly #jobsOf: (source: Replication) => readonly Job[];
  readonly #podsOf: (job: Job) => readonly Pod[];
  #looks = 0;
  #snapshots: Promise<Allowed<readonly VolumeSnapshot[]>> | undefined;
  #claims: Promise<Allowed<readonly PersistentVolumeClaim[]>> | undefined;

  constructor(syncing: readonly Replication[], objects: MoverObjects, ports: StatusPorts) {
    this.#objects = objects;
    this.#ports = ports;
    const namespaces = new Set(syncing.map(({ metadata }) => metadata.namespace));
    this.#namespace = namespaces.size === 1 ? [...namespaces][0] : undefined;
    this.#jobsOf = byController('why' in objects.jobs ? [] : objects.jobs.value);
    this.#podsOf = byController('why' in objects.pods ? [] : objects.pods.value);
  }

  async at(source: Replication): Promise<MoverObservation> {
    const { jobs, pods } = this.#objects;
    if ('why' in jobs) return hidden(jobs.why);
    const job = this.#jobsOf(source).at(-1);
    if ('why' in pods) return seeJob(job, pods.why);
    return job === undefined || (job.status?.succeeded ?? 0) > 0 ? this.#atCopy(source) : this.#atJob(source, job);
  }

  async #atJob(source: Replication, job: Job): Promise<MoverObservation> {
    const pods = this.#podsOf(job);
    const failed = pods.filter(({ status }) => status?.phase === 'Failed');
    const failedPods = Math.max(job.status?.failed ?? 0, failed.length);
    const scene = { source, jobs: [job], pods, copies: [], claims: [] };
    if (failedPods === 0) return this.#atScene(scene);
    const cause = await this.#causeOfFailed(failed.at(-1));
    if (cause !== undefined) return { kind: 'failing', failedPods, cause };
    // The failed pod is gone, but what the next one waits for is still known.
    const waiting = await this.#atScene(scene);
    return { kind: 'failing', failedPods, cause: waiting.kind === 'failing' ? waiting.cause : undefined };
  }

  /** A source's copy is created before its Job, a destination's after it. */
  async #atCopy(source: Replication): Promise<MoverObservation> {
    const { copyMethod } = source.spec?.restic ?? {};
    if (this.#isYoung(syncingSince(source)) || (copyMethod !== 'Snapshot' && copyMethod !== 'Clone')) {
      return { kind: 'working' };
    }
    const copies = copyMethod === 'Clone' ? await this.#allClaims() : await this.#allSnapshots();
    if ('why' in copies) return hidden(copies.why);
    const own = byController<VolumeSnapshot | PersistentVolumeClaim>(copies.value)(source);
    return this.#atScene({ source, jobs: [], pods: [], copies: own, claims: [] });
  }

  async #atScene(scene: SyncScene): Promise<MoverObservation> {
    const cause = await this.#causeOfWaiting(scene);
    if (cause === undefined) return { kind: 'working' };
    const pod = scene.pods.at(-1);
    const isNamed = pod === undefined || cause.reason !== 'unschedulable' || !this.#mayLook();
    return { kind: 'failing', failedPods: 0, cause: isNamed ? cause : await withBlocker(cause, pod, this.#ports) };
  }

  /** Reads events only if the objects themselves do not say enough. */
  async #causeOfWaiting(scene: SyncScene): Promise<Diagnosis | undefined> {
    const said = waitingTrouble(scene, () => []);
    const isYoung = this.#isYoung(dateOf(scene.pods.at(-1)?.metadata.creationTimestamp));
    if (isYoung && (said === undefined || mayPass(said))) return undefined;
    const claims = said?.reason === 'volume-pending' ? await this.#allClaims() : { value: [] };
    const whole = { ...scene, claims: 'why' in claims ? [] : claims.value };
    const asked: KubeObject[] = [];
    const told = waitingTrouble(whole, (objects) => {
      asked.push(...objects);
      return [];
    });
    return asked.length === 0 ? told : waitingTrouble(whole, among(await this.#warningsAbout(asked)));
  }

  async #causeOfFailed(pod: Pod | undefined): Promise<Diagnosis | undefined> {
    if (pod === undefined) return undefined;
    const { uid = '' } = pod.metadata;
    const known = this.#ports.causes?.get(uid);
    if (known !== undefined || !this.#mayLook()) return known;
    const { failure } = await examineFailedPod(pod, this.#ports, tailLines);
    this.#ports.causes?.set(uid, failure);
    return failure;
  }

  async #warningsAbout(objects: readonly KubeObject[]): Promise<readonly KubeEvent[]> {
    const { warnings } = this.#objects;
    if (warnings !== undefined) return 'why' in warnings ? [] : warnings.value;
    const lists = objects.map(async ({ metadata }) => {
      if (!this.#mayLook()) return [];
      const scope = { namespace: metadata.namespace, fieldSelector: `regarding.name=${metadata.name},type=Warning` };
      const events = await allowed(this.#ports.cluster.list(resources.events, scope, this.#ports.signal));
      return 'why' in events ? [] : events.value;
    });
    return (await Promise.all(lists)).flat();
  }

  #allSnapshots(): Promise<Allowed<readonly VolumeSnapshot[]>> {
    const { snapshots } = this.#objects;
    this.#snapshots ??= snapshots === undefined ? this.#list(resources.volumeSnapshots) : Promise.resolve(snapshots);
    return this.#snapshots;
  }

  #allClaims(): Promise<Allowed<readonly PersistentVolumeClaim[]>> {
    const { claims } = this.#objects;
    this.#claims ??= claims === undefined ? this.#list(resources.persistentVolumeClaims) : Promise.resolve(claims);
    return this.#claims;
  }

  async #list<T extends KubeObject>(resource: Resource<T>): Promise<Allowed<readonly T[]>> {
    const { cluster, signal } = this.#ports;
    try {
      return await allowed(
        cluster.list(resource, { namespace: this.#namespace, labelSelector: madeByVolSync }, signal),
      );
    } catch (error) {
      if (isFailure(error, 'not-found')) return { value: [] };
      throw error;
    }
  }

  #mayLook(): boolean {
    this.#looks += 1;
    return this.#looks <= maxLooks;
  }

  #isYoung(since: Date | undefined): boolean {
    return since !== undefined && this.#ports.now().getTime() - since.getTime() < startLimitMs;
  }
}

/** Nodes and volumes may take a moment; a container that cannot start is reported at once. */
function mayPass({ reason }: Diagnosis): boolean {
  return reason !== 'image-not-pullable' && reason !== 'failing';
}

function hidden(why: string): MoverObservation {
  return { kind: 'hidden', reason: 'forbidden', why };
}

/** Finds what an object controls by its UID, not by name; oldest first. */
function byController<T extends KubeObject>(objects: readonly T[]): (owner: KubeObject) => readonly T[] {
  const groups = new Map<string, T[]>();
  for (const object of objects.toSorted((a, b) => (ageKey(a) < ageKey(b) ? -1 : 1))) {
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
    if (owner === undefined) continue;
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [object]);
    else group.push(object);
  }
  return ({ metadata }) => groups.get(metadata.uid ?? '') ?? [];
}

function ageKey({ metadata }: KubeObject): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}

/** Without its pods, a Job shows that it fails, but never that it does not. */
function seeJob(job: Job | undefined, why: string): MoverObservation {
  const failedPods = job?.status?.failed ?? 0;
  if (failedPods === 0) return hidden(why);
  return { kind: 'failing', failedPods, cause: passing('failing', `the mover fails; ${why}`) };
}
