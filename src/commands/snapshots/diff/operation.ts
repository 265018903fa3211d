import { Failure } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { readFileList } from '../../../restic/file-list.ts';
import { metadataChanges, type MetadataChange } from '../../../restic/metadata-changes.ts';
import type { ResticStep } from '../../../restic/repository-script.ts';
import { readSnapshotDiff, type SnapshotDiff } from '../../../restic/snapshot-diff.ts';
import type { Snapshot } from '../../../restic/snapshots.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import { reportOwnership } from '../../../repository/report-ownership.ts';
import type { LookAtSnapshots, SnapshotsPorts } from '../../../repository/snapshots.ts';
import {
  lookIntoOne,
  outputOfStep,
  snapshotNamed,
  understood,
  type OneRepository,
  type SnapshotName,
} from '../../../repository/one-repository.ts';
import type { LookEffort } from '../../../repository/snapshots-result.ts';

export interface DifferenceRequest {
  readonly app: ObjectKey;
  readonly from: SnapshotName;
  readonly to: SnapshotName;
  /** Whether mode, owner and time are compared as well. */
  readonly hasMetadata: boolean;
}

/** The differences between two snapshots of an app. */
export interface SnapshotDifference extends LookEffort {
  readonly app: ObjectKey;
  readonly repository: string | undefined;
  readonly from: Snapshot;
  readonly to: Snapshot;
  readonly content: SnapshotDiff;
  /** Undefined if it was not requested. */
  readonly metadata: readonly MetadataChange[] | undefined;
}

/** Compares two snapshots of one app. */
export async function snapshotDifference(
  request: DifferenceRequest,
  options: LookAtSnapshots,
  ports: SnapshotsPorts,
): Promise<SnapshotDifference> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const looking = rememberingPods(pods, ports);
  const { app, hasMetadata } = request;
  const { from: a, to: b } = await withIds(request, options, looking);
  const steps = [diffStep(a, b), ...(hasMetadata ? [listStep('ls-before', a), listStep('ls-after', b)] : [])];
  const shorter = hasMetadata ? 'drop --metadata' : 'list both with volsyncctl snapshots ls';
  const repository = await lookIntoOne(app, { ...options, steps, shorter }, looking);
  const [from, to] = [snapshotNamed(a, repository), snapshotNamed(b, repository)];
  refuseGaps(repository);
  await reportOwnership([from, to], repository, ports);
  const content = understood('diff', repository, readSnapshotDiff);
  const metadata = hasMetadata ? metadataOf(repository, content) : undefined;
  const tookMs = ports.now().getTime() - begunAt;
  return { app, repository: repository.address, from, to, content, metadata, tookMs, pods };
}

/** `restic diff` does not support `latest`: its id is looked up first. */
async function withIds(
  { app, from, to }: DifferenceRequest,
  options: LookAtSnapshots,
  ports: SnapshotsPorts,
): Promise<{ readonly from: SnapshotName; readonly to: SnapshotName }> {
  if (from !== 'latest' && to !== 'latest') return { from, to };
  const repository = await lookIntoOne(app, { ...options, steps: [], shorter: '' }, ports);
  return { from: snapshotNamed(from, repository).id, to: snapshotNamed(to, repository).id };
}

function diffStep(from: SnapshotName, to: SnapshotName): ResticStep {
  return { name: 'diff', args: ['diff', '--json', from, to] };
}

function listStep(name: string, snapshot: SnapshotName): ResticStep {
  return { name, args: ['ls', '--json', '--recursive', snapshot, '/'] };
}

/** restic skips a folder that it cannot read, with a message on stderr, and exits with 0. */
function refuseGaps(repository: OneRepository): void {
  const gaps = outputOfStep('diff', repository).errors.filter(
    (line) => !/ retrying | operation successful after /.test(line),
  );
  if (gaps.length === 0) return;
  throw new Failure('unknown', 'restic could not compare the two snapshots completely.', {
    details: gaps.slice(0, 10),
  });
}

function metadataOf(repository: OneRepository, { changes }: SnapshotDiff): readonly MetadataChange[] {
  const [before, after] = ['ls-before', 'ls-after'].map((step) => understood(step, repository, readFileList).entries);
  const changed = new Set(changes.map(({ path }) => path));
  return metadataChanges(before ?? [], after ?? [], changed);
}
