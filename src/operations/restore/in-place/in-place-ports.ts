import type { Cluster } from '../../../kube/cluster.ts';
import type { Maker, MakerFate } from '../../../maker.ts';
import type { StepName } from '../../../volsync/restore-journal.ts';
import type { HelperPodPorts } from '../../helper-pod/ports.ts';

/** What an in-place restore needs of the world. */
export interface RestoreInPlacePorts extends HelperPodPorts {
  readonly cluster: HelperPodPorts['cluster'] & Pick<Cluster, 'find' | 'exists' | 'exec' | 'patch' | 'isAllowed'>;
  maker(): Maker;
  fateOf(maker: Maker): MakerFate;
  /** Before each part of a step. */
  onStep(name: StepName, doing: 'forward' | 'giveBack' | 'undo'): void;
}
