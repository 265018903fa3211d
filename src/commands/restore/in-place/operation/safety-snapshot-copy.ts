import { Failure, isFailure } from '../../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { PodTimeouts } from '../../../../helper-pod/settled-pod.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import { copyClaimSpec } from '../../../../volume/copy-claim.ts';
import { TemporaryObjects } from '../../../../volume/temporary-object.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import { dryRunClaim } from '../../../../volume/dry-run-claim.ts';
import { untilGone } from '../../../../kubernetes/until-gone.ts';
import { readySnapshot } from '../../../../volume/ready-snapshot.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** The safety copy and its volume. */
export interface SafetySnapshotCopyRequest {
  readonly claim: PersistentVolumeClaim;
  readonly run: string;
  readonly volumeSnapshot: string;
  /** Its UID, if known: another one of that name holds other data. */
  readonly volumeSnapshotUid?: string | undefined;
  readonly timeouts: PodTimeouts;
  /** The source whose settings for copies apply. */
  readonly source?: ReplicationSource;
}

/** A PVC with the previous data; disposing of it removes the PVC. */
export interface SafetySnapshotCopy extends AsyncDisposable {
  /** The PVC's name. */
  readonly name: string;
}

/** Creates a PVC of the same name from the safety VolumeSnapshot. If that fails, nothing is left. */
export async function safetySnapshotCopy(
  request: SafetySnapshotCopyRequest,
  ports: VolumePorts,
): Promise<SafetySnapshotCopy> {
  const { claim, run, volumeSnapshot: name, timeouts } = request;
  const { namespace = '' } = claim.metadata;
  const key = { namespace, name };
  const { cluster, signal } = ports;
  const found = await cluster.find(resources.volumeSnapshots, key, signal);
  if (found === undefined) throw lostNet(key, 'is gone');
  const { volumeSnapshotUid: uid } = request;
  if (uid !== undefined && found.metadata.uid !== uid)
    throw lostNet(key, 'was deleted, and the one of that name is another');
  const snapshot = await readySnapshot(key, timeouts.endMs, ports);
  const labels = runLabels('restore', run);
  const objects = new TemporaryObjects(ports);
  const giveBack = () => objects[Symbol.asyncDispose]();
  try {
    if (await isThere(request, ports)) objects.adopt({ resource: resources.persistentVolumeClaims, key });
    else {
      const copy = { metadata: { ...key, labels }, spec: copyClaimSpec(claim, snapshot, request.source) };
      await objects.create(resources.persistentVolumeClaims, copy);
      ports.report({ type: 'step', words: `PVC ${namespace}/${name} of VolumeSnapshot ${name}` });
    }
    return { name, [Symbol.asyncDispose]: giveBack };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** Lets the API server validate the PVC that `safetySnapshotCopy` creates; nothing is created. */
export async function dryRunSafetySnapshotCopy(
  net: Pick<SafetySnapshotCopyRequest, 'run' | 'volumeSnapshot' | 'source'> & {
    readonly namespace: string;
    readonly claim: string;
  },
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'find' | 'create'>; readonly signal: AbortSignal },
): Promise<void> {
  const { namespace, run, volumeSnapshot: name } = net;
  const [claim, snapshot] = await Promise.all([
    cluster.find(resources.persistentVolumeClaims, { namespace, name: net.claim }, signal),
    cluster.find(resources.volumeSnapshots, { namespace, name }, signal),
  ]);
  if (claim === undefined || snapshot === undefined) return;
  const metadata = { namespace, generateName: 'volsyncctl-restore-', labels: runLabels('restore', run) };
  const copy = { metadata, spec: copyClaimSpec(claim, snapshot, net.source) };
  try {
    await dryRunClaim(copy, { cluster, signal });
  } catch (error) {
    if (!isFailure(error, 'refused')) throw error;
    throw new Failure(
      'refused',
      `A PVC from the safety net ${namespace}/${name} is refused: there would be no way back.`,
      {
        details: [error.message],
        hint: shellCommand`kubectl describe quota,limitrange -n ${namespace}`,
        cause: error,
      },
    );
  }
}

function lostNet({ namespace, name }: ObjectKey, what: string): Failure {
  return new Failure('failed', `VolumeSnapshot ${namespace}/${name}, with the previous data, ${what}.`, {
    hint: shellCommand`kubectl get volumesnapshots -n ${namespace}`,
  });
}

/** From an interrupted attempt of this run: it was only read. */
async function isThere(
  { claim, run, volumeSnapshot: name, timeouts }: SafetySnapshotCopyRequest,
  ports: VolumePorts,
): Promise<boolean> {
  const { namespace = '' } = claim.metadata;
  const { cluster, signal } = ports;
  const found = await cluster.find(resources.persistentVolumeClaims, { namespace, name }, signal);
  if (found === undefined) return false;
  const { labels, deletionTimestamp } = found.metadata;
  if (labels?.['app.kubernetes.io/instance'] !== run || found.spec?.dataSource?.name !== name) {
    throw new Failure('refused', `PVC ${namespace}/${name} is not of this restore.`, {
      hint: shellCommand`kubectl describe pvc ${name} -n ${namespace}`,
    });
  }
  if (deletionTimestamp === undefined) return true;
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  await untilGone({ resource: resources.persistentVolumeClaims, scope, limitMs: timeouts.endMs }, ports);
  return false;
}
