import { creatorAnnotations } from '../../../../creator.ts';
import { runLabels } from '../../../../helper-pod/manifest.ts';
import { resources } from '../../../../volsync/resources.ts';
import { journalName } from '../../../../volsync/open-restore.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { OwnerReference } from '../../../../kubernetes/objects.ts';
import { accessOf, withAccess } from '../../../../restore/repositories/repository-access.ts';
import type { PlannedRepository } from '../../../../restore/repositories/plan-repository.ts';
import { secretCopy, whileCopied, type SecretCopy } from '../../../../restore/repositories/secret-copy.ts';
import { TemporaryObjects } from '../../../../volume/temporary-object.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import { restoredSource } from './restored-source.ts';
import { restoredVolume } from './restored-volume.ts';

/** Another repository than the app's own, as the journal records it. */
export function journalRepository({
  candidate,
  source,
  copy,
}: PlannedRepository): Pick<RestoreJournal, 'otherRepository'> {
  const { namespace, name } = candidate.secret;
  const customCA = copy?.customCA;
  const repository = { namespace, secret: name, access: { ...accessOf(source) } };
  return { otherRepository: customCA === undefined ? repository : { ...repository, customCA: { ...customCA } } };
}

/** The ReplicationSource of a restore, with the repository that holds its data. */
export async function dataSource(journal: RestoreJournal, ports: RestoreInPlacePorts): Promise<ReplicationSource> {
  return reachingData(await restoredSource(journal, ports), journal);
}

/** The volume of a restore, and the source with the repository that holds its data. */
export async function dataVolume(journal: RestoreJournal, ports: RestoreInPlacePorts) {
  const { source, claim } = await restoredVolume(journal, ports);
  return { claim, source: reachingData(source, journal) };
}

function reachingData(source: ReplicationSource, { otherRepository }: RestoreJournal): ReplicationSource {
  return otherRepository === undefined ? source : withAccess(source, otherRepository.access);
}

/** Calls `use` while the Secret of another namespace, if it is in one, is copied next to the app. */
export async function whileReadable<T>(
  journal: RestoreJournal,
  ports: RestoreInPlacePorts,
  use: () => Promise<T>,
): Promise<T> {
  const copy = copyOf(journal);
  if (copy === undefined) return use();
  const { namespace, claim, run } = journal;
  const map = await ports.cluster.find(resources.configMaps, { namespace, name: journalName(claim) }, ports.signal);
  return whileCopied(copy, { run, owner: map && ownerOf(map.metadata) }, ports, use);
}

/**
 * The same while planning, when there is no journal yet: the copy belongs to a ConfigMap that `cleanup` removes if
 * volsyncctl is killed.
 */
export async function whilePlanning<T>(
  { copy, run }: { readonly copy: SecretCopy | undefined; readonly run: string },
  ports: RestoreInPlacePorts,
  use: () => Promise<T>,
): Promise<T> {
  if (copy === undefined) return use();
  await using temporary = new TemporaryObjects(ports);
  const anchor = await temporary.create(resources.configMaps, {
    metadata: {
      ...copy.to,
      labels: runLabels('restore-secret', run),
      annotations: { ...creatorAnnotations(ports.creator()), 'volsyncctl/finished': 'true' },
    },
  });
  return await whileCopied(copy, { run, owner: ownerOf(anchor.metadata) }, ports, use);
}

/** Undefined if the repository is in the app's namespace. */
function copyOf({ otherRepository: repository, namespace, run }: RestoreJournal): SecretCopy | undefined {
  if (repository === undefined || repository.namespace === namespace) return undefined;
  const from = { namespace: repository.namespace, name: repository.secret };
  return secretCopy(from, namespace, run, repository.customCA);
}

function ownerOf({ name, uid = '' }: { readonly name: string; readonly uid?: string }): OwnerReference {
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid };
}
