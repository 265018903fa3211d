import { Failure } from '../errors.ts';
import type { PersistentVolumeClaim, Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { onlySourceOf } from '../volsync/source-of-claim.ts';
import { podsWithClaim } from '../volsync/volume-user.ts';
import { notFound } from '../sources/not-found.ts';
import { marked, openJournals } from '../sources/open-restores.ts';
import { allowed } from '../kubernetes/allowed.ts';
import type { VolumeTarget } from './options.ts';
import type { VolumePorts } from './ports.ts';
import { shellCommand } from '../shell-command.ts';

/** A PVC that can be opened, and its users as far as they may be read. */
export interface VolumeFacts {
  readonly source: ReplicationSource | undefined;
  readonly claim: PersistentVolumeClaim;
  readonly pods: readonly Pod[];
}

/** The source of an app, marked if a restore of its volume is unfinished; a Failure if it does not exist. */
export async function sourceOfApp(namespace: string, name: string, ports: VolumePorts): Promise<ReplicationSource> {
  const { cluster, signal } = ports;
  const key = { namespace, name };
  const [source, journals] = await Promise.all([
    cluster.find(resources.replicationSources, key, signal),
    openJournals({ namespace }, ports),
  ]);
  if (source !== undefined) return marked(source, journals);
  const around = await allowed(cluster.list(resources.replicationSources, { namespace }, signal));
  const ofClaim = 'why' in around ? undefined : onlySourceOf(name, around.value);
  if (ofClaim === undefined) throw await notFound(cluster, resources.replicationSources, key, signal);
  return marked(ofClaim, journals);
}

/**
 * Finds the PVC by reference, never by name. One that is not bound is refused: a pod would trigger its provisioning.
 */
export async function volumeFacts(target: VolumeTarget, ports: VolumePorts): Promise<VolumeFacts> {
  const { cluster, signal } = ports;
  const { namespace } = target;
  const source = target.kind === 'app' ? await sourceOfApp(namespace, target.app, ports) : undefined;
  const name = target.kind === 'app' ? source?.spec?.sourcePVC : target.claim;
  if (!name) throw withoutVolume(target);
  const key = { namespace, name };
  const claim = await cluster.find(resources.persistentVolumeClaims, key, signal);
  if (claim === undefined) throw await notFound(cluster, resources.persistentVolumeClaims, key, signal);
  refuse(claim, target);
  const pods = await allowed(cluster.list(resources.pods, { namespace }, signal));
  return { source, claim, pods: 'why' in pods ? [] : podsWithClaim(pods.value, name) };
}

/** For sources without a PVC, such as those of an external mover. */
function withoutVolume({ namespace, ...target }: VolumeTarget): Failure {
  const app = target.kind === 'app' ? target.app : target.claim;
  return new Failure('refused', `ReplicationSource ${namespace}/${app} names no sourcePVC: it has no volume.`, {
    hint: shellCommand`volsyncctl status ${app} -n ${namespace}`,
  });
}

function refuse(
  { metadata: { name, namespace = '' }, spec, status }: PersistentVolumeClaim,
  target: VolumeTarget,
): void {
  if (status?.phase !== 'Bound') {
    const hint =
      target.kind === 'app'
        ? shellCommand`volsyncctl bootstrap-check ${target.app} -n ${namespace}`
        : shellCommand`kubectl describe pvc ${name} -n ${namespace}`;
    const message = `PVC ${namespace}/${name} is ${status?.phase ?? 'Pending'}: there is no volume to open yet.`;
    throw new Failure('refused', message, { hint });
  }
  if (spec?.volumeMode === 'Block') {
    throw new Failure('refused', `PVC ${namespace}/${name} is a raw block device (volumeMode Block): it has no files.`);
  }
}
