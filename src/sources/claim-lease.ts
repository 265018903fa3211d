import { isFailure } from '../errors.ts';
import { creatorIn, type CreatorPorts } from '../creator.ts';
import { managedBy, runLabels } from '../helper-pod/manifest.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import type { Cluster, ObjectKey } from '../kubernetes/cluster.ts';
import type { Context } from '../kubernetes/context.ts';
import type { Lease } from '../kubernetes/lease.ts';
import { shellCommand } from '../shell-command.ts';
import {
  isLeaseInForce,
  leaseAnnotations,
  leasedFailure,
  leaseKey,
  leaseSeconds,
  microTime,
  sameRepositoryText,
  type Leased,
  type LeaseUse,
} from '../volsync/claim-lease.ts';
import { resources } from '../volsync/resources.ts';

/** What a Lease needs from the cluster and the system. */
export type LeasePorts = Context<
  'create' | 'find' | 'list' | 'patch' | 'delete' | 'userName' | 'serverTime',
  Extract<HelperPodEvent, { readonly type: 'step' | 'left' }>
> &
  CreatorPorts;

export type LeaseRequest = LeaseUse &
  Leased & {
    /** The label value of all objects of this run. */
    readonly run: string;
  };

/**
 * Refuses a PVC that another volsyncctl writes to, and returns descriptions of other runs with the same repository.
 * Refuses nothing if Leases may not be listed.
 */
export async function refuseLeased(
  { claim, repository }: { readonly claim: ObjectKey } & Pick<LeaseUse, 'repository'>,
  ports: Pick<LeasePorts, 'cluster' | 'signal' | 'now' | 'creatorStateOf'>,
): Promise<readonly string[]> {
  const leases = (await leasesIn(claim.namespace, ports)).filter((lease) => isHeld(lease, ports));
  const own = leases.find(({ metadata }) => metadata.name === leaseKey({ claim }).name);
  if (own !== undefined) throw leasedFailure({ claim }, own);
  return leases.flatMap((lease) => sameRepositoryText(lease, repository) ?? []);
}

/**
 * Refuses a PVC whose Lease another process holds. Refuses nothing if the Lease may not be read: a backup is not worth
 * less for that.
 */
export async function refuseLeasedByOther(
  claim: ObjectKey,
  ports: Pick<LeasePorts, 'signal' | 'now' | keyof CreatorPorts> & {
    readonly cluster: Pick<Cluster, 'find' | 'serverTime'>;
  },
): Promise<void> {
  try {
    const lease = await ports.cluster.find(resources.leases, leaseKey({ claim }), ports.signal);
    if (lease !== undefined && isHeld(lease, ports) && !isOwn(lease, ports)) throw leasedFailure({ claim }, lease);
  } catch (error) {
    if (!isFailure(error, 'forbidden')) throw error;
  }
}

/**
 * Does work while this run holds the Lease of a PVC or repository; throws a Failure if another run holds it. The Lease of a holder
 * that is gone is taken over. Without the right to Leases, the work is done anyway, with a warning.
 */
export async function withClaimLease<T>(request: LeaseRequest, ports: LeasePorts, work: () => Promise<T>): Promise<T> {
  const lease = await take(request, ports);
  try {
    return await work();
  } finally {
    await lease?.end();
  }
}

async function take(request: LeaseRequest, ports: LeasePorts): Promise<HeldLease | undefined> {
  const key = leaseKey(request);
  for (let left = tries; ; left -= 1) {
    try {
      return new HeldLease(await create(key, request, ports), ports);
    } catch (error) {
      if (!isFailure(error, 'refused', 'forbidden')) throw error;
      if (error.kind === 'forbidden') {
        const what = 'claim' in request ? 'volume' : 'repository';
        ports.report({
          type: 'step',
          words: `other runs of volsyncctl are not locked out of the ${what}: ${error.message}`,
        });
        return undefined;
      }
      const found = await ports.cluster.find(resources.leases, key, ports.signal);
      if (found !== undefined && isHeld(found, ports)) throw leasedFailure(request, found);
      if (left <= 0) throw error;
      if (found !== undefined) await remove(found, ports);
    }
  }
}

const tries = 3;
const renewMs = 10_000;
/** For one call; the operator's Ctrl-C does not end it. */
const callMs = 10_000;

async function leasesIn(
  namespace: string,
  { cluster, signal }: Pick<LeasePorts, 'cluster' | 'signal'>,
): Promise<readonly Lease[]> {
  const labelSelector = Object.entries(managedBy)
    .map((pair) => pair.join('='))
    .join(',');
  try {
    return await cluster.list(resources.leases, { namespace, labelSelector }, signal);
  } catch (error) {
    if (!isFailure(error, 'forbidden')) throw error;
    return [];
  }
}

/** Of this process: one operation may need another one, such as a restore its backup. */
function isOwn({ metadata }: Lease, { creator }: Pick<CreatorPorts, 'creator'>): boolean {
  const [holder, own] = [creatorIn(metadata.annotations), creator()];
  return holder?.hostname === own.hostname && holder.pid === own.pid && holder.place === own.place;
}

function isHeld(
  lease: Lease,
  {
    cluster,
    now,
    creatorStateOf,
  }: Pick<LeasePorts, 'now' | 'creatorStateOf'> & { readonly cluster: Pick<Cluster, 'serverTime'> },
): boolean {
  const holder = creatorIn(lease.metadata.annotations);
  return isLeaseInForce(lease, holder === undefined ? 'elsewhere' : creatorStateOf(holder), cluster.serverTime(now()));
}

async function create(key: ObjectKey, request: LeaseRequest, ports: LeasePorts): Promise<Lease> {
  const { cluster, signal } = ports;
  const { hostname, pid } = ports.creator();
  const user = (await cluster.userName(signal)) ?? 'an unknown user';
  const time = microTime(cluster.serverTime(ports.now()));
  const metadata = { ...key, labels: runLabels('lease', request.run), annotations: leaseAnnotations(request) };
  const spec = {
    holderIdentity: `${user} (process ${pid} on ${hostname})`,
    ...{ leaseDurationSeconds: leaseSeconds, acquireTime: time, renewTime: time },
  };
  return cluster.create(resources.leases, { metadata, spec }, {}, signal);
}

class HeldLease {
  readonly #lease: Lease;
  readonly #ports: LeasePorts;
  readonly #ended = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(lease: Lease, ports: LeasePorts) {
    this.#lease = lease;
    this.#ports = ports;
    this.#renewing = this.#renew();
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#renewing;
    await remove(this.#lease, this.#ports);
  }

  async #renew(): Promise<void> {
    const ports = this.#ports;
    const { cluster } = ports;
    const { uid } = this.#lease.metadata;
    for (;;) {
      await ports.sleep(renewMs, this.#ended.signal).catch(() => undefined);
      if (this.#ended.signal.aborted) return;
      const patch = { metadata: { uid }, spec: { renewTime: microTime(cluster.serverTime(ports.now())) } };
      try {
        await cluster.patch(resources.leases, keyOf(this.#lease), patch, {}, AbortSignal.timeout(callMs));
      } catch (error) {
        if (!isFailure(error)) throw error;
        // The Lease was removed by somebody: it is not renewed. Other errors may be temporary.
        if (error.kind === 'not-found' || error.kind === 'refused') return;
      }
    }
  }
}

/** A Lease that cannot be removed expires. */
async function remove(lease: Lease, { cluster, report }: Pick<LeasePorts, 'cluster' | 'report'>): Promise<void> {
  const { namespace, name } = keyOf(lease);
  const { uid } = lease.metadata;
  try {
    const options = uid === undefined ? {} : { uid };
    await cluster.delete(resources.leases, { namespace, name }, options, AbortSignal.timeout(callMs));
  } catch (error) {
    // Another Lease with that name is not ours.
    if (isFailure(error, 'refused')) return;
    if (!isFailure(error)) throw error;
    const hint = shellCommand`kubectl delete lease ${name} -n ${namespace}`;
    report({ type: 'left', what: `Lease ${namespace}/${name}`, why: error.message, hint });
  }
}

function keyOf({ metadata: { namespace = '', name } }: Lease): ObjectKey {
  return { namespace, name };
}
