import { Failure, isFailure } from '../errors.ts';
import { resources } from '../volsync/resources.ts';
import { shortId } from '../restic/snapshots.ts';
import { compareVolume, type CompareOptions } from '../comparison/compare-volume.ts';
import type { Comparison } from '../comparison/comparison.ts';
import { entriesIn } from '../files/tally.ts';
import type { NewObject, ObjectKey } from '../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { VolumePorts } from '../volume/ports.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { ChosenSnapshot } from './chosen-snapshot.ts';

/** A PVC that was restored into, and the expected content. */
export interface RestoredPlan {
  readonly source: ReplicationSource;
  readonly chosen: ChosenSnapshot;
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  /** How to compare; undefined to skip the comparison. */
  readonly compare: CompareOptions | undefined;
}

/** The result of comparing the restored volume with the snapshot. */
export type RestoreCheck =
  /** Every file was read on both sides; `attributes`: how many entries have a different owner, mode or time. */
  | { readonly kind: 'same'; readonly entries: number; readonly files: number; readonly attributes: number }
  | { readonly kind: 'unknown'; readonly why: readonly string[] }
  /** Skipped on request. */
  | { readonly kind: 'skipped' };

type Ports = VolumePorts & ClusterContext<'get'>;

/** The number of paths named of each kind. */
const namedPaths = 5;

/** Reads the whole volume and the whole snapshot; throws a Failure if their content differs. */
export async function checkRestored(plan: RestoredPlan, ports: Ports): Promise<RestoreCheck> {
  if (plan.compare === undefined) return { kind: 'skipped' };
  ports.report({ type: 'step', words: 'comparing every file with the snapshot' });
  try {
    return restoreCheck(await compared(plan, plan.compare, ports), plan);
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted' || error instanceof NotTheSame) throw error;
    return { kind: 'unknown', why: [error.message, ...error.details] };
  }
}

async function compared(plan: RestoredPlan, options: CompareOptions, ports: Ports): Promise<Comparison> {
  const claim = await ports.cluster.get(resources.persistentVolumeClaims, plan.claim.metadata, ports.signal);
  const snapshotId = plan.chosen.snapshot.id;
  const request = { source: plan.source, claim, isFrozen: true, snapshotId, paths: [], isFast: false };
  return compareVolume({ ...request, limit: namedPaths, options }, ports);
}

/** The content of a restored volume differs from that of the snapshot. */
export class NotTheSame extends Failure {}

/** The result of a comparison for a restore; throws if the content differs. */
export function restoreCheck(
  comparison: Comparison,
  { claim, chosen }: Pick<RestoredPlan, 'claim' | 'chosen'>,
): RestoreCheck {
  const { changed, onlyInSnapshot, onlyInVolume, caches, unchanged, attributes, verdict, why } = comparison;
  const [other, missing] = [changed, onlyInSnapshot].map(entriesIn);
  const extra = entriesIn(onlyInVolume) + entriesIn(caches);
  if ([other, missing, extra].some((count) => count !== 0)) {
    const { namespace, name } = claim.metadata;
    const message = `The data restored into PVC ${namespace}/${name} is not snapshot ${shortId(chosen.snapshot.id)}: ${other ?? 0} paths differ, ${missing ?? 0} are missing, ${extra} are not in the snapshot.`;
    const details = comparison.examples
      .filter(({ kind }) => kind !== 'attributes')
      .map(({ kind, path }) => `${kind} ${JSON.stringify(path)}`);
    throw new NotTheSame('failed', message, { details });
  }
  const changedAttributes = entriesIn(attributes);
  // Different owners, modes and times are a difference as well, and hide what is not known.
  if (why.length > 0 || (verdict !== 'same' && changedAttributes === 0)) return { kind: 'unknown', why };
  const entries = entriesIn(unchanged) + changedAttributes;
  return { kind: 'same', entries, files: unchanged.files + attributes.files, attributes: changedAttributes };
}
