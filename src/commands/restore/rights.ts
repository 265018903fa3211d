import { inPlaceRights } from './in-place/rights.ts';
import { restoreToRights } from './to/rights.ts';
import type { Right } from '../../rights/right.ts';

/** The rights of `restore` as a whole: into a new PVC, in place, resume and abort. */
export const restoreRights: readonly Right[] = [...restoreToRights, ...inPlaceRights];
