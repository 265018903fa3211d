import type { ChosenSnapshot } from './chosen-snapshot.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';

/** One snapshot to be restored into a PVC that is there. */
export interface DestinationRequest {
  /** Whose restic settings are copied. */
  readonly source: ReplicationSource;
  readonly claim: ObjectKey;
  /** 16 hex digits. */
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  readonly deletesExtraFiles: boolean;
  readonly timeoutMs: number;
}
