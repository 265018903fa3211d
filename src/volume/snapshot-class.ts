import { Failure } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { VolumeSnapshotClass } from '../kubernetes/storage.ts';
import { resources } from '../volsync/resources.ts';
import { requireClasses, type NamedClassPorts } from './named-class.ts';
import { allowed } from '../kubernetes/allowed.ts';
import type { VolumeOptions } from './options.ts';
import type { VolumeFacts } from './volume-facts.ts';

export interface ClassPorts extends NamedClassPorts {
  readonly cluster: Pick<Cluster, 'list' | 'find'>;
}

const isDefault = 'snapshot.storage.kubernetes.io/is-default-class';

/**
 * The VolumeSnapshotClass to freeze a volume with: the one that was asked for, the ReplicationSource's, the default of the
 * volume's driver, or the only one of it. One that is named and not there is a Failure. Undefined where the classes may not be seen: then the server chooses its default.
 */
export async function snapshotClassFor(
  { source, claim }: Pick<VolumeFacts, 'source' | 'claim'>,
  { volumeSnapshotClass }: Pick<VolumeOptions, 'volumeSnapshotClass'>,
  ports: ClassPorts,
): Promise<string | undefined> {
  const named = volumeSnapshotClass ?? source?.spec?.restic?.volumeSnapshotClassName;
  if (named !== undefined) {
    await requireClasses(resources.volumeSnapshotClasses, [named], ports);
    return named;
  }
  const { cluster, signal } = ports;
  const name = claim.spec?.storageClassName;
  const [classes, storage] = await Promise.all([
    allowed(cluster.list(resources.volumeSnapshotClasses, {}, signal)),
    name ? allowed(cluster.find(resources.storageClasses, { namespace: '', name }, signal)) : { value: undefined },
  ]);
  if ('why' in classes || 'why' in storage) return undefined;
  return classOf(claim.metadata, storage.value?.provisioner, classes.value);
}

function classOf(
  claim: VolumeFacts['claim']['metadata'],
  driver: string | undefined,
  classes: readonly VolumeSnapshotClass[],
): string {
  const ofDriver = classes.filter((one) => driver === undefined || one.driver === driver);
  const chosen = ofDriver.find(({ metadata }) => metadata.annotations?.[isDefault] === 'true');
  if (chosen !== undefined) return chosen.metadata.name;
  const [only, ...others] = ofDriver;
  if (only !== undefined && others.length === 0) return only.metadata.name;
  throw unclear(claim, driver, only === undefined ? classes : ofDriver, only !== undefined);
}

function unclear(
  { name, namespace = '' }: VolumeFacts['claim']['metadata'],
  driver: string | undefined,
  classes: readonly VolumeSnapshotClass[],
  hasCandidates: boolean,
): Failure {
  const what = hasCandidates
    ? 'None of several VolumeSnapshotClasses is the default'
    : 'There is no VolumeSnapshotClass';
  const message = `${what} for the driver ${driver ?? 'of its StorageClass'}: PVC ${namespace}/${name} cannot be frozen.`;
  return new Failure(hasCandidates ? 'usage' : 'refused', message, {
    details: classes.map(({ metadata, driver: of = '' }) => `${metadata.name}  (driver ${of})`),
    hint: hasCandidates ? 'choose one: --volume-snapshot-class NAME' : 'look into the live volume instead: --live',
  });
}
