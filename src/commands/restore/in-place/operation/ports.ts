import type { ClusterContext } from '../../../../kubernetes/context.ts';
import type { Creator, CreatorState } from '../../../../creator.ts';
import type { StepName } from '../../../../volsync/restore-journal.ts';
import type { HelperPodPorts } from '../../../../helper-pod/ports.ts';

/** What an in-place restore needs of the world. */
export type RestoreInPlacePorts = HelperPodPorts &
  ClusterContext<'find' | 'exists' | 'exec' | 'patch' | 'isAllowed' | 'userName' | 'serverTime'> & {
    maker(): Creator;
    fateOf(maker: Creator): CreatorState;
    /** Before each part of a step. */
    onStep(name: StepName, doing: 'forward' | 'giveBack' | 'undo'): void;
    /** The step that was told last is done. */
    onStepDone(): void;
  };
