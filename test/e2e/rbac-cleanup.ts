import { leaveOneOfEach } from './leftovers.ts';
import type { Use } from './rbac-use.ts';

const look: Use = { args: ['cleanup', '--dry-run'], exitCode: 0 };
const lookAtAll: Use = { args: ['cleanup', '--dry-run', '--volsync'], exitCode: 0 };
/** Each run has its own leftovers, so that concurrent runs do not take them from each other. */
const remove: Use = { args: ['cleanup', '--yes'], exitCode: 0, prepare: leaveOneOfEach };

/** By right: a run of cleanup that needs it. */
export const cleanupUses: Readonly<Record<string, Use>> = {
  'list pods': { ...look, says: /cannot list pods/, endsWith: 10 },
  'list persistentvolumeclaims': { ...look, says: /cannot list persistentvolumeclaims/, endsWith: 10 },
  'list volumesnapshots': { ...look, says: /cannot list volumesnapshots/, endsWith: 10 },
  'list replicationdestinations': { ...look, says: /cannot list replicationdestinations/, endsWith: 10 },
  'list configmaps': { ...look, says: /cannot list configmaps/, endsWith: 10 },
  'delete pods': { ...remove, says: /✗ failed[^]*cannot delete pods/, endsWith: 5 },
  'delete persistentvolumeclaims': { ...remove, says: /cannot delete persistentvolumeclaims/, endsWith: 5 },
  'delete volumesnapshots': { ...remove, says: /cannot delete volumesnapshots/, endsWith: 5 },
  'delete replicationdestinations': { ...remove, says: /cannot delete replicationdestinations/, endsWith: 5 },
  'delete configmaps': { ...remove, says: /cannot delete configmaps/, endsWith: 5 },
  'list replicationsources': { ...lookAtAll, says: /cannot list replicationsources/, endsWith: 10 },
  'list deployments': { ...lookAtAll, says: /cannot list deployments/, endsWith: 10 },
  'list statefulsets': { ...lookAtAll, says: /cannot list statefulsets/, endsWith: 10 },
  'list cronjobs': { ...lookAtAll, says: /cannot list cronjobs/, endsWith: 10 },
};
