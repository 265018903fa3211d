import { randomBytes } from 'node:crypto';
import { Failure, isFailure } from '../../errors.ts';
import type { NewObject, ObjectKey, Resource } from '../../kube/cluster.ts';
import type { KubeObject, PersistentVolumeClaim, VolumeSnapshot } from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import { managedBy } from '../helper-pod/manifest.ts';
import { ViewReader } from '../view-reader.ts';
import type { InsideOptions } from './options.ts';
import type { InsidePorts } from './ports.ts';
import { snapshotClassFor } from './snapshot-class.ts';
import type { VolumeFacts } from './volume-facts.ts';

/** How long it is tried to remove what was made. */
const removalMs = 15_000;
/** A driver's error may pass: it is tried again. After so long it is told. */
const errorPatienceMs = 10_000;

/** Makes a VolumeSnapshot and a claim from it, lets `use` look into that, and removes both. */
export async function withFrozenCopy<T>(
  facts: VolumeFacts,
  options: InsideOptions,
  ports: InsidePorts,
  use: (copy: PersistentVolumeClaim) => Promise<T>,
): Promise<T> {
  const volumeSnapshotClassName = await snapshotClassFor(facts, options, ports);
  const { name, namespace = '' } = facts.claim.metadata;
  const run = randomBytes(8).toString('hex');
  const copyName = `volsyncctl-${options.command}-${run.slice(0, 8)}`;
  const metadata = {
    namespace,
    // Not left to the server: what it has made is found also where its answer was lost.
    name: copyName,
    labels: { ...managedBy, 'app.kubernetes.io/component': options.command, 'app.kubernetes.io/instance': run },
    ...(options.isKept && { annotations: { 'volsyncctl/keep': 'true' } }),
  };
  const made: Made[] = [];
  try {
    const spec = {
      source: { persistentVolumeClaimName: name },
      ...(volumeSnapshotClassName && { volumeSnapshotClassName }),
    };
    const snapshot = await create(resources.volumeSnapshots, { metadata, spec }, made, ports);
    ports.tell({ type: 'step', words: `VolumeSnapshot ${textOf(snapshot)} of PVC ${name}` });
    const ready = await readySnapshot(snapshot, options, ports);
    const claim = { metadata, spec: claimSpec(facts.claim, ready) };
    const copy = await create(resources.persistentVolumeClaims, claim, made, ports);
    ports.tell({ type: 'step', words: `PVC ${textOf(copy)} of it` });
    return await use(copy);
  } finally {
    for (const one of made.toReversed()) {
      if (options.isKept) tellKept(one, ports);
      else await remove(one, ports);
    }
  }
}

interface Made {
  readonly resource: Resource<KubeObject>;
  readonly key: ObjectKey;
}

async function create<T extends KubeObject>(
  resource: Resource<T>,
  object: NewObject<T> & { readonly metadata: ObjectKey },
  made: Made[],
  { cluster, signal }: InsidePorts,
): Promise<T> {
  const { namespace, name } = object.metadata;
  try {
    const one = await cluster.create(resource, object, {}, signal);
    made.push({ resource, key: { namespace, name } });
    return one;
  } catch (error) {
    // What the server has declined it has not made; of a lost answer nothing is known.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) made.push({ resource, key: { namespace, name } });
    throw error;
  }
}

/** As large as the driver asks, and no smaller than the original. A copy for one pod alone needs no such mode. */
function claimSpec(claim: PersistentVolumeClaim, snapshot: VolumeSnapshot): NonNullable<PersistentVolumeClaim['spec']> {
  const { spec = {}, status } = claim;
  const accessModes = (spec.accessModes ?? []).map((mode) => (mode === 'ReadWriteOncePod' ? 'ReadWriteOnce' : mode));
  const storage =
    snapshot.status?.restoreSize ?? status?.capacity?.['storage'] ?? spec.resources?.requests?.['storage'];
  return {
    accessModes,
    ...(spec.storageClassName !== undefined && { storageClassName: spec.storageClassName }),
    resources: { requests: { ...(storage !== undefined && { storage }) } },
    dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshot.metadata.name },
  };
}

/** A VolumeSnapshot has no conditions: only `status.readyToUse` tells. */
async function readySnapshot(
  made: VolumeSnapshot,
  options: InsideOptions,
  ports: InsidePorts,
): Promise<VolumeSnapshot> {
  const { namespace, name } = keyOf(made);
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  const { cluster, signal } = ports;
  const sleep = (ms: number, until?: AbortSignal) => ports.sleep(ms, until);
  const views = new ViewReader([{ resource: resources.volumeSnapshots, scope }], { cluster, signal, sleep });
  const wait = new Wait(options.patience.endMs, ports);
  try {
    for (;;) {
      const [snapshot] = (await views.next(wait.leftMs)).list(resources.volumeSnapshots);
      if (snapshot === undefined) {
        throw new Failure('failed', `VolumeSnapshot ${namespace}/${name} was deleted by somebody.`);
      }
      if (snapshot.status?.readyToUse === true) return snapshot;
      const error = snapshot.status?.error;
      if (wait.isOver(error !== undefined)) throw notReady(snapshot, error?.message);
    }
  } finally {
    await views.close();
  }
}

/** For something that may fail for a while. */
class Wait {
  readonly #ports: InsidePorts;
  readonly #endsAt: number;
  #failingSince: number | undefined;

  constructor(limitMs: number, ports: InsidePorts) {
    this.#ports = ports;
    this.#endsAt = ports.now().getTime() + limitMs;
  }

  get leftMs(): number {
    const told = this.#failingSince === undefined ? this.#endsAt : this.#failingSince + errorPatienceMs;
    return Math.max(0, Math.min(told, this.#endsAt) - this.#ports.now().getTime());
  }

  isOver(isFailing: boolean): boolean {
    this.#failingSince = isFailing ? (this.#failingSince ?? this.#ports.now().getTime()) : undefined;
    return this.leftMs === 0;
  }
}

function notReady(snapshot: VolumeSnapshot, why: string | undefined): Failure {
  const { namespace, name } = keyOf(snapshot);
  const message = `VolumeSnapshot ${namespace}/${name} does not become ready`;
  return new Failure(
    why === undefined ? 'timeout' : 'failed',
    why === undefined ? `${message} in time.` : `${message}: the driver reports an error.`,
    {
      details: why === undefined ? [] : [why],
      hint: `look at the class, or choose another: --volume-snapshot-class; kubectl get volumesnapshotclasses`,
    },
  );
}

/** Not with the operator's signal: also after Ctrl-C it has to go. */
async function remove({ resource, key }: Made, ports: InsidePorts): Promise<void> {
  try {
    await ports.cluster.delete(resource, key, {}, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    ports.tell({ type: 'left', what: nameOf(resource, key), why: error.message, hint: deletion(resource, key) });
  }
}

function tellKept({ resource, key }: Made, ports: InsidePorts): void {
  ports.tell({ type: 'left', what: nameOf(resource, key), why: '--keep', hint: deletion(resource, key) });
}

function nameOf({ kind }: Resource<KubeObject>, { namespace, name }: ObjectKey): string {
  return `${kind} ${namespace}/${name}`;
}

function deletion({ kind }: Resource<KubeObject>, { namespace, name }: ObjectKey): string {
  return `kubectl delete ${kind.toLowerCase()} ${name} -n ${namespace}`;
}

function keyOf({ metadata: { name, namespace = '' } }: KubeObject): ObjectKey {
  return { namespace, name };
}

function textOf({ metadata: { name, namespace = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}
