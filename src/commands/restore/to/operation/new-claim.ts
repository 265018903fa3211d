import type { RestoreToPlan, RestoreToPorts } from './plan.ts';
import { Failure, isFailure } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import { keepAnnotation } from '../../../../creator.ts';
import { shortId } from '../../../../restic/snapshots.ts';

/** How long it is tried to remove it. */
const removalMs = 15_000;

/**
 * Makes the PVC of a plan and lets `fill` fill it. Then it is the operator's, and nothing marks it as ours any more; where
 * that fails it is removed, and no other that somebody has made under its name.
 */
export async function withNewClaim<T>(plan: RestoreToPlan, ports: RestoreToPorts, fill: () => Promise<T>): Promise<T> {
  const { namespace, name } = plan.claim.metadata;
  const key = { namespace, name };
  const uid = await create(plan, key, ports);
  ports.report({ type: 'step', words: `PVC ${namespace}/${name} made` });
  const result = await fill().catch(async (error: unknown) => {
    if (plan.isKept) tellLeft(key, '--keep; it is not complete', ports);
    else await remove(key, uid, ports);
    throw error;
  });
  await release(plan, key, uid, ports);
  return result;
}

async function create(
  { claim, run }: RestoreToPlan,
  key: ObjectKey,
  ports: RestoreToPorts,
): Promise<string | undefined> {
  try {
    const made = await ports.cluster.create(resources.persistentVolumeClaims, claim, {}, ports.signal);
    return made.metadata.uid;
  } catch (error) {
    // What the server has declined it has not made; of a lost answer nothing is known.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) await removeOfRun(key, run, ports);
    throw error;
  }
}

async function removeOfRun(key: ObjectKey, run: string, ports: RestoreToPorts): Promise<void> {
  try {
    const found = await ports.cluster.find(resources.persistentVolumeClaims, key, AbortSignal.timeout(removalMs));
    if (found?.metadata.labels?.['app.kubernetes.io/instance'] === run) await remove(key, found.metadata.uid, ports);
  } catch (error) {
    if (!isFailure(error)) throw error;
    tellLeft(key, error.message, ports);
  }
}

/** Otherwise `cleanup` would take it for something that a crash has left. */
async function release(
  { chosen }: RestoreToPlan,
  key: ObjectKey,
  uid: string | undefined,
  { cluster }: RestoreToPorts,
): Promise<void> {
  const labels = {
    'app.kubernetes.io/managed-by': null,
    'app.kubernetes.io/component': null,
    'app.kubernetes.io/instance': null,
  };
  const annotations = {
    [keepAnnotation]: null,
    'volsyncctl/made-by': null,
    'volsyncctl/made-in': null,
    'volsyncctl/restored-snapshot': shortId(chosen.snapshot.id),
  };
  const patch = { metadata: { ...(uid !== undefined && { uid }), labels, annotations } };
  const signal = AbortSignal.timeout(removalMs);
  try {
    await cluster.patch(resources.persistentVolumeClaims, key, patch, {}, signal);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const message = `PVC ${key.namespace}/${key.name} is restored, but still marked as what cleanup would remove: ${error.message}`;
    const names = Object.keys(labels)
      .map((label) => `${label}-`)
      .join(' ');
    const hint = `kubectl label pvc ${key.name} -n ${key.namespace} ${names}`;
    throw new Failure(error.kind === 'interrupted' ? 'unreachable' : error.kind, message, { hint });
  }
}

/** Not with the operator's signal: also after Ctrl-C it has to go. */
async function remove(key: ObjectKey, uid: string | undefined, ports: RestoreToPorts): Promise<void> {
  try {
    const options = uid === undefined ? {} : { uid };
    await ports.cluster.delete(resources.persistentVolumeClaims, key, options, AbortSignal.timeout(removalMs));
  } catch (error) {
    if (!isFailure(error)) throw error;
    tellLeft(key, error.message, ports);
  }
}

function tellLeft(key: ObjectKey, why: string, ports: RestoreToPorts): void {
  const hint = `kubectl delete pvc ${key.name} -n ${key.namespace}`;
  ports.report({ type: 'left', what: `PVC ${key.namespace}/${key.name}`, why, hint });
}
