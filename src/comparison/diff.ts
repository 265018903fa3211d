import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { comparedIn, withComparisonPod } from './compare-volume.ts';
import type { Comparison } from './comparison.ts';
import type { Difference } from './difference.ts';
import { rememberingPods } from '../helper-pod/remembering-pods.ts';
import { frozenCopy } from '../volume/frozen-copy.ts';
import { snapshotToOpen } from '../volume/open-backup.ts';
import type { BackupSelector, VolumeOptions } from '../volume/options.ts';
import type { VolumePorts } from '../volume/ports.ts';
import { volumeFacts, type VolumeFacts } from '../volume/volume-facts.ts';
import { reportOpenRestores } from '../sources/open-restores.ts';

export interface DiffRequest {
  readonly app: ObjectKey;
  readonly selector: BackupSelector;
  /** Absolute; empty for everything. */
  readonly paths: readonly string[];
  readonly isFast: boolean;
  /** Compares a frozen copy of the volume. */
  readonly isFrozen: boolean;
  /** The number of examples of each kind. */
  readonly limit: number;
  readonly onEntry?: ((entry: Difference) => void) | undefined;
}

/** The differences between a volume and a snapshot. */
export interface DiffResult {
  readonly app: ObjectKey;
  readonly claim: string;
  readonly isFrozen: boolean;
  readonly isFast: boolean;
  readonly paths: readonly string[];
  readonly snapshot: Snapshot;
  readonly comparison: Comparison;
  readonly pods: readonly ObjectKey[];
  readonly tookMs: number;
}

/** Compares the volume of an app with a snapshot in its repository. */
export async function diff(request: DiffRequest, options: VolumeOptions, looking: VolumePorts): Promise<DiffResult> {
  const begunAt = looking.now().getTime();
  const pods: ObjectKey[] = [];
  const ports = rememberingPods(pods, looking);
  const { app, isFrozen, isFast, paths } = request;
  const facts = await volumeFacts({ kind: 'app', namespace: app.namespace, app: app.name }, ports);
  const { source, claim } = facts;
  if (source === undefined) throw new Error('an app has a source');
  reportOpenRestores([source], ports);
  const found = await compared(request, { ...facts, source }, options, ports);
  const tookMs = ports.now().getTime() - begunAt;
  return { app, claim: claim.metadata.name, isFrozen, isFast, paths, ...found, pods, tookMs };
}

async function compared(
  request: DiffRequest,
  facts: VolumeFacts & { readonly source: ReplicationSource },
  options: VolumeOptions,
  ports: VolumePorts,
): Promise<Pick<DiffResult, 'snapshot' | 'comparison'>> {
  const { app, selector, isFrozen } = request;
  const { source } = facts;
  await using copy = isFrozen ? await frozenCopy(facts, options, ports) : undefined;
  const { claim } = copy ?? facts;
  return await withComparisonPod({ source, claim, isFrozen, options }, ports, async (pod) => {
    const snapshot = await snapshotToOpen(app, selector, pod, ports);
    const comparison = await comparedIn(pod, { ...request, snapshotId: snapshot.id, isLive: !isFrozen }, ports);
    return { snapshot, comparison };
  });
}
