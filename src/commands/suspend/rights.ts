import type { Right } from '../../rights/right.ts';
import { nameChecks, openRestores, sources } from '../../rights/sources.ts';

/** The rights of `suspend` and `resume`. */
export const suspendRights: readonly Right[] = [
  sources(['get', 'list', 'patch'], 'to change the schedule, and to see that VolSync picked it up'),
  openRestores,
  nameChecks,
];

/** Nothing has to be waited for. */
export const resumeRights: readonly Right[] = [
  sources(['get', 'list', 'patch'], 'to restore the schedule'),
  openRestores,
  nameChecks,
];
