import { Failure, isFailure } from '../errors.ts';
import type { NewObject } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { dryRunClaim } from '../volume/dry-run-claim.ts';
import { runLabels } from '../helper-pod/manifest.ts';
import type { RestoringCommand } from './destination-request.ts';
import { restoreCacheSpec } from './mover-cache.ts';
import { quantityBytes } from '../volsync/quantity.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { shellCommand } from '../shell-command.ts';

type Claim = NewObject<PersistentVolumeClaim>;

export interface NewClaims {
  readonly source: ReplicationSource;
  readonly run: string;
  readonly command?: RestoringCommand;
  /** The PVC that is restored into. */
  readonly claim: Claim;
}

type Ports = ClusterContext<'create'>;

/**
 * Lets the API server validate the new PVC, and the cache that VolSync creates next to it; nothing is created. A dry
 * run does not count towards a quota, so the two are also checked as one.
 */
export async function dryRunClaims(
  { source, run, command = 'restore', claim }: NewClaims,
  ports: Ports,
): Promise<void> {
  const { namespace } = claim.metadata;
  const spec = restoreCacheSpec(source, claim.spec ?? {});
  const labels = runLabels(command, run);
  const cache = { metadata: { namespace, generateName: `volsyncctl-${command}-cache-`, labels }, spec };
  const size = storageOf(cache);
  await dryRunClaim(claim, ports);
  await refusing(`The cache of VolSync's mover, a PVC of ${size}, is refused`, namespace, () =>
    dryRunClaim(cache, ports),
  );
  const together = `The new PVC and the cache of VolSync's mover, ${size}, are too much together`;
  await refusing(together, namespace, () => dryRunTogether([claim, cache], ports));
}

/**
 * The same for the new PVCs of several apps, which stay, and for the largest caches of as many movers as run at a time:
 * each may fit into a quota that all together exceed.
 */
export async function dryRunAllClaims(
  planned: readonly Pick<NewClaims, 'source' | 'claim'>[],
  maxParallel: number,
  ports: Ports,
): Promise<void> {
  for (const [namespace, here] of Map.groupBy(planned, ({ claim }) => claim.metadata.namespace)) {
    if (here.length < 2) continue;
    const caches = here
      .map(({ source, claim }) => ({ ...claim, spec: restoreCacheSpec(source, claim.spec ?? {}) }))
      .toSorted((a, b) => bytesOf(b) - bytesOf(a))
      .slice(0, maxParallel);
    const what = `The ${here.length} new PVCs and the caches of VolSync's movers are too much together`;
    const claims = [...here.map(({ claim }) => claim), ...caches];
    await refusing(what, namespace, () => dryRunTogether(claims, ports));
  }
}

/** Validates one PVC that is as large as all of them. */
async function dryRunTogether(claims: readonly Claim[], ports: Ports): Promise<void> {
  const [first] = claims;
  if (first === undefined) return;
  const storage = String(claims.reduce((sum, claim) => sum + bytesOf(claim), 0));
  const together = { ...first, spec: { ...first.spec, resources: { requests: { storage } } } };
  await dryRunClaim(together, ports).catch((error: unknown) => {
    if (isFailure(error, 'refused') && allStorageExceeded.test(error.message)) throw error;
  });
}

/**
 * A quota for all storage of the namespace. A quota for one class may count only one of the two, and a LimitRange that
 * forbids a single PVC of that size says nothing about two.
 */
const allStorageExceeded = /exceeded quota: .*requested: (?:[^ ]*,)?requests\.storage=/;

function bytesOf(claim: Claim): number {
  return quantityBytes(storageOf(claim)) ?? 0;
}

function storageOf({ spec }: Claim): string {
  return spec?.resources?.requests?.['storage'] ?? '0';
}

async function refusing(what: string, namespace: string, call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isFailure(error, 'refused')) throw error;
    throw new Failure('refused', `${what}; nothing was changed.`, {
      details: [error.message],
      hint: error.hint?.split('\n') ?? shellCommand`kubectl describe quota,limitrange -n ${namespace}`,
      cause: error,
    });
  }
}
