import { destinationNames, sourceNames } from './mover-names.ts';
import type { Replication } from './sync-state.ts';

interface Named {
  readonly kind: string;
  readonly name: string;
}

/**
 * Whether an object, which may no longer exist, belongs to a ReplicationSource or ReplicationDestination: the object
 * itself, its PVC, or what VolSync creates for it under fixed names.
 */
export function isRelated(owner: Replication, ownerKind: string, { kind, name }: Named): boolean {
  const names = relatedNames(owner, ownerKind);
  switch (kind) {
    case ownerKind:
      return name === owner.metadata.name;
    case 'Job':
      return names.jobs.includes(name);
    case 'Pod':
      return names.jobs.some((job) => name.startsWith(`${job}-`) && /^[a-z0-9]{5}$/.test(name.slice(job.length + 1)));
    case 'PersistentVolumeClaim':
      return names.claims.includes(name);
    case 'VolumeSnapshot':
      return names.claims.some((claim) => name === claim || isImageOf(claim, name));
    default:
      return false;
  }
}

interface Names {
  readonly jobs: readonly string[];
  readonly claims: readonly string[];
}

/** Covers all movers: an event may be older than the object's present mover. */
function relatedNames({ metadata, spec = {} }: Replication, ownerKind: string): Names {
  const { name } = metadata;
  const isSource = ownerKind === 'ReplicationSource';
  const { job, temporaryPVC, cachePVC } = isSource ? sourceNames(name) : destinationNames(name);
  const side = isSource ? 'src' : 'dst';
  const jobs = [job, ...otherMovers.map((mover) => `volsync-${mover}-${side}-${name}`)];
  const own = isSource
    ? 'sourcePVC' in spec
      ? spec.sourcePVC
      : undefined
    : spec.restic && destinationPVC(spec.restic);
  return { jobs, claims: [temporaryPVC, `volsync-${name}-${side}`, cachePVC, ...(own === undefined ? [] : [own])] };
}

const otherMovers = ['rclone', 'rsync', 'rsync-tls'];

function destinationPVC(restic: object): string | undefined {
  return 'destinationPVC' in restic ? String(restic.destinationPVC) : undefined;
}

/** A destination's VolumeSnapshot is named after its PVC and the time. */
function isImageOf(claim: string, snapshot: string): boolean {
  return snapshot.startsWith(`${claim}-`) && /^\d{14}$/.test(snapshot.slice(claim.length + 1));
}
