import { Failure } from '../../errors.ts';
import type { PersistentVolumeClaim, Pod } from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { onlySourceOf } from '../../volsync/source-of-claim.ts';
import { podsWithClaim } from '../../volsync/volume-user.ts';
import { absent } from '../absent.ts';
import { marked, openJournals } from '../open-restores.ts';
import { readable } from '../status/readable.ts';
import type { InsideTarget } from './options.ts';
import type { InsidePorts } from './ports.ts';

/** A claim that can be looked into, and who has it mounted as far as that may be seen. */
export interface VolumeFacts {
  readonly source: ReplicationSource | undefined;
  readonly claim: PersistentVolumeClaim;
  readonly pods: readonly Pod[];
}

/** The source of an app, marked where a restore into its volume is open; a Failure where it is not there. */
export async function sourceOf(namespace: string, name: string, ports: InsidePorts): Promise<ReplicationSource> {
  const { cluster, signal } = ports;
  const key = { namespace, name };
  const [source, journals] = await Promise.all([
    cluster.find(resources.replicationSources, key, signal),
    openJournals({ namespace }, ports),
  ]);
  if (source !== undefined) return marked(source, journals);
  const around = await readable(cluster.list(resources.replicationSources, { namespace }, signal));
  const ofClaim = 'why' in around ? undefined : onlySourceOf(name, around.value);
  if (ofClaim === undefined) throw await absent(cluster, resources.replicationSources, key, signal);
  return marked(ofClaim, journals);
}

/** Finds the claim by reference, never by its name. One that is not bound is refused: a pod would have it filled. */
export async function volumeFacts(target: InsideTarget, ports: InsidePorts): Promise<VolumeFacts> {
  const { cluster, signal } = ports;
  const { namespace } = target;
  const source = target.kind === 'app' ? await sourceOf(namespace, target.app, ports) : undefined;
  const name = target.kind === 'app' ? source?.spec?.sourcePVC : target.claim;
  if (!name) throw withoutVolume(target);
  const key = { namespace, name };
  const claim = await cluster.find(resources.persistentVolumeClaims, key, signal);
  if (claim === undefined) throw await absent(cluster, resources.persistentVolumeClaims, key, signal);
  refuse(claim, target);
  const pods = await readable(cluster.list(resources.pods, { namespace }, signal));
  return { source, claim, pods: 'why' in pods ? [] : podsWithClaim(pods.value, name) };
}

/** As those of external replication. */
function withoutVolume({ namespace, ...target }: InsideTarget): Failure {
  const app = target.kind === 'app' ? target.app : target.claim;
  return new Failure('refused', `ReplicationSource ${namespace}/${app} names no sourcePVC: it has no volume.`, {
    hint: `volsyncctl status ${app} -n ${namespace}`,
  });
}

function refuse(
  { metadata: { name, namespace = '' }, spec, status }: PersistentVolumeClaim,
  target: InsideTarget,
): void {
  if (status?.phase !== 'Bound') {
    const hint =
      target.kind === 'app'
        ? `volsyncctl bootstrap-check ${target.app} -n ${namespace}`
        : `kubectl describe pvc ${name} -n ${namespace}`;
    const message = `PVC ${namespace}/${name} is ${status?.phase ?? 'Pending'}: there is no volume to look into yet.`;
    throw new Failure('refused', message, { hint });
  }
  if (spec?.volumeMode === 'Block') {
    throw new Failure('refused', `PVC ${namespace}/${name} is a raw block device (volumeMode Block): it has no files.`);
  }
}
