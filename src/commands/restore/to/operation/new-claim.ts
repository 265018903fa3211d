import type { RestoreToPlan, RestoreToPorts } from './plan.ts';
import { Failure, isFailure } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import { keepAnnotation } from '../../../../creator.ts';
import { shortId } from '../../../../restic/snapshots.ts';
import { createClaim, removeClaim, reportClaimLeft } from '../../../../restore/created-claim.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** How long removal of the labels is attempted. */
const releaseMs = 15_000;

/**
 * Creates the PVC of a plan and calls `fill`. Then it belongs to the operator, and its labels are removed; if it fails,
 * this PVC is removed, and no other one that somebody has created under its name.
 */
export async function withNewClaim<T>(
  plan: RestoreToPlan,
  ports: RestoreToPorts,
  fill: (uid: string | undefined) => Promise<T>,
): Promise<T> {
  const { namespace, name } = plan.claim.metadata;
  const key = { namespace, name };
  const uid = await createClaim(plan, ports);
  ports.report({ type: 'step', words: `PVC ${namespace}/${name} made` });
  const result = await fill(uid).catch(async (error: unknown) => {
    if (plan.isKept) reportClaimLeft(key, '--keep; it is not complete', ports);
    else await removeClaim(key, uid, ports);
    throw error;
  });
  await release(plan, key, uid, ports);
  return result;
}

/** Otherwise `cleanup` would take it for a leftover of a crash. */
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
  const signal = AbortSignal.timeout(releaseMs);
  try {
    await cluster.patch(resources.persistentVolumeClaims, key, patch, {}, signal);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const message = `PVC ${key.namespace}/${key.name} is restored, but still marked as what cleanup would remove: ${error.message}`;
    const dropped = Object.keys(labels).map((label) => `${label}-`);
    const hint = [shellCommand`kubectl label pvc ${key.name} -n ${key.namespace}`, ...dropped].join(' ');
    throw new Failure(error.kind === 'interrupted' ? 'unreachable' : error.kind, message, { hint });
  }
}
