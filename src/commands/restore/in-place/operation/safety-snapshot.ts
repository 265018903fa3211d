import { Failure } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { Context } from '../../../../kubernetes/context.ts';
import type { VolumeSnapshot } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import type { SafetyNet } from '../../../../volsync/restore-journal.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import type { HelperPodEvent } from '../../../../helper-pod/ports.ts';
import { readySnapshot } from '../../../../volume/ready-snapshot.ts';
import { untilGone } from '../../../../kubernetes/until-gone.ts';
import { safetySnapshotNames } from '../../../../sources/safety-snapshot-names.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** The safety copy of a restore, according to its journal. */
export interface SafetySnapshotRequest {
  readonly namespace: string;
  readonly app: string;
  readonly claim: string;
  readonly run: string;
  /** The current one. */
  readonly safety: Extract<SafetyNet, { kind: 'snapshot' }>;
  /** Time limit for a VolumeSnapshot to become ready, or to be removed. */
  readonly limitMs: number;
}

export type SafetySnapshotPorts = Context<'create' | 'find' | 'delete' | 'watch', HelperPodEvent>;

/**
 * Takes the VolumeSnapshot that the journal names, and waits until it is ready; returns the changes for the journal.
 * One from an earlier attempt of this run is used; somebody else's is a Failure `refused`.
 */
export async function takeSafetySnapshot(
  request: SafetySnapshotRequest,
  ports: SafetySnapshotPorts,
): Promise<SafetySnapshotRequest['safety']> {
  const key = { namespace: request.namespace, name: request.safety.volumeSnapshot };
  const found = await ownSnapshot(key, request, ports);
  if (found === undefined) await take(key, request, ports);
  return knownNet(request.safety, await readySnapshot(key, request.limitMs, ports));
}

/** With the UID of its VolumeSnapshot: another one of that name holds other data. */
function knownNet(
  safety: SafetySnapshotRequest['safety'],
  { metadata: { uid } }: VolumeSnapshot,
): SafetySnapshotRequest['safety'] {
  return { ...safety, ...(uid !== undefined && { uid }) };
}

/**
 * Takes the current state again, under another name, and waits until it is ready; returns the changes for the journal.
 * Call it while nothing writes to the volume, and never after the restore has started to write. The earlier one stays
 * until the journal is written: see `removeOtherNets`.
 */
export async function retakeSafetySnapshot(
  request: SafetySnapshotRequest,
  ports: SafetySnapshotPorts,
): Promise<SafetySnapshotRequest['safety']> {
  const volumeSnapshot = nextName(request);
  const key = { namespace: request.namespace, name: volumeSnapshot };
  // Left by an interrupted attempt: the volume may have been written to since.
  await removeAndWait(key, request, ports);
  await take(key, request, ports);
  return knownNet({ ...request.safety, volumeSnapshot }, await readySnapshot(key, request.limitMs, ports));
}

/** Removes the VolumeSnapshots of this run that the journal no longer names. */
export async function removeOtherSafetySnapshots(
  request: SafetySnapshotRequest,
  ports: SafetySnapshotPorts,
): Promise<void> {
  for (const name of safetySnapshotNames(request.app, request.run)) {
    if (name !== request.safety.volumeSnapshot) await removeOwn({ namespace: request.namespace, name }, request, ports);
  }
}

/** Removes all VolumeSnapshots of this run; somebody else's is left alone. */
export async function removeSafetySnapshot(request: SafetySnapshotRequest, ports: SafetySnapshotPorts): Promise<void> {
  for (const name of new Set([...safetySnapshotNames(request.app, request.run), request.safety.volumeSnapshot])) {
    await removeOwn({ namespace: request.namespace, name }, request, ports);
  }
}

/** The name that the journal does not use. */
function nextName({ app, run, safety }: SafetySnapshotRequest): string {
  const [, stopped, again] = safetySnapshotNames(app, run);
  return safety.volumeSnapshot === stopped ? again : stopped;
}

/** The VolumeSnapshot of that name; undefined if it does not exist, a Failure if it is not ours or is being deleted. */
async function ownSnapshot(
  key: ObjectKey,
  { run, claim }: SafetySnapshotRequest,
  { cluster, signal }: SafetySnapshotPorts,
): Promise<VolumeSnapshot | undefined> {
  const found = await cluster.find(resources.volumeSnapshots, key, signal);
  if (found === undefined) return undefined;
  if (!isOwn(found.metadata.labels, run) || found.spec?.source?.persistentVolumeClaimName !== claim) throw other(key);
  if (found.metadata.deletionTimestamp !== undefined) {
    const hint = shellCommand`kubectl describe volumesnapshot ${key.name} -n ${key.namespace}`;
    throw new Failure('failed', `VolumeSnapshot ${key.namespace}/${key.name} is being deleted by somebody.`, { hint });
  }
  return found;
}

function other({ namespace, name }: ObjectKey): Failure {
  const message = `VolumeSnapshot ${namespace}/${name} is not of this restore, and has the name of its safety net.`;
  return new Failure('refused', message, {
    hint: shellCommand`kubectl describe volumesnapshot ${name} -n ${namespace}`,
  });
}

async function take(
  key: ObjectKey,
  { run, claim, safety }: SafetySnapshotRequest,
  ports: SafetySnapshotPorts,
): Promise<void> {
  const labels = runLabels('restore', run);
  const spec = {
    source: { persistentVolumeClaimName: claim },
    ...(safety.className !== null && { volumeSnapshotClassName: safety.className }),
  };
  await ports.cluster.create(resources.volumeSnapshots, { metadata: { ...key, labels }, spec }, {}, ports.signal);
  ports.report({ type: 'step', words: `VolumeSnapshot ${key.namespace}/${key.name} of PVC ${claim}` });
}

async function removeAndWait(
  key: ObjectKey,
  request: SafetySnapshotRequest,
  ports: SafetySnapshotPorts,
): Promise<void> {
  const { namespace, name } = key;
  const found = await ports.cluster.find(resources.volumeSnapshots, key, ports.signal);
  if (found === undefined) return;
  if (!isOwn(found.metadata.labels, request.run)) throw other(key);
  await removeOwn(key, request, ports);
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  await untilGone({ resource: resources.volumeSnapshots, scope, limitMs: request.limitMs }, ports);
}

async function removeOwn(key: ObjectKey, { run }: SafetySnapshotRequest, ports: SafetySnapshotPorts): Promise<void> {
  const { cluster, signal } = ports;
  const found = await cluster.find(resources.volumeSnapshots, key, signal);
  if (found === undefined || !isOwn(found.metadata.labels, run)) return;
  await cluster.delete(resources.volumeSnapshots, key, { uid: found.metadata.uid }, signal);
  ports.report({ type: 'step', words: `VolumeSnapshot ${key.namespace}/${key.name} removed` });
}

function isOwn(labels: Readonly<Record<string, string>> | undefined, run: string): boolean {
  return labels?.['app.kubernetes.io/managed-by'] === 'volsyncctl' && labels['app.kubernetes.io/instance'] === run;
}
