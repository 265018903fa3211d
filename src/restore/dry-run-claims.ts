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
  const together = (quantityBytes(storageOf(claim)) ?? 0) + (quantityBytes(size) ?? 0);
  const both = { ...claim, spec: { ...claim.spec, resources: { requests: { storage: String(together) } } } };
  await refusing(`The new PVC and the cache of VolSync's mover, ${size}, are too much together`, namespace, () =>
    dryRunClaim(both, ports).catch((error: unknown) => {
      if (isFailure(error, 'refused') && allStorageExceeded.test(error.message)) throw error;
    }),
  );
}

/**
 * A quota for all storage of the namespace. A quota for one class may count only one of the two, and a LimitRange that
 * forbids a single PVC of that size says nothing about two.
 */
const allStorageExceeded = /exceeded quota: .*requested: (?:[^ ]*,)?requests\.storage=/;

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
