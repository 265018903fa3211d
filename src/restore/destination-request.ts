import type { ChosenSnapshot } from './chosen-snapshot.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';

/** The commands of volsyncctl that let VolSync restore. */
export type RestoringCommand = 'restore' | 'drill';

/** A snapshot to be restored into an existing PVC. */
export interface DestinationRequest {
  /** The source whose restic settings are copied. */
  readonly source: ReplicationSource;
  readonly claim: ObjectKey;
  /** The command of volsyncctl, which is part of the ReplicationDestination's name; `restore` by default. */
  readonly command?: RestoringCommand;
  /** 16 hex digits. */
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  readonly deletesExtraFiles: boolean;
  readonly timeoutMs: number;
}
