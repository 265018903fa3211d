import { Failure, isFailure } from '../errors.ts';
import type { NewObject, ObjectKey } from '../kubernetes/cluster.ts';
import type { ClusterContext, Context } from '../kubernetes/context.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import { resources } from '../volsync/resources.ts';
import { shellCommand } from '../shell-command.ts';

/** A PVC to be created, and the run of volsyncctl that creates it. */
export interface ClaimOfRun {
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  readonly run: string;
}

type Ports = ClusterContext<'create' | 'delete' | 'find'> & Pick<Context<never, HelperPodEvent>, 'report'>;

/** How long removal is attempted. */
const removalMs = 45_000;

/** Creates a PVC and returns its UID; it is also removed if the server's answer was lost. */
export async function createClaim({ claim, run }: ClaimOfRun, ports: Ports): Promise<string | undefined> {
  try {
    const made = await ports.cluster.create(resources.persistentVolumeClaims, claim, {}, ports.signal);
    return made.metadata.uid;
  } catch (error) {
    // A PVC that the server refused was not created; if the answer was lost, it may have been.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) await removeOfRun(claim.metadata, run, ports);
    throw error;
  }
}

/** Throws a Failure if the PVC of that name is not the created one: what was restored or compared may be another volume. */
export async function requireCreatedClaim(
  { namespace, name }: ObjectKey,
  uid: string | undefined,
  { cluster, signal }: ClusterContext<'find'>,
): Promise<void> {
  const found = await cluster.find(resources.persistentVolumeClaims, { namespace, name }, signal);
  if (found !== undefined && found.metadata.uid === uid && found.metadata.deletionTimestamp === undefined) return;
  const isReplaced = found !== undefined && found.metadata.uid !== uid;
  const what = isReplaced ? 'was deleted and created again' : found === undefined ? 'was deleted' : 'is being deleted';
  throw new Failure('failed', `PVC ${namespace}/${name} ${what} during the restore: nothing is proven.`, {
    hint: shellCommand`kubectl get pvc ${name} -n ${namespace}`,
  });
}

/** Removes this PVC and no other one of its name. Without the operator's signal: it is removed after Ctrl-C as well. */
export async function removeClaim(
  key: ObjectKey,
  uid: string | undefined,
  ports: Omit<Ports, 'signal'>,
): Promise<void> {
  try {
    const options = uid === undefined ? {} : { uid };
    await ports.cluster.delete(resources.persistentVolumeClaims, key, options, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    reportClaimLeft(key, error.message, ports);
  }
}

/** Reports that the PVC stays, and how to remove it. */
export function reportClaimLeft({ namespace, name }: ObjectKey, why: string, ports: Pick<Ports, 'report'>): void {
  const hint = shellCommand`kubectl delete pvc ${name} -n ${namespace}`;
  ports.report({ type: 'left', what: `PVC ${namespace}/${name}`, why, hint });
}

async function removeOfRun(key: ObjectKey, run: string, ports: Ports): Promise<void> {
  try {
    const found = await ports.cluster.find(resources.persistentVolumeClaims, key, AbortSignal.timeout(removalMs));
    if (found?.metadata.labels?.['app.kubernetes.io/instance'] === run)
      await removeClaim(key, found.metadata.uid, ports);
  } catch (error) {
    if (!isFailure(error)) throw error;
    reportClaimLeft(key, error.message, ports);
  }
}
