import { allowed } from '../../../../kubernetes/allowed.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { selectorOf, indexed, choiceAmong, type ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import { originalClaim, requireStorageClasses } from '../../../../restore/claim-plan.ts';
import type { HeldSnapshots } from '../../../../restore/snapshot-selector.ts';
import type { AppOfRestore, RepositorySelector } from '../../../../restore/repositories/candidate-repository.ts';
import { moverSource } from '../../../../restore/repositories/mover-source.ts';
import {
  openCandidates,
  planRepository,
  type OpenCandidates,
  type PlannedRepository,
} from '../../../../restore/repositories/plan-repository.ts';
import { notFound } from '../../../../sources/not-found.ts';
import { reportOpenRestores } from '../../../../sources/open-restores.ts';
import { refuseWithoutController } from '../../../../sync/preflight.ts';
import { resources } from '../../../../volsync/resources.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { RestoreToOptions, RestoreToPorts } from './plan.ts';

/** Where the data of a restore comes from. */
export interface RestoredData {
  /** The settings of the mover. */
  readonly source: ReplicationSource;
  /** The PVC that the new one is made like. */
  readonly original: PersistentVolumeClaim | undefined;
  readonly chosen: ChosenSnapshot;
  /** If the repository is not simply the app's own. */
  readonly repository?: PlannedRepository;
}

/** Finds the snapshot in the repository of a source, which `read` reads. */
export async function dataOf(
  source: ReplicationSource,
  { selector, like, look, isAsked = false }: RestoreToOptions,
  ports: RestoreToPorts,
  read: () => Promise<HeldSnapshots>,
): Promise<RestoredData> {
  const original = await originalClaim(source, ports);
  await requireStorageClasses(source, like.storageClass ?? original?.spec?.storageClassName, ports);
  await refuseWithoutController(ports);
  const held = await read();
  const meant = selector ?? (await selectorOf(held.snapshots, (snapshots) => ports.choose(snapshots)));
  return { source, original, chosen: await indexed(choiceAmong(held, meant, isAsked), held, look, ports) };
}

/** Finds the snapshot in another repository, or in the newest of several. */
export async function dataFrom(
  app: AppOfRestore,
  {
    repositorySelector,
    run,
    options,
  }: { repositorySelector: RepositorySelector; run: string; options: RestoreToOptions },
  ports: RestoreToPorts,
): Promise<RestoredData> {
  const { selector, like, look, isAsked = false } = options;
  const open = await openCandidates(app, { repositorySelector, run }, ports);
  const original = await claimLike(app, open, ports);
  for (const candidate of open.candidates) {
    const mover = moverSource(app, candidate);
    await requireStorageClasses(mover, like.storageClass ?? original?.spec?.storageClassName, ports);
  }
  await refuseWithoutController(ports);
  const choose = (snapshots: Parameters<RestoreToPorts['choose']>[0]) => ports.choose(snapshots);
  const request = { selector, look, isAsked, isStrict: false, choose };
  const repository = await planRepository(app, open, request, ports);
  return { source: repository.source, original, chosen: repository.chosen, repository };
}

/** The app's source, which another namespace need not have. */
export async function appOfRestore(
  { namespace, name }: Pick<AppOfRestore, 'namespace' | 'name'>,
  isNeeded: boolean,
  ports: RestoreToPorts,
): Promise<AppOfRestore> {
  const { cluster, signal } = ports;
  const key = { namespace, name };
  const source = await cluster.find(resources.replicationSources, key, signal);
  if (source !== undefined) reportOpenRestores([source], ports);
  else if (isNeeded) throw await notFound(cluster, resources.replicationSources, key, signal);
  return { ...key, source };
}

/** The PVC in the other namespace need not be readable. */
async function claimLike(
  { source }: AppOfRestore,
  { candidates }: OpenCandidates,
  ports: RestoreToPorts,
): Promise<PersistentVolumeClaim | undefined> {
  const own = source && (await originalClaim(source, ports));
  const [first] = candidates;
  if (own !== undefined || first === undefined) return own;
  const theirs = await allowed(originalClaim(first.source, ports));
  return 'value' in theirs ? theirs.value : undefined;
}
