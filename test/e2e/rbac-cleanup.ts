import { leaveOneOfEach } from './leftovers.ts';
import type { Use } from './rbac-use.ts';

const look: Use = { args: ['cleanup', '--dry-run'], exitCode: 0 };
const lookAtAll: Use = { args: ['cleanup', '--dry-run', '--volsync'], exitCode: 0 };
/** Each run has leftovers of its own, so that those side by side do not take them from each other. */
const remove: Use = { args: ['cleanup', '--yes'], exitCode: 0, prepare: leaveOneOfEach };

/** By right: a run of cleanup that needs it. */
export const cleanupUses: Readonly<Record<string, Use>> = {
  'list pods': { ...look, says: /may not list pods/, endsWith: 10 },
  'list persistentvolumeclaims': { ...look, says: /may not list persistentvolumeclaims/, endsWith: 10 },
  'list volumesnapshots': { ...look, says: /may not list volumesnapshots/, endsWith: 10 },
  'list replicationdestinations': { ...look, says: /may not list replicationdestinations/, endsWith: 10 },
  'list configmaps': { ...look, says: /may not list configmaps/, endsWith: 10 },
  'delete pods': { ...remove, says: /✗ failed[^]*may not delete pods/, endsWith: 5 },
  'delete persistentvolumeclaims': { ...remove, says: /may not delete persistentvolumeclaims/, endsWith: 5 },
  'delete volumesnapshots': { ...remove, says: /may not delete volumesnapshots/, endsWith: 5 },
  'delete replicationdestinations': { ...remove, says: /may not delete replicationdestinations/, endsWith: 5 },
  'delete configmaps': { ...remove, says: /may not delete configmaps/, endsWith: 5 },
  'list replicationsources': { ...lookAtAll, says: /may not list replicationsources/, endsWith: 10 },
  'list deployments': { ...lookAtAll, says: /may not list deployments/, endsWith: 10 },
  'list statefulsets': { ...lookAtAll, says: /may not list statefulsets/, endsWith: 10 },
  'list cronjobs': { ...lookAtAll, says: /may not list cronjobs/, endsWith: 10 },
};
