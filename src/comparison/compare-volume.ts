import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { PersistentVolumeClaim, Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { comparisonPod, scratchRoot, type VolumeWriter } from './comparison-pod.ts';
import { moverFsGroup } from './fs-group.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { podsWithClaim } from '../volsync/volume-user.ts';
import { backupFiles } from '../volume/backup-files.ts';
import { unseenBackup } from '../volume/open-backup.ts';
import { withOpenPod } from '../volume/open-pod.ts';
import { liveNode } from '../volume/open-volume.ts';
import type { VolumeOptions } from '../volume/options.ts';
import type { Workplace } from '../volume/pod-programs.ts';
import type { VolumePorts } from '../volume/ports.ts';
import { findEnvironments } from '../repository/find-environments.ts';
import { repositoryPod } from '../repository/repository-pods.ts';
import { allowed } from '../kubernetes/allowed.ts';
import { compareFiles, type FileComparison } from './compare-files.ts';
import type { Comparison } from './comparison.ts';
import type { Difference } from './difference.ts';
import { shellCommand } from '../shell-command.ts';

/** How to create the comparison pod, and how long it may run. */
export type CompareOptions = Pick<
  VolumeOptions,
  | 'command'
  | 'timeouts'
  | 'lifetimeMs'
  | 'resources'
  | 'uid'
  | 'gid'
  | 'volsyncNamespace'
  | 'moverImage'
  | 'repositoryVolume'
  | 'podLabels'
>;

export interface CompareRequest {
  /** The owner of the repository, whose mover's user reads both sides. */
  readonly source: ReplicationSource;
  /** The volume's PVC; bound. */
  readonly claim: PersistentVolumeClaim;
  /** Nothing writes to it: a frozen copy, or a volume whose workloads are stopped. */
  readonly isFrozen: boolean;
  /** 64 hexadecimal digits. */
  readonly snapshotId: string;
  /** Absolute; empty for everything. */
  readonly paths: readonly string[];
  /** Takes files of equal size and time as equal. */
  readonly isFast: boolean;
  /** The number of examples kept of each kind. */
  readonly limit: number;
  readonly options: CompareOptions;
  readonly onEntry?: ((entry: Difference) => void) | undefined;
}

/**
 * Compares a volume with a snapshot in the repository, exactly and without writing anywhere, in one helper pod that it
 * creates and removes. Throws a Failure if nothing could be compared.
 */
export async function compareVolume(request: CompareRequest, ports: VolumePorts): Promise<Comparison> {
  const { snapshotId, isFrozen } = request;
  return withComparisonPod(request, ports, (pod) =>
    comparedIn(pod, { ...request, snapshotId, isLive: !isFrozen }, ports),
  );
}

/** Which pod to create. `writer`: it also writes to the volume, and its removal waits for its end. */
export type ComparisonPodRequest = Pick<CompareRequest, 'source' | 'claim' | 'isFrozen' | 'options'> & {
  readonly writer?: VolumeWriter | undefined;
};

/** A pod that has the volume and the repository. */
export interface OpenComparison {
  readonly app: ObjectKey;
  readonly environment: MoverEnvironment;
  readonly work: Workplace;
}

/** Creates the pod, calls `use`, and removes it. */
export async function withComparisonPod<T>(
  { source, claim, isFrozen, options, writer }: ComparisonPodRequest,
  ports: VolumePorts,
  use: (pod: OpenComparison) => Promise<T>,
): Promise<T> {
  const { name, namespace = '' } = source.metadata;
  const app = { namespace, name };
  const environment = await environmentOf(source, options, ports);
  const node = isFrozen ? undefined : await nodeOf(claim, app, { ports, isWriting: writer !== undefined });
  const { lifetimeMs, uid, gid, resources: asked } = options;
  const repository = repositoryPod(environment, ['sleep', String(Math.ceil(lifetimeMs / 1000))]);
  const spec = comparisonPod({ repository, claim: claim.metadata.name, node, uid, gid, resources: asked, writer });
  const explain = (trouble: Diagnosis) => unseenBackup(app, trouble, environment, ports);
  const open = {
    namespace,
    container: 'restic',
    spec,
    labels: environment.labels,
    isWriting: writer !== undefined,
    explain,
  };
  return withOpenPod(open, { ...options, isKept: false }, ports, (work) => use({ app, environment, work }));
}

/** Compares in an existing pod. */
export async function comparedIn(
  { app, environment: { source }, work }: OpenComparison,
  request: Omit<FileComparison, 'onEvent' | 'fsGroup'>,
  ports: Pick<VolumePorts, 'report'>,
): Promise<Comparison> {
  const target = { kind: 'app', namespace: app.namespace, app: app.name } as const;
  // Only its id is used.
  const snapshot: Snapshot = {
    id: request.snapshotId,
    time: new Date(0),
    host: '',
    paths: [],
    parent: undefined,
    summary: undefined,
  };
  const place = { work, files: backupFiles(snapshot, work, target), scratch: scratchRoot };
  return compareFiles({ ...request, fsGroup: moverFsGroup(source), onEvent: newsTeller(app, ports) }, place);
}

async function environmentOf(
  source: ReplicationSource,
  options: CompareOptions,
  ports: VolumePorts,
): Promise<MoverEnvironment> {
  const [found] = await findEnvironments([source], options, ports);
  if (found !== undefined && 'environment' in found) return found.environment;
  const { name, namespace = '' } = source.metadata;
  const { message = 'nothing was found', details, hint } = found?.judgement ?? {};
  throw new Failure('unknown', `${namespace}/${name} cannot be compared with its backup: ${message}.`, {
    ...(details && { details }),
    ...(hint !== undefined && { hint }),
  });
}

/** If the volume's users may not be read, any node is tried. */
async function nodeOf(
  claim: PersistentVolumeClaim,
  app: ObjectKey,
  { ports, isWriting }: { readonly ports: VolumePorts; readonly isWriting: boolean },
): Promise<string | undefined> {
  const { cluster, signal } = ports;
  const seen = await allowed<readonly Pod[]>(cluster.list(resources.pods, { namespace: app.namespace }, signal));
  const pods = 'why' in seen ? [] : podsWithClaim(seen.value, claim.metadata.name);
  const hint = isWriting
    ? shellCommand`restore with the app stopped: volsyncctl restore ${app.name} -n ${app.namespace} --in-place`
    : shellCommand`compare a frozen copy of it: volsyncctl diff ${app.name} -n ${app.namespace} --from-volumesnapshot`;
  return liveNode({ claim, pods }, hint);
}

function newsTeller(app: ObjectKey, ports: Pick<VolumePorts, 'report'>): FileComparison['onEvent'] {
  let total: { readonly files: number; readonly bytes: number } | undefined;
  return (event) => {
    if (event.type === 'step') ports.report({ type: 'progress', app, words: steps[event.step] });
    else if (event.type === 'total') total = event;
    else if (event.type === 'progress') ports.report({ type: 'progress', app, words: progressWords(event, total) });
  };
}

const steps = {
  volume: 'listing the volume',
  snapshot: 'listing the snapshot',
  content: 'comparing content',
  again: 'looking for changes since the listing',
  sort: 'sorting the listings',
} as const;

interface Amount {
  readonly files: number;
  readonly bytes: number;
}

function progressWords(done: Amount, total: Amount | undefined): string {
  const of = total === undefined || total.files < done.files ? '' : ` of ${total.files}`;
  const share =
    total === undefined || total.bytes === 0
      ? ''
      : `, ${Math.min(100, Math.round((100 * done.bytes) / total.bytes))}% of the bytes`;
  return `comparing content: ${done.files}${of} files${share}`;
}
