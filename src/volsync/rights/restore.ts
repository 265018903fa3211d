import { inPlaceRights } from './restore-in-place.ts';
import { restoreToRights } from './restore-to.ts';
import type { Right } from './right.ts';

/** Of `restore` as a whole: into a new PVC, in place, and the way on and back from there. */
export const restoreRights: readonly Right[] = [...restoreToRights, ...inPlaceRights];
