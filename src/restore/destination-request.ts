import type { ChosenSnapshot } from './chosen-snapshot.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';

/** The commands of volsyncctl that have VolSync restore. */
export type RestoringCommand = 'restore' | 'drill';

/** One snapshot to be restored into a PVC that is there. */
export interface DestinationRequest {
  /** Whose restic settings are copied. */
  readonly source: ReplicationSource;
  readonly claim: ObjectKey;
  /** The command of volsyncctl that asks for it, and that the ReplicationDestination is named for; `restore` unless it says so. */
  readonly command?: RestoringCommand;
  /** 16 hex digits. */
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  readonly deletesExtraFiles: boolean;
  readonly timeoutMs: number;
}
