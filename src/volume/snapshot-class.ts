import { Failure } from '../errors.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { VolumeSnapshotClass } from '../kubernetes/storage.ts';
import { resources } from '../volsync/resources.ts';
import { requireClasses, type NamedClassPorts } from './named-class.ts';
import { allowed } from '../kubernetes/allowed.ts';
import type { VolumeOptions } from './options.ts';
import type { VolumeFacts } from './volume-facts.ts';

type ClassPorts = NamedClassPorts & ClusterContext<'find'>;

const isDefault = 'snapshot.storage.kubernetes.io/is-default-class';

/**
 * The VolumeSnapshotClass for a frozen copy: the requested one, the ReplicationSource's, the default of the volume's
 * driver, or the driver's only one. A named class that does not exist is a Failure. Undefined if the classes may not be
 * read: the server then uses its default.
 */
export async function snapshotClassFor(
  { source, claim }: Pick<VolumeFacts, 'source' | 'claim'>,
  { volumeSnapshotClass, instead = [] }: Pick<VolumeOptions, 'volumeSnapshotClass'> & Instead,
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
  return classOf(claim.metadata, storage.value?.provisioner, classes.value, instead);
}

interface Instead {
  /** Hints at alternatives without a VolumeSnapshot. */
  readonly instead?: readonly string[];
}

function classOf(
  claim: VolumeFacts['claim']['metadata'],
  driver: string | undefined,
  classes: readonly VolumeSnapshotClass[],
  instead: readonly string[],
): string {
  const ofDriver = classes.filter((one) => driver === undefined || one.driver === driver);
  const chosen = ofDriver.find(({ metadata }) => metadata.annotations?.[isDefault] === 'true');
  if (chosen !== undefined) return chosen.metadata.name;
  const [only, ...others] = ofDriver;
  if (only !== undefined && others.length === 0) return only.metadata.name;
  if (only === undefined) throw none(claim, driver, classes, instead);
  throw unclear(claim, driver, ofDriver);
}

function none(
  { name, namespace = '' }: VolumeFacts['claim']['metadata'],
  driver: string | undefined,
  classes: readonly VolumeSnapshotClass[],
  instead: readonly string[],
): Failure {
  const message = `There is no VolumeSnapshotClass for ${driverText(driver)}: PVC ${namespace}/${name} cannot be frozen.`;
  return new Failure('refused', message, { details: classes.map(classText), hint: instead });
}

function unclear(
  { name, namespace = '' }: VolumeFacts['claim']['metadata'],
  driver: string | undefined,
  classes: readonly VolumeSnapshotClass[],
): Failure {
  const message = `None of several VolumeSnapshotClasses is the default for ${driverText(driver)}: PVC ${namespace}/${name} cannot be frozen.`;
  const hint = 'choose one: --volume-snapshot-class NAME';
  return new Failure('usage', message, { details: classes.map(classText), hint });
}

function driverText(driver: string | undefined): string {
  return `the driver ${driver ?? 'of its StorageClass'}`;
}

function classText({ metadata, driver = '' }: VolumeSnapshotClass): string {
  return `${metadata.name}  (driver ${driver})`;
}
