import { idsOf } from '../restic/snapshot-ids.ts';
import { shortId } from '../restic/snapshots.ts';
import { parentOf, savedBy } from '../volsync/reported-snapshot.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { SeenRepository } from './list-snapshots.ts';

/**
 * Which sources of a fleet may use the repository or the volume of an app: those of its namespace, and those whose
 * repository or status names one of its snapshots. In a large fleet, comparing each app with all others takes minutes.
 */
export class RelatedSources {
  readonly #byNamespace: ReadonlyMap<string | undefined, readonly ReplicationSource[]>;
  /** By the short ids that their status and their repository name. */
  readonly #bySnapshot = new Map<string, Set<ReplicationSource>>();
  readonly #order: ReadonlyMap<ReplicationSource, number>;

  constructor(around: readonly ReplicationSource[], seen: readonly SeenRepository[]) {
    this.#byNamespace = Map.groupBy(around, ({ metadata }) => metadata.namespace);
    this.#order = new Map(around.map((source, index) => [source, index]));
    const byUid = Map.groupBy(seen, ({ source }) => source.metadata.uid ?? '');
    for (const source of around) {
      const repositories = byUid.get(source.metadata.uid ?? '') ?? [];
      const stored = repositories.flatMap((one) => (one.kind === 'seen' ? one.snapshots.map(({ id }) => id) : []));
      for (const id of [...reportedBy(source), ...stored]) this.#add(shortId(id), source);
    }
  }

  /** In the order of the fleet. */
  of(repository: SeenRepository): readonly ReplicationSource[] {
    const { source } = repository;
    const near = this.#byNamespace.get(source.metadata.namespace) ?? [];
    const own = near.filter(({ metadata }) => metadata.uid === source.metadata.uid);
    const snapshots = repository.kind === 'seen' ? repository.snapshots : [];
    const ids = [
      ...[source, ...own].flatMap((one) => reportedBy(one)),
      ...snapshots.flatMap((snapshot) => idsOf(snapshot, snapshots)),
    ];
    const found = new Set([...near, ...ids.flatMap((id) => [...(this.#bySnapshot.get(shortId(id)) ?? [])])]);
    return [...found].toSorted((a, b) => (this.#order.get(a) ?? 0) - (this.#order.get(b) ?? 0));
  }

  #add(id: string, source: ReplicationSource): void {
    const known = this.#bySnapshot.get(id);
    if (known === undefined) this.#bySnapshot.set(id, new Set([source]));
    else known.add(source);
  }
}

function reportedBy(source: ReplicationSource): readonly string[] {
  return [savedBy(source), parentOf(source)].filter((id) => id !== undefined);
}
