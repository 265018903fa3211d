import type { Workplace } from '../volume/pod-programs.ts';
import type { VolumeFiles } from '../volume/files.ts';

/** A running pod that reaches the volume and the repository. */
export interface ComparedVolume {
  readonly work: Workplace;
  /** The files of the snapshot. */
  readonly files: Pick<VolumeFiles, 'list'>;
  readonly scratch: string;
}
