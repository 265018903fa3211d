import { plainLine } from '../foreign-text.ts';
import { snapshotsCalled } from '../restic/snapshot-ids.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { parentOf, savedBy } from './reported-snapshot.ts';
import { isBareRepository } from './repository-source.ts';
import { isSameVolume, sourcesOfSameVolume } from './same-volume.ts';
import type { ReplicationSource } from './types.ts';

/** What is known about the repository of a source; beyond the objects, only if the repository was read. */
export interface SharingFacts {
  readonly source: ReplicationSource;
  /** All ReplicationSources that can be read. */
  readonly around: readonly ReplicationSource[];
  readonly snapshots?: readonly Snapshot[] | undefined;
  /** RESTIC_REPOSITORY without credentials. */
  readonly address?: string | undefined;
  /** The snapshots in the repositories of other sources, by source UID, for those that were read. */
  readonly seen?: ReadonlyMap<string, readonly Snapshot[]>;
}

/**
 * The apps of other volumes that back up into the same repository, as `namespace/name`, as far as that can be
 * determined. A Secret identifies a repository; for one on a file system, only together with the volume mounted there.
 */
export function sharingApps(facts: SharingFacts): readonly string[] {
  const { source, around } = facts;
  const users = around.filter((other) => !isOwn(source, other) && usesRepository(other, facts));
  // A repository without a source belongs to the app that backs up into it, if there is exactly one.
  const [first] = users;
  if (isBareRepository(source) && users.every((user) => first !== undefined && isOwn(first, user))) return [];
  return [...new Set(users.map(nameOf))].sort();
}

/** The sentence that names them. */
export function sharedRepositoryText(sharedWith: readonly string[]): string {
  const verb = sharedWith.length === 1 ? 'backs' : 'back';
  return `${sharedWith.join(', ')} ${verb} up into the same repository: these snapshots may be from another app`;
}

/**
 * Warnings about other sources of the same PVC in the same repository: each sync forgets snapshots by the `retain` of
 * its own source.
 */
export function retainConflicts(facts: SharingFacts): readonly string[] {
  const { source, around } = facts;
  return sourcesOfSameVolume(source, around)
    .filter((other) => usesRepository(other, facts) && retainText(other) !== retainText(source))
    .map(
      (other) =>
        `ReplicationSource ${other.metadata.name} backs up the same PVC into this repository with another retain (${retainText(other)}; here ${retainText(source)}): each sync removes what only the other keeps`,
    );
}

/** VolSync keeps one snapshot if nothing is set. */
function retainText({ spec }: ReplicationSource): string {
  const set = Object.entries(spec?.restic?.retain ?? {}).map(
    ([rule, count]) => `${rule} ${typeof count === 'number' ? count : plainLine(count)}`,
  );
  return set.length === 0 ? 'last 1' : set.sort().join(', ');
}

function isOwn(source: ReplicationSource, other: ReplicationSource): boolean {
  return other.metadata.uid === source.metadata.uid || isSameVolume(source, other);
}

function usesRepository(other: ReplicationSource, facts: SharingFacts): boolean {
  const { source, snapshots, seen } = facts;
  const theirs = seen?.get(other.metadata.uid ?? '');
  // A snapshot's id is a digest: two repositories with a common snapshot are the same one; others are different.
  if (snapshots !== undefined && theirs !== undefined && snapshots.length + theirs.length > 0) {
    return theirs.some(({ id }) => snapshotsCalled(id, snapshots).length > 0);
  }
  return (
    snapshotsCalled(savedBy(other), snapshots ?? []).length > 0 || isLinked(source, other) || isSamePlace(other, facts)
  );
}

/**
 * restic compares a backup with the newest snapshot in the repository, whoever made it: one of the two has found the
 * other's.
 */
function isLinked(one: ReplicationSource, other: ReplicationSource): boolean {
  const [saved, parent, othersSaved, othersParent] = [savedBy(one), parentOf(one), savedBy(other), parentOf(other)];
  return (saved !== undefined && saved === othersParent) || (othersSaved !== undefined && othersSaved === parent);
}

function isSamePlace(other: ReplicationSource, { source, address }: SharingFacts): boolean {
  const [one, two] = [source.spec?.restic, other.spec?.restic];
  if (one?.repository === undefined || one.repository !== two?.repository) return false;
  if (source.metadata.namespace !== other.metadata.namespace) return false;
  const isOnVolume = address === undefined || /^(?:\/|local:)/.test(address);
  return !isOnVolume || JSON.stringify(one.moverVolumes ?? []) === JSON.stringify(two.moverVolumes ?? []);
}

function nameOf({ metadata }: ReplicationSource): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/**
 * The same for every source of a fleet, from the objects alone: the same Secret with the same volumes, or a backup that
 * began with the snapshot of another source. Sources that share nothing are left out.
 */
export function sharersInFleet(
  sources: readonly ReplicationSource[],
): ReadonlyMap<ReplicationSource, readonly string[]> {
  const byPlace = Map.groupBy(sources, placeOf);
  const bySaved = Map.groupBy(sources, savedBy);
  const byParent = Map.groupBy(sources, parentOf);
  const found = (name: string | undefined, index: typeof bySaved) =>
    name === undefined ? [] : (index.get(name) ?? []);
  return new Map(
    sources.flatMap((source) => {
      const place = placeOf(source);
      const near = place === undefined ? [] : (byPlace.get(place) ?? []);
      const around = [...near, ...found(parentOf(source), bySaved), ...found(savedBy(source), byParent)];
      const sharedWith = sharingApps({ source, around });
      return sharedWith.length === 0 ? [] : [[source, sharedWith] as const];
    }),
  );
}

/** `retainConflicts` for every source of a fleet, from the objects alone; sources without conflicts are left out. */
export function retainConflictsInFleet(
  sources: readonly ReplicationSource[],
): ReadonlyMap<ReplicationSource, readonly string[]> {
  const volumes = Map.groupBy(sources, ({ metadata, spec }) => `${metadata.namespace ?? ''}/${spec?.sourcePVC ?? ''}`);
  const groups = [...volumes.values()].filter(({ length }) => length > 1);
  return new Map(
    groups.flatMap((around) =>
      around.flatMap((source) => {
        const conflicts = retainConflicts({ source, around });
        return conflicts.length === 0 ? [] : [[source, conflicts] as const];
      }),
    ),
  );
}

function placeOf({ metadata, spec }: ReplicationSource): string | undefined {
  const secret = spec?.restic?.repository;
  return secret && `${metadata.namespace ?? ''}/${secret}`;
}
