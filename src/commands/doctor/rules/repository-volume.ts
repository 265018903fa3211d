import { isFolder } from '../../../volsync/network-policy.ts';
import type { Facts, RepositoryFacts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';
import { folderOnVolume } from '../judgement/repository-volume.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'a volume is mounted where a repository in a directory is';

export const repositoryVolume: Rule<Facts> = {
  name: 'repository-volume',
  harm: 'no-backup',
  summary,
  explanation:
    "RESTIC_REPOSITORY is a path such as /repository/web, but movers get no volume there: neither moverVolumes nor an admission policy (a dry run of the mover's Job shows what policies add) mounts one. The mover's own file system is read-only, so no sync succeeds; a privileged mover may write a backup that ends with its pod.",
  helperPod: 'repositories',
  judge: (facts) => (facts.repositories ?? []).map(judge),
};

function judge(repository: RepositoryFacts): Judged {
  const { source, seen } = repository;
  const { namespace = '', name } = source.metadata;
  const { address = '', measured } = seen;
  const object = { kind: 'ReplicationSource', namespace, name };
  if (measured === undefined || !isFolder(address) || folderOnVolume(repository) !== undefined)
    return fine(object, summary);
  const { hiddenMounts, volumes } = measured.environment;
  if (hiddenMounts !== undefined) return couldNotLook(object, summary, hiddenMounts);
  return problem(object, {
    seen: `movers get no volume for the repository at ${address}`,
    why: 'no backup succeeds: neither moverVolumes nor an admission policy mounts one there',
    fix: shellCommand`volsyncctl policies -n ${namespace}`,
    evidence: volumes.map(({ volume, mount }) => `volume ${volume.name} is mounted at ${mount.mountPath}`),
  });
}
