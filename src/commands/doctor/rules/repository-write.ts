import type { WriteProbe } from '../../../repository/probe-writing.ts';
import type { Facts, RepositoryFacts } from '../facts.ts';
import { couldNotLook, fine, problem, type FindingObject, type Judged, type Rule } from '../finding.ts';
import { makeRoom } from './repository-space.ts';
import { isFailing } from '../judgement/failing-source.ts';
import { folderOnVolume, type FolderOnVolume } from '../judgement/repository-volume.ts';
import { flagsOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the mover can write to its repository';
const why = 'no backup succeeds, and a stale lock cannot be removed';

export const repositoryWrite: Rule<Facts> = {
  name: 'repository-write',
  harm: 'no-backup',
  summary,
  explanation:
    "A volume that is mounted read-only is always reported. Otherwise a helper pod compares owner and mode of the repository's directories with the mover's user, and reports a mismatch if no backup succeeds: ACLs and the NFS server may allow what these do not. --probe-write is certain: it writes a file as the mover's user, reads it back and removes it, even after Ctrl-C.",
  helperPod: 'repositories',
  judge: (facts) => (facts.repositories ?? []).map((repository) => judge(repository, facts)),
};

function judge(repository: RepositoryFacts, facts: Facts): Judged {
  const { namespace, name } = repository.source.metadata;
  const object = { kind: 'ReplicationSource', namespace, name };
  const folder = folderOnVolume(repository);
  if (folder !== undefined && isReadOnly(folder)) return readOnly(object, folder);
  return judgeProbe(object, repository) ?? judgeOwner(object, { repository, folder, facts }) ?? fine(object, summary);
}

/** Whether the mover's own mount is read-only. */
export function isReadOnly({ volume: { volume, mount } }: FolderOnVolume): boolean {
  return [mount, volume.nfs, volume.persistentVolumeClaim].some((part) => part?.readOnly === true);
}

function readOnly(object: FindingObject, { volume: { volume, mount } }: FolderOnVolume): Judged {
  return problem(object, {
    seen: `volume ${volume.name} with the repository is mounted read-only at ${mount.mountPath}`,
    why,
    fix: shellCommand`kubectl edit replicationsource ${flagsOf(object)}  # readOnly in moverVolumes, or in the admission policy that adds the volume`,
    evidence: [JSON.stringify(volume)],
  });
}

function judgeProbe(object: FindingObject, { probe, seen: { address = 'the repository' } }: RepositoryFacts) {
  if (probe === undefined) return undefined;
  const onNode = probe.node === undefined ? [] : [`tried on node ${probe.node}`];
  switch (probe.kind) {
    case 'written':
      return fine(object, "a test file was written to the repository's directory and removed");
    case 'unknown':
      return couldNotLook(object, summary, probe.why);
    case 'left':
      return problem(object, {
        seen: `${probe.name} was written to the repository's directory and cannot be removed`,
        why: 'nothing can be removed there, so forget and prune fail; the file itself does no harm',
        fix: `remove ${address}/${probe.name} on the storage`,
        evidence: [...probe.details, ...onNode],
      });
    case 'refused':
      return refused(object, { ...probe, address }, onNode);
  }
}

type Refused = Extract<WriteProbe, { readonly kind: 'refused' }> & { readonly address: string };

function refused(object: FindingObject, { parts, details, address }: Refused, onNode: readonly string[]): Judged {
  const words = details[0]?.replace(/^volsyncctl: line \d+: (?:printf: )?/, '') ?? 'it does not come back';
  const isFull = words.includes('No space left') || words.includes('quota exceeded');
  return problem(object, {
    seen:
      parts.length === 0
        ? `no file can be written to ${address}: ${words}`
        : `the mover has no permission to write to ${parts.join(', ')} of ${address}`,
    why,
    fix: isFull ? makeRoom : 'on its server, make the user in moverSecurityContext the owner of the directory',
    evidence: [...details, ...onNode],
  });
}

interface Seen {
  readonly repository: RepositoryFacts;
  readonly folder: FolderOnVolume | undefined;
  readonly facts: Facts;
}

function judgeOwner(object: FindingObject, { repository, folder, facts }: Seen): Judged | undefined {
  const closed = folder?.folder?.closed;
  const status = facts.sources.find((one) => one.object.metadata.uid === repository.source.metadata.uid);
  if (closed === undefined || folder === undefined || status === undefined || !isFailing(status)) return undefined;
  const part = closed.part === '.' ? folder.address : `${folder.address}/${closed.part}`;
  return problem(object, {
    seen: `${part} is owned by ${closed.owner} with mode ${closed.mode}, and the mover runs as user ${closed.user}`,
    why,
    fix: shellCommand`volsyncctl doctor ${flagsOf(object)} --rule repository-write --probe-write`,
    evidence: folder.node === undefined ? [] : [`seen on node ${folder.node}`],
    sure: 'likely',
  });
}
