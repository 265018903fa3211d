import type { OpenedVolume } from './opened-volume.ts';
import { Failure } from '../errors.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { volumePod } from '../volsync/volume-pod.ts';
import { volumeUser } from '../volsync/volume-user.ts';
import { reportOpenRestoreInto, reportOpenRestores } from '../sources/open-restores.ts';
import { frozenCopy } from './frozen-copy.ts';
import { lsHint, type LsLocation } from './ls-hint.ts';
import { withOpenPod } from './open-pod.ts';
import type { VolumeOptions, VolumeTarget } from './options.ts';
import type { VolumePorts } from './ports.ts';
import { volumeFacts, type VolumeFacts } from './volume-facts.ts';
import { volumeFiles } from './volume-files.ts';
import { shellCommand } from '../shell-command.ts';

/** Opens the volume itself, or a frozen copy of it, for `use`. */
export async function withVolume<T>(
  target: VolumeTarget,
  options: VolumeOptions,
  ports: VolumePorts,
  use: (inside: OpenedVolume) => Promise<T>,
): Promise<T> {
  const facts = await volumeFacts(target, ports);
  if (target.kind === 'app') reportOpenRestores([facts.source], ports);
  else await reportOpenRestoreInto({ namespace: target.namespace, name: target.claim }, ports);
  if (options.origin.kind === 'live') return withMounted(facts, liveMount(facts, target), options, ports, use);
  const place = { target, in: 'snapshot' } as const;
  await using copy = await frozenCopy(facts, options, ports);
  return await withMounted(facts, { claim: copy.claim, location: place }, options, ports, use);
}

interface Mount {
  readonly claim: PersistentVolumeClaim;
  readonly node?: string | undefined;
  readonly location: LsLocation;
}

function liveMount(facts: VolumeFacts, target: VolumeTarget): Mount {
  const hint = `use a frozen copy of it: ${lsHint({ target, in: 'snapshot' }, '/')}`;
  return { claim: facts.claim, node: liveNode(facts, hint), location: { target } };
}

/**
 * The node of a volume that can be attached to only one: it is mounted there a second time. A volume for a single pod
 * cannot be: a Failure with the hint. Undefined if any node will do.
 */
export function liveNode({ claim, pods }: Pick<VolumeFacts, 'claim' | 'pods'>, hint: string): string | undefined {
  const { name, namespace = '' } = claim.metadata;
  const modes = claim.spec?.accessModes ?? [];
  const user = pods.find(({ spec }) => spec?.nodeName !== undefined) ?? pods[0];
  if (modes.includes('ReadWriteOncePod') && user !== undefined) {
    const message = `PVC ${namespace}/${name} is ReadWriteOncePod and in use by pod ${user.metadata.name}: no other pod can mount it.`;
    throw new Failure('refused', message, { hint });
  }
  const isShared = modes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  return isShared ? undefined : user?.spec?.nodeName;
}

async function withMounted<T>(
  { source, pods, claim: original }: VolumeFacts,
  { claim, node, location }: Mount,
  options: VolumeOptions,
  ports: VolumePorts,
  use: (inside: OpenedVolume) => Promise<T>,
): Promise<T> {
  const { image, lifetimeMs, resources, uid, gid, podLabels: labels } = options;
  const { name, namespace = '' } = claim.metadata;
  const user = volumeUser(source, pods, original.metadata.name, { uid, gid });
  const spec = volumePod({ claim: name, user, node, image, lifetimeMs, resources });
  const explain = (trouble: Diagnosis) => explained(trouble, claim);
  return withOpenPod({ namespace, container: 'volume', spec, labels, explain }, options, ports, (work) =>
    use({
      namespace,
      claim: original.metadata.name,
      user,
      pod: work.pod,
      work,
      files: volumeFiles(work, user, location),
    }),
  );
}

function explained({ message, details, reason }: Diagnosis, { metadata }: PersistentVolumeClaim): Failure {
  const { name, namespace = '' } = metadata;
  const hint =
    reason === 'image-not-pullable'
      ? 'name an image that your nodes can pull: --image'
      : reason === 'quota-exceeded'
        ? shellCommand`kubectl describe quota -n ${namespace}; --requests and --limits change what is asked for`
        : shellCommand`kubectl describe pvc ${name} -n ${namespace}`;
  return new Failure('failed', `The volume of PVC ${namespace}/${name} could not be opened: ${message}.`, {
    details,
    hint,
  });
}
