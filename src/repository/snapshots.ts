import { worstOutcome } from '../errors.ts';
import type { ObjectKey, Scope } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { ownDataTime } from '../volsync/data-time.ts';
import { misread, restoreChoice, restoreOrder, type RestoreSelector } from '../volsync/restore-choice.ts';
import { sharingApps } from '../volsync/shared-repository.ts';
import { snapshotOrigins } from '../volsync/snapshot-origin.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unseenOutcome } from '../volsync/unseen-outcome.ts';
import { rememberingPods } from '../helper-pod/remembering-pods.ts';
import type { PodTimeouts } from '../helper-pod/settled-pod.ts';
import { reportOpenRestores } from '../sources/open-restores.ts';
import type { EnvironmentOverrides } from './mover-environments.ts';
import { listRepositorySnapshots, type RepositoryPorts, type SeenRepository } from './list-snapshots.ts';
import { RelatedSources } from './related-sources.ts';
import { reportingSource, sharingFacts } from './sharing-sources.ts';
import { allSourcesAfter } from './all-sources.ts';
import type { AppSnapshots, ListedSnapshot, SnapshotsReport } from './snapshots-result.ts';
import { findSources } from '../sources/find-sources.ts';

export interface LookAtSnapshots extends EnvironmentOverrides {
  readonly timeouts: PodTimeouts;
}

export interface SnapshotsOptions extends LookAtSnapshots {
  /** Only the newest ones. */
  readonly limit?: number | undefined;
  /** Only those that are not older. */
  readonly since?: Date | undefined;
  /** The selection for which to show the snapshot that VolSync would restore. */
  readonly selector?: RestoreSelector | undefined;
}

export type SnapshotsPorts = RepositoryPorts & ClusterContext<'exists'>;

/** Lists the snapshots in the repositories of apps. Throws only if no app could be found. */
export async function snapshots(
  target: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  options: SnapshotsOptions,
  ports: SnapshotsPorts,
): Promise<SnapshotsReport> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const { chosen, around: before, failures } = await findSources(target, ports);
  reportOpenRestores(chosen, ports);
  const seen = await listRepositorySnapshots(
    chosen,
    { ...options, command: 'snapshots' },
    rememberingPods(pods, ports),
  );
  const around = await allSourcesAfter(before, ports);
  const time = ports.now();
  const related = new RelatedSources(around, seen);
  const apps = seen.map((repository) => listing(repository, { seen, around: related.of(repository), time }, options));
  const outcomes = apps.map((app) =>
    app.kind === 'hidden' ? unseenOutcome(app.judgement) : app.passedOver.length === 0 ? 'ok' : 'unknown',
  );
  const outcome = worstOutcome([...outcomes, ...failures.map(({ kind }) => kind)]);
  return { apps, failures, outcome, time, tookMs: time.getTime() - begunAt, pods };
}

interface Around {
  readonly seen: readonly SeenRepository[];
  readonly around: readonly ReplicationSource[];
  readonly time: Date;
}

function listing(repository: SeenRepository, { seen, around, time }: Around, options: SnapshotsOptions): AppSnapshots {
  const { source, address } = repository;
  const { name, namespace = '' } = source.metadata;
  const app = { namespace, name, repository: address };
  if (repository.kind === 'hidden') return { ...app, kind: 'hidden', judgement: repository.judgement };
  const { snapshots: all, passedOver } = repository;
  const { limit, since, selector } = options;
  const reporting = reportingSource(repository, around);
  const originOf = snapshotOrigins({ source: reporting, snapshots: all, around });
  const sharedWith = sharingApps(sharingFacts(repository, { seen, around }));
  const isShared = sharedWith.length > 0;
  return {
    ...app,
    kind: 'seen',
    snapshots: withPlaces(all)
      .map((snapshot) => ({ ...snapshot, origin: originOf(snapshot) }))
      .map((snapshot) => ({
        ...snapshot,
        dataTime: ownDataTime(snapshot, { source: reporting, origin: snapshot.origin, isShared }),
      }))
      .filter(({ time }) => since === undefined || time >= since)
      .slice(0, limit),
    passedOver,
    total: all.length,
    choice: selector && restoreChoice(all, selector),
    sharedWith,
    seenAt: repository.time ?? time,
  };
}

/** Counts all snapshots, however many are shown. */
function withPlaces(all: readonly Snapshot[]): readonly Omit<ListedSnapshot, 'origin' | 'dataTime'>[] {
  const isMisread = misread(all) !== undefined;
  const places = new Map<string, number[]>();
  for (const [place, { id }] of restoreOrder(all).entries()) {
    const found = places.get(id);
    if (found === undefined) places.set(id, [place]);
    else found.push(place);
  }
  return all.map((snapshot) => ({
    ...snapshot,
    previous: isMisread ? undefined : (places.get(snapshot.id) ?? []),
  }));
}
