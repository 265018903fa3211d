import type { Workplace } from '../volume/pod-programs.ts';
import type { VolumeFiles } from '../volume/files.ts';

/** Where the volume and the repository can be reached, in a pod that runs. */
export interface ComparedVolume {
  readonly work: Workplace;
  /** The files of the snapshot. */
  readonly files: Pick<VolumeFiles, 'list'>;
  readonly scratch: string;
}
