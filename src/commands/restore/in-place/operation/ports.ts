import type { ClusterContext } from '../../../../kubernetes/context.ts';
import type { Creator, CreatorState } from '../../../../creator.ts';
import type { StepName } from '../../../../volsync/restore-journal.ts';
import type { HelperPodPorts } from '../../../../helper-pod/ports.ts';

/** What an in-place restore requires. */
export type RestoreInPlacePorts = HelperPodPorts &
  ClusterContext<'find' | 'get' | 'exists' | 'exec' | 'patch' | 'isAllowed' | 'userName' | 'serverTime'> & {
    creator(): Creator;
    creatorStateOf(creator: Creator): CreatorState;
    /** Called before each part of a step. */
    onStep(name: StepName, doing: 'forward' | 'giveBack' | 'undo'): void;
    /** The last reported step is done. */
    onStepDone(): void;
  };
