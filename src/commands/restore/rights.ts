import { inPlaceRights } from './in-place/rights.ts';
import { restoreToRights } from './to/rights.ts';
import type { Right } from '../../rights/right.ts';

/** Of `restore` as a whole: into a new PVC, in place, and the way on and back from there. */
export const restoreRights: readonly Right[] = [...restoreToRights, ...inPlaceRights];
