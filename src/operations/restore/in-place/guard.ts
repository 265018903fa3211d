import { Failure } from '../../../errors.ts';
import type { Pod } from '../../../kube/objects.ts';
import { resources } from '../../../kube/resources.ts';
import { strangersWithClaim } from '../../../volsync/claim-users.ts';
import { liveView } from '../../live-view.ts';
import type { ClaimPlace } from './find-workloads.ts';
import type { InPlacePorts } from './ports.ts';

/**
 * Does work for which nobody else may have the volume. A pod that mounts it meanwhile, and is neither volsyncctl's nor
 * VolSync's, ends the work by its signal, and is the Failure; so is the end of our sight of the pods.
 */
export async function whileStopped<T>(
  place: ClaimPlace,
  ports: Pick<InPlacePorts, 'cluster' | 'signal'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const broken = new AbortController();
  let begin: () => void = () => undefined;
  const isSeen = new Promise<void>((resolve) => (begin = resolve));
  const watching = watch(place, ports, AbortSignal.any([ports.signal, ended.signal]), begin)
    .catch((error: unknown) => broken.abort(error))
    .finally(() => begin());
  try {
    await isSeen;
    throwIf(broken.signal);
    const result = await work(AbortSignal.any([ports.signal, broken.signal]));
    throwIf(broken.signal);
    return result;
  } catch (error) {
    throwIf(broken.signal);
    throw error;
  } finally {
    ended.abort();
    await watching;
  }
}

/** Why the work was ended, over whatever the work itself has made of that. */
function throwIf(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason as Error;
}

async function watch(
  { namespace, claim }: ClaimPlace,
  { cluster }: Pick<InPlacePorts, 'cluster'>,
  signal: AbortSignal,
  onSeen: () => void,
): Promise<void> {
  const interests = [{ resource: resources.pods, scope: { namespace } }];
  for await (const view of liveView(cluster, interests, signal)) {
    const [stranger] = strangersWithClaim(view.list(resources.pods), claim);
    if (stranger !== undefined) throw mounted(stranger, { namespace, claim });
    onSeen();
  }
}

function mounted({ metadata }: Pod, { namespace, claim }: ClaimPlace): Failure {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const of = owner === undefined ? '' : ` of ${owner.kind} ${owner.name}`;
  const message = `Pod ${metadata.name}${of} has mounted PVC ${namespace}/${claim} while it was being restored.`;
  return new Failure('refused', message, {
    details: ['What it has read or written meanwhile is of no use: the volume has to be restored anew.'],
    hint: `find out who starts it, and stop that: kubectl get pod ${metadata.name} -n ${namespace} -o yaml`,
  });
}
