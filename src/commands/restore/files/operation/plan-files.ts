import { posix } from 'node:path';
import { Failure } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { comparedIn, type OpenComparison } from '../../../../comparison/compare-volume.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import { isGivenByFsGroup, moverFsGroup } from '../../../../comparison/fs-group.ts';
import type { Difference } from '../../../../comparison/difference.ts';
import type { FileEntry } from '../../../../files/file-entry.ts';
import { shellCommand } from '../../../../shell-command.ts';
import { shortId } from '../../../../restic/snapshots.ts';
import { backupFiles } from '../../../../volume/backup-files.ts';
import { volumeRoot } from '../../../../volsync/volume-pod.ts';
import { refuseImpossible } from '../judgement/refusals.ts';
import { readPodUser, type PodUser } from '../judgement/pod-user.ts';
import { podWord, plannedFiles, restoreSteps, type RestoreSteps } from '../judgement/restore-steps.ts';
import { checkScript, lookScript } from '../judgement/volume-scripts.ts';
import { addSteps, scriptLines } from './pod-scripts.ts';
import type { FilesPlan, FilesPorts, RestoreFilesRequest } from './plan.ts';

/** What is known before the pod runs. */
export interface FilesFacts {
  readonly request: RestoreFilesRequest;
  readonly claim: PersistentVolumeClaim;
  readonly chosen: FilesPlan['chosen'];
  /** Distinguishes staged files of this run from those of others. */
  readonly run: string;
  readonly pods: readonly ObjectKey[];
}

/** The plan, and the steps that were passed to the pod. */
export interface PlannedSteps {
  readonly plan: FilesPlan;
  readonly steps: RestoreSteps;
}

/**
 * Compares, and tests everything that can be tested without changing the volume. Throws a Failure if there is an
 * obstacle.
 */
export async function planFiles(facts: FilesFacts, pod: OpenComparison, ports: FilesPorts): Promise<PlannedSteps> {
  const { request, claim, chosen, run, pods } = facts;
  const seen = await look(facts, pod);
  const missingParents = await parentsOf(seen.missing, facts, pod);
  const { comparison, differences } = await compared(facts, pod, ports);
  refuseAbsent(differences, facts);
  const files = plannedFiles(differences, missingParents);
  const fsGroup = moverFsGroup(pod.environment.source);
  const isGiven = (a: FileEntry, b: FileEntry) => isGivenByFsGroup(a, b, fsGroup);
  const steps = restoreSteps(files, { missingParents, isGiven, now: ports.now() });
  await addSteps(steps, pod.work);
  const { problems, space } = await check(steps, seen.user, { run, pod });
  const { onlyInVolume, unchanged } = comparison;
  const plan: FilesPlan = {
    ...{ request, claim: claim.metadata.name, claimUid: claim.metadata.uid, chosen, files, unchanged },
    ...{
      leftAlone: onlyInVolume,
      space: { freeBytes: space.freeBytes, neededBytes: neededBytes(files) },
      user: seen.user,
      pods,
    },
  };
  refuseImpossible(plan, { problems, steps: steps.steps, freeInodes: space.freeInodes });
  return { plan, steps };
}

/** Compares the requested paths of the volume with the snapshot. */
export async function compared(
  { request, chosen }: Pick<FilesFacts, 'request' | 'chosen'>,
  pod: OpenComparison,
  ports: Pick<FilesPorts, 'report'>,
): Promise<{ readonly comparison: Comparison; readonly differences: readonly Difference[] }> {
  const differences: Difference[] = [];
  const comparison = {
    ...{ snapshotId: chosen.snapshot.id, paths: request.paths, isFast: false, isLive: true, limit: 0 },
    root: rootOf(request),
    onEntry: (difference: Difference) => void differences.push(difference),
  };
  return { comparison: await comparedIn(pod, comparison, ports), differences };
}

/** The path in the volume for a path of the snapshot. */
export function inVolume({ to }: RestoreFilesRequest, path: string): string {
  return posix.join(to?.path ?? '/', path);
}

function rootOf({ to }: RestoreFilesRequest): string {
  return to === undefined || to.path === '/' ? volumeRoot : `${volumeRoot}${to.path}`;
}

interface Seen {
  readonly user: PodUser;
  /** The parent folders that the volume lacks, by path. */
  readonly missing: readonly string[];
}

async function look({ request, claim }: FilesFacts, { work }: OpenComparison): Promise<Seen> {
  const prefix = rootOf(request).slice(volumeRoot.length);
  const folders = [...new Set(request.paths.map((path) => posix.dirname(path)))];
  const words = [prefix, ...[prefix, ...folders.map((folder) => posix.join('/', prefix, folder))].map(podWord)];
  let user: PodUser | undefined;
  const states: (readonly [why: string, depth: number])[] = [];
  for await (const line of scriptLines(lookScript, words, work)) {
    const [type = '', ...rest] = line.split(' ');
    if (type === 'user') user = readPodUser(rest);
    else if (type === 'mount') refuseReadOnly(rest.join(' '), claim);
    else if (type === 'folder') states.push([rest[0] ?? '', Number(rest[1])]);
  }
  const [root, ...others] = states;
  if (user === undefined || root === undefined || others.length !== folders.length) throw notUnderstood();
  if (root[0] !== 'ok') throw noFolder(request, root[0]);
  return { user, missing: folders.flatMap((folder, index) => missingOf(folder, others[index], request)) };
}

function notUnderstood(): Failure {
  return new Failure('unknown', 'What the helper pod said of the volume was not understood.');
}

function missingOf(
  folder: string,
  state: readonly [string, number] = ['', 0],
  request: RestoreFilesRequest,
): readonly string[] {
  const [why, depth] = state;
  if (why === 'ok') return [];
  const prefixDepth = partsOf(request.to?.path ?? '/').length;
  const parts = partsOf(folder);
  const paths = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`).slice(depth - prefixDepth);
  const [first = folder] = paths;
  if (why === 'missing') return paths;
  const place = JSON.stringify(inVolume(request, first));
  if (why === 'link') throw new Failure('refused', `${place} is a symlink in the volume: it is not followed.`);
  if (why === 'file') {
    throw new Failure('refused', `${place} is a file in the volume, and a folder in the snapshot.`, {
      hint: `restore the folder itself: ${request.app.name}:${first}`,
    });
  }
  throw new Failure('refused', `The folder ${place} cannot be entered by the user of the helper pod.`, {
    hint: 'run as its owner: --uid UID --gid GID',
  });
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

function noFolder({ to }: RestoreFilesRequest, why: string): Failure {
  const place = `${JSON.stringify(to?.path ?? '/')} of PVC ${to?.claim ?? ''}`;
  if (why === 'missing') return new Failure('not-found', `There is no folder ${place}.`);
  const words = why === 'link' ? 'is beneath a symlink, which is not followed' : 'is not a folder that can be entered';
  return new Failure('refused', `${place} ${words}.`);
}

function refuseReadOnly(options: string, { metadata }: PersistentVolumeClaim): void {
  if (!options.split(',').includes('ro')) return;
  const { name, namespace = '' } = metadata;
  const hint = shellCommand`kubectl describe pvc ${name} -n ${namespace}`;
  throw new Failure('refused', `The volume of PVC ${namespace}/${name} is mounted read-only.`, { hint });
}

async function parentsOf(
  missing: readonly string[],
  { request, chosen }: FilesFacts,
  { work }: OpenComparison,
): Promise<readonly FileEntry[]> {
  const { namespace, name } = request.app;
  const files = backupFiles(chosen.snapshot, work, { kind: 'app', namespace, app: name });
  const entries: FileEntry[] = [];
  for (const path of new Set(missing)) entries.push(await files.stat(path));
  return entries;
}

/** Entries only in the volume cannot be restored; a path that neither side has was refused before. */
function refuseAbsent(differences: readonly Difference[], { request, chosen }: FilesFacts): void {
  const absent = differences.find(
    ({ path, inSnapshot }) => inSnapshot === undefined && request.paths.some((wanted) => wanted === path),
  );
  if (absent === undefined) return;
  const { namespace, name } = request.app;
  const message = `There is no ${JSON.stringify(absent.path)} in snapshot ${shortId(chosen.snapshot.id)}.`;
  throw new Failure('not-found', message, { hint: shellCommand`volsyncctl find ${name} PATTERN -n ${namespace}` });
}

interface Checked {
  readonly problems: ReadonlyMap<number, string>;
  readonly space: { readonly freeBytes: number; readonly freeInodes: number };
}

async function check(
  { steps }: RestoreSteps,
  user: PodUser,
  { run, pod }: { readonly run: string; readonly pod: OpenComparison },
): Promise<Checked> {
  const problems = new Map<number, string>();
  let space: Checked['space'] | undefined;
  for await (const line of scriptLines(checkScript, [user.mayChangeOthers ? '1' : '0', run], pod.work)) {
    const [type, first = '', second = '', third = ''] = line.split(' ');
    if (type === 'problem') problems.set(Number(first), second);
    // A file system that does not count inodes has none.
    else if (type === 'space') {
      space = { freeBytes: Number(first), freeInodes: Number(third) === 0 ? Infinity : Number(second) };
    }
  }
  if (space === undefined || [...problems.keys()].some((index) => steps[index] === undefined)) {
    throw notUnderstood();
  }
  return { problems, space };
}

/** Including the file system's own share per entry. */
function neededBytes(files: FilesPlan['files']): number {
  const written = files.filter(({ action }) => action !== 'attributes');
  return written.reduce((sum, { inSnapshot: { size = 0 } }) => sum + Math.ceil(size / block) * block + block, 0);
}

const block = 4096;
