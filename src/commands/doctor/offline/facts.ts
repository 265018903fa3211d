import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { isRecord, type ManifestObject, type UnreadPart } from './manifests.ts';

/** A manifest whose spec has the shape of its kind; other shapes are reported by the schema rules. */
export interface Manifest<T> extends ManifestObject {
  readonly spec: NonNullable<T extends { readonly spec?: infer S } ? S : never>;
}

/** Everything that the rules for manifests judge. */
export interface OfflineFacts {
  readonly objects: readonly ManifestObject[];
  readonly sources: readonly Manifest<ReplicationSource>[];
  readonly destinations: readonly Manifest<ReplicationDestination>[];
  readonly claims: readonly Manifest<PersistentVolumeClaim>[];
  readonly unread: readonly UnreadPart[];
  /** Whether values for variables were given: an unset variable is then a mistake. */
  readonly hasValues: boolean;
}

/** Sorts the objects of all files by kind. */
export function offlineFacts(
  objects: readonly ManifestObject[],
  unread: readonly UnreadPart[],
  hasValues: boolean,
): OfflineFacts {
  const ofKind = <T>(kind: string) =>
    objects
      .filter((object) => object.kind === kind && (kind === 'PersistentVolumeClaim' || isVolSync(object)))
      .map((object): Manifest<T> => ({ ...object, spec: wellFormed(object.body['spec']) as Manifest<T>['spec'] }));
  return {
    objects,
    sources: ofKind<ReplicationSource>('ReplicationSource'),
    destinations: ofKind<ReplicationDestination>('ReplicationDestination'),
    claims: ofKind<PersistentVolumeClaim>('PersistentVolumeClaim'),
    unread,
    hasValues,
  };
}

/** Whether an object is VolSync's, in any version. */
export function isVolSync({ apiVersion }: ManifestObject): boolean {
  return apiVersion.startsWith('volsync.backube/');
}

/** Ensures objects where objects are expected, so that the rules can follow fields. */
function wellFormed(spec: unknown): object {
  if (!isRecord(spec)) return {};
  return Object.fromEntries(
    Object.entries(spec).filter(([field, value]) => !objectFields.has(field) || isRecord(value)),
  );
}

const objectFields = new Set([
  'trigger',
  'restic',
  'rclone',
  'rsync',
  'rsyncTLS',
  'syncthing',
  'kopia',
  'external',
  'resources',
]);
