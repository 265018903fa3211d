import { Failure, isFailure } from '../errors.ts';
import { allowed } from '../kubernetes/allowed.ts';
import type { NewObject } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { PersistentVolumeClaim, VolumeSnapshot } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { dryRunClaim } from './dry-run-claim.ts';
import type { VolumePorts } from './ports.ts';

/** The objects of a frozen copy, and the flag that requests one. */
interface Copyable {
  readonly snapshot: NewObject<VolumeSnapshot>;
  readonly copy: NewObject<PersistentVolumeClaim>;
  readonly flag: string;
}

/**
 * Lets the API server validate a frozen copy before any of it is created, and looks up the class of its PVC: with a
 * missing class or none, the PVC would stay pending. If classes may not be read, that is left to the wait.
 */
export async function requireCopyable({ snapshot, copy, flag }: Copyable, ports: VolumePorts): Promise<void> {
  const { cluster, signal } = ports;
  const name = snapshot.spec?.source?.persistentVolumeClaimName ?? '';
  try {
    await cluster.create(resources.volumeSnapshots, snapshot, { isDryRun: true }, signal);
    await dryRunCopy(copy, ports);
  } catch (error) {
    if (!isFailure(error, 'refused')) throw error;
    throw refused(name, flag, [error.message], error.hint?.split('\n'));
  }
}

/** The same for the PVC alone; a Failure `refused` if it would not be filled. */
export async function dryRunCopy(copy: NewObject<PersistentVolumeClaim>, ports: CopyPorts): Promise<void> {
  await dryRunClaim(copy, ports);
  const why = await withoutProvisioner(copy, ports);
  if (why !== undefined) throw new Failure('refused', why, { hint: 'kubectl get storageclasses' });
}

type CopyPorts = ClusterContext<'create' | 'find'>;

async function withoutProvisioner(
  { spec }: Copyable['copy'],
  { cluster, signal }: CopyPorts,
): Promise<string | undefined> {
  const name = spec?.storageClassName;
  if (name === undefined) return undefined;
  if (name === '') return 'The PVC has no StorageClass, so nothing provisions a copy of it.';
  const found = await allowed(cluster.find(resources.storageClasses, { namespace: '', name }, signal));
  const isAbsent = 'value' in found && found.value === undefined;
  return isAbsent ? `There is no StorageClass ${name}, which the copy would name.` : undefined;
}

function refused(name: string, flag: string, details: readonly string[], hint: readonly string[] = []): Failure {
  const message = `PVC ${name} cannot be frozen${flag === '' ? '' : ` for ${flag}`}: a copy of it would stay pending; nothing was created.`;
  return new Failure('refused', message, { details, hint: [...hint, ...insteadOf(flag)] });
}

/** The alternative without a frozen copy. */
export function insteadOf(flag: string): readonly string[] {
  if (flag === '--snapshot') return ['use the live volume instead: --live'];
  return flag === '' ? [] : [`compare the live volume instead: without ${flag}`];
}

/** The flag by which a command creates frozen copies; empty if it creates them by default. */
export function frozenCopyFlag(command: string): string {
  const flags: Readonly<Record<string, string>> = { diff: '--from-volumesnapshot', restore: '' };
  return flags[command] ?? '--snapshot';
}
