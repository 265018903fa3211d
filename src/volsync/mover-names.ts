import { crc32 } from 'node:zlib';

/** The names that VolSync gives to what it makes for one ReplicationSource with restic. */
export interface SourceNames {
  readonly job: string;
  /** The point-in-time copy of `copyMethod: Snapshot` is a VolumeSnapshot and a claim of this one name. */
  readonly copy: string;
  readonly cache: string;
}

/** The names that VolSync gives to what it makes for one ReplicationDestination with restic. */
export interface DestinationNames {
  readonly job: string;
  /** The claim that is restored into, where the destination names none. */
  readonly data: string;
  readonly cache: string;
}

/** Names of a ReplicationSource's objects; VolSync 0.13 and newer. */
export function sourceNames(name: string): SourceNames {
  return { job: jobName('volsync-src-', name), copy: `volsync-${name}-src`, cache: `volsync-src-${name}-cache` };
}

/** Names of a ReplicationDestination's objects; VolSync 0.13 and newer. */
export function destinationNames(name: string): DestinationNames {
  return { job: jobName('volsync-dst-', name), data: `volsync-${name}-dest`, cache: `volsync-dst-${name}-cache` };
}

/** A Job's name has at most 63 characters; VolSync puts the CRC-32 of a longer name in its place. */
function jobName(prefix: string, name: string): string {
  if (prefix.length + name.length <= 63) return prefix + name;
  return prefix + crc32(name).toString(16).padStart(8, '0');
}
