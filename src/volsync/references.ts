import { nameText } from '../foreign-text.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { resources } from './resources.ts';

/** The object with safe names in its references, for which the API server accepts any text. */
export function withNames<T extends KubeObject>(plural: string, object: T): T {
  const paths = [...owners, ...(references[plural] ?? [])];
  return paths.reduce<unknown>((changed, path) => named(changed, path), object) as T;
}

type Path = readonly string[];

/** `*` stands for each item of a list. */
const pathsOf = (...paths: readonly string[]): readonly Path[] => paths.map((path) => path.split('.'));

const owners = pathsOf('metadata.ownerReferences.*.kind', 'metadata.ownerReferences.*.name');

const ofMovers = [
  'spec.restic.repository',
  'spec.restic.storageClassName',
  'spec.restic.volumeSnapshotClassName',
  'spec.restic.cacheStorageClassName',
  'spec.restic.moverServiceAccount',
  'spec.restic.customCA.secretName',
  'spec.restic.customCA.configMapName',
  'spec.restic.customCA.key',
  'spec.restic.moverVolumes.*.mountPath',
];

const references: Readonly<Record<string, readonly Path[]>> = {
  [resources.replicationSources.plural]: pathsOf('spec.sourcePVC', ...ofMovers),
  [resources.replicationDestinations.plural]: pathsOf(
    'spec.restic.destinationPVC',
    'status.latestImage.kind',
    'status.latestImage.name',
    ...ofMovers,
  ),
  [resources.persistentVolumeClaims.plural]: pathsOf(
    ...['spec.dataSource.kind', 'spec.dataSource.name', 'spec.dataSourceRef.kind', 'spec.dataSourceRef.name'],
  ),
  [resources.events.plural]: pathsOf('regarding.kind', 'regarding.name'),
};

/** Returns the same value if nothing changes, which is nearly always. */
function named(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return typeof value === 'string' ? nameText(value) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => named(item, rest));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const before = (value as Readonly<Record<string, unknown>>)[key];
  const after = named(before, rest);
  return after === before ? value : { ...value, [key]: after };
}
