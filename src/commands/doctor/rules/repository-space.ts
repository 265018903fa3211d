import { sizeText } from '../../../text/size.ts';
import type { RepositoryFolder } from '../../../restic/repository-folder.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { folderOnVolume, volumeObject, type FolderOnVolume } from '../judgement/repository-volume.ts';

const summary = 'the volume with the repositories has free space';
/** The largest pack that restic writes. */
const packBytes = 128 * 1024 ** 2;
const scarce = 0.05;
/** No command of VolSync or restic can free space on a full volume. */
export const makeRoom =
  'free space there or enlarge the volume; then shorten retain, so that the next prune frees more';

export const repositorySpace: Rule<Facts> = {
  name: 'repository-space',
  harm: 'no-backup',
  summary,
  explanation:
    'A helper pod runs df on each volume with repositories (NFS, a PVC). Full means less than 128 MiB or no free inode: restic cannot write a pack file, nor even its lock. Nearly full means less than 5 %: prune needs space before it frees any. Servers do not report their free space, so repositories on them are not checked.',
  helperPod: 'repositories',
  judge: ({ repositories = [] }) => {
    const folders = repositories.flatMap((repository) => folderOnVolume(repository) ?? []);
    const groups = Map.groupBy(folders, (one) => JSON.stringify([volumeObject(one), one.folder?.size]));
    return [...groups.values()].map(judge);
  },
};

function judge(group: readonly FolderOnVolume[]): Judged {
  const [first] = group;
  const folder = first?.folder;
  if (first === undefined) throw new Error('a group without a folder');
  const object = volumeObject(first);
  const how = folder && trouble(folder);
  if (folder === undefined || how === undefined) return fine(object, summary);
  const apps = group.map(({ environment: { source } }) => `${source.metadata.namespace ?? ''}/${source.metadata.name}`);
  return problem(object, {
    seen: `the volume with the ${apps.length === 1 ? `repository of ${apps[0] ?? ''}` : `repositories of ${apps.length} apps`} is ${how}`,
    why: 'while it is full, no backup succeeds, and neither do forget and prune: both write before they free space',
    fix: makeRoom,
    evidence: [
      `df: ${sizeText(folder.size)} in all, ${sizeText(folder.available)} available, ${folder.freeInodes ?? '?'} free inodes`,
      ...(first.node === undefined ? [] : [`seen on node ${first.node}`]),
      ...apps,
    ],
  });
}

function trouble({ size, available, freeInodes }: RepositoryFolder): string | undefined {
  if (size === 0) return undefined;
  const room = `${sizeText(available)} of ${sizeText(size)} are free`;
  if (available < packBytes && available / size < 0.5) return `full: ${room}`;
  if (freeInodes === 0 && available < size) return 'full: no inode is free';
  return available / size < scarce ? `nearly full: ${room}` : undefined;
}
