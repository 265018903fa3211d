import { Failure } from '../../errors.ts';
import { plainLine } from '../../foreign-text.ts';
import { repositoryRights } from '../../rights/repository.ts';
import type { RepositoryPorts } from '../../repository/list-snapshots.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { refuseWithoutRights } from '../missing-rights.ts';
import {
  findRepositories,
  type AppOfRestore,
  type CandidateRepository,
  type RepositorySelector,
} from './candidate-repository.ts';
import { chooseRepository, type ChosenRepository, type RepositoryRequest } from './choose-repository.ts';
import { boundVolumes, moverSource } from './mover-source.ts';
import { dryRunSecretCopy, requireCopyRights, secretCopy, withSecretCopy } from './secret-copy.ts';
import type { SecretCopy, SecretCopyPorts } from './secret-copy.ts';

/** The repository to restore from, and how the restore's mover reaches it. */
export interface PlannedRepository extends ChosenRepository {
  /** The settings of the mover; with a copy of the Secret, they name the copy. */
  readonly source: ReplicationSource;
  /** For a repository whose Secret is in another namespace. */
  readonly copy: SecretCopy | undefined;
}

/** What planning one requires. */
export type PlanRepositoryPorts = RepositoryPorts & SecretCopyPorts & { readonly cluster: Pick<PlanCluster, 'exists'> };
type PlanCluster = Parameters<typeof findRepositories>[2]['cluster'];

/** Repositories that may be read, before they are. */
export interface OpenCandidates {
  readonly candidates: readonly CandidateRepository[];
  readonly run: string;
}

/** Finds the repositories, and refuses what could not be restored from; none is read yet. */
export async function openCandidates(
  app: AppOfRestore,
  { repositorySelector, run }: { readonly repositorySelector: RepositorySelector; readonly run: string },
  ports: PlanRepositoryPorts,
): Promise<OpenCandidates> {
  const { namespace } = repositorySelector;
  if (namespace !== undefined) await refuseWithoutRights(repositoryRights, namespace, ports);
  const candidates = await findRepositories(app, repositorySelector, ports);
  for (const candidate of candidates) {
    const copy = copyFor(candidate, app, run);
    if (copy === undefined) continue;
    refuseBoundVolumes(candidate, app);
    await requireCopyRights(copy, ports);
    await dryRunSecretCopy(copy, run, ports);
  }
  return { candidates, run };
}

/** Reads them and chooses one. */
export async function planRepository(
  app: AppOfRestore,
  { candidates, run }: OpenCandidates,
  request: RepositoryRequest,
  ports: PlanRepositoryPorts,
): Promise<PlannedRepository> {
  const chosen = await chooseRepository(candidates, request, ports);
  const mover = moverSource(app, chosen.candidate);
  const copy = copyFor(chosen.candidate, app, run);
  return { ...chosen, copy, source: copy === undefined ? mover : withSecretCopy(mover, copy) };
}

function copyFor(
  { secret, source }: CandidateRepository,
  { namespace }: AppOfRestore,
  run: string,
): SecretCopy | undefined {
  return secret.namespace === namespace ? undefined : secretCopy(secret, namespace, run, source.spec?.restic?.customCA);
}

function refuseBoundVolumes(candidate: CandidateRepository, { namespace }: AppOfRestore): void {
  const [volume] = boundVolumes(candidate);
  if (volume === undefined) return;
  const { secret } = candidate;
  const [kind = 'volume'] = Object.keys(volume.volumeSource);
  const message = `The mover of Secret ${secret.namespace}/${secret.name} mounts a ${plainLine(kind)} of its own namespace at /mnt/${plainLine(volume.mountPath)}: a mover in namespace ${namespace} cannot.`;
  throw new Failure('refused', message, {
    hint: 'make the repository available in that namespace with a Secret of its own, and restore with --repository SECRET',
  });
}
