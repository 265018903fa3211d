import type { WriteProbe } from '../../../repository/probe-writing.ts';
import type { Facts, RepositoryFacts } from '../facts.ts';
import { couldNotLook, fine, problem, type FindingObject, type Judged, type Rule } from '../finding.ts';
import { makeRoom } from './repository-space.ts';
import { isFailing } from '../judgement/failing.ts';
import { folderOnVolume, type FolderOnVolume } from '../judgement/repository-volume.ts';
import { flagsOf } from '../judgement/status-rule.ts';

const summary = "the mover may write into its repository's folder";
const why = 'no backup succeeds, and a stale lock cannot be removed';

export const repositoryWrite: Rule<Facts> = {
  name: 'repository-write',
  harm: 'no-backup',
  summary,
  explanation:
    "A volume that is mounted read-only for the mover is found by itself. Otherwise a helper pod compares owner and mode of the repository's folders with the mover's user, and says so where no backup succeeds: access lists and the server of NFS may allow what these do not. --probe-write is certain: as the mover's user it writes a file of its own, reads it again and removes it, also after Ctrl-C.",
  judge: (facts) => (facts.repositories ?? []).map((repository) => judge(repository, facts)),
};

function judge(repository: RepositoryFacts, facts: Facts): Judged {
  const { namespace, name } = repository.source.metadata;
  const object = { kind: 'ReplicationSource', namespace, name };
  const folder = folderOnVolume(repository);
  if (folder !== undefined && isReadOnly(folder)) return readOnly(object, folder);
  return judgeProbe(object, repository) ?? judgeOwner(object, { repository, folder, facts }) ?? fine(object, summary);
}

/** Whether the mover itself gets the volume so. */
export function isReadOnly({ volume: { volume, mount } }: FolderOnVolume): boolean {
  return [mount, volume.nfs, volume.persistentVolumeClaim].some((part) => part?.readOnly === true);
}

function readOnly(object: FindingObject, { volume: { volume, mount } }: FolderOnVolume): Judged {
  return problem(object, {
    seen: `volume ${volume.name} with the repository is mounted read-only at ${mount.mountPath}`,
    why,
    fix: `kubectl edit replicationsource ${flagsOf(object)}  # readOnly in moverVolumes; or in the admission policy that adds the volume`,
    evidence: [JSON.stringify(volume)],
  });
}

function judgeProbe(object: FindingObject, { probe, seen: { address = 'the repository' } }: RepositoryFacts) {
  if (probe === undefined) return undefined;
  const onNode = probe.node === undefined ? [] : [`tried on node ${probe.node}`];
  switch (probe.kind) {
    case 'written':
      return fine(object, 'a file was written into the folder of the repository, and removed');
    case 'unknown':
      return couldNotLook(object, summary, probe.why);
    case 'left':
      return problem(object, {
        seen: `${probe.name} was written into the folder of the repository, and cannot be removed`,
        why: "nothing can be removed there, so forget and prune fail; the file itself is in nobody's way",
        fix: `remove ${address}/${probe.name} where the storage is`,
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
        ? `no file can be written into ${address}: ${words}`
        : `the mover may not write into ${parts.join(', ')} of ${address}`,
    why,
    fix: isFull ? makeRoom : 'give the folder to the user in moverSecurityContext, on the server where it is',
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
    seen: `${part} is of ${closed.owner} with mode ${closed.mode}, and the mover runs as user ${closed.user}`,
    why,
    fix: `volsyncctl doctor ${flagsOf(object)} --rule repository-write --probe-write`,
    evidence: folder.node === undefined ? [] : [`seen on node ${folder.node}`],
    sure: 'likely',
  });
}
