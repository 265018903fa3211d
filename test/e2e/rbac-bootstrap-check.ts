import type { Use } from './rbac-use.ts';

const bootstrapCheck: Use = { args: ['bootstrap-check', 'idle'], exitCode: 0 };
const restored: Use = { args: ['bootstrap-check', 'web'], exitCode: 0 };
/** Something to wait for: if everything already exists, the wait may end before a missing right is noticed. */
const waited: Use = { args: ['bootstrap-check', 'bare', '--wait', '--timeout', '5s'], exitCode: 7 };
const removal: Use = { args: ['bootstrap-check', 'idle', '--for-removal'], exitCode: 0 };
/** Its volume is empty, so its window never closes. */
const openWindow: Use = { args: ['bootstrap-check', 'bare', '--trigger'], exitCode: 9 };

/** By right: a run of bootstrap-check that needs it. */
export const bootstrapCheckUses: Readonly<Record<string, Use>> = {
  'list replicationsources': bootstrapCheck,
  'get replicationsources': openWindow,
  'watch replicationsources': openWindow,
  'patch replicationsources': openWindow,
  'create pods': { ...bootstrapCheck, says: /cannot create pods/, endsWith: 10 },
  'delete pods': { ...bootstrapCheck, says: /could not be removed: .* cannot delete pods/ },
  'list pods': { ...bootstrapCheck, says: /cannot list pods/, endsWith: 10 },
  'watch pods': { ...bootstrapCheck, says: /cannot watch pods/, endsWith: 10 },
  'get pods/log': { ...bootstrapCheck, says: /cannot get pods\/log/, endsWith: 10 },
  'list persistentvolumeclaims': { ...bootstrapCheck, says: /cannot list persistentvolumeclaims/, endsWith: 10 },
  'get persistentvolumeclaims': { ...openWindow, says: /PVC bare exists was not checked/ },
  'watch persistentvolumeclaims': openWindow,
  'list replicationdestinations': { ...restored, says: /cannot list replicationdestinations/ },
  'watch replicationdestinations': waited,
  'create jobs': { ...bootstrapCheck, says: /cannot create jobs/, endsWith: 10 },
  'get jobs': { args: ['bootstrap-check', 'wrong'], exitCode: 9, says: /cannot get jobs/, endsWith: 10 },
  'list jobs': { ...removal, says: /cannot list jobs/, endsWith: 10 },
  'watch jobs': openWindow,
  'list deployments of volsync': { ...bootstrapCheck, says: /--mover-image/, endsWith: 10 },
  'list volumesnapshots': openWindow,
  'watch volumesnapshots': openWindow,
  'get secrets': { ...openWindow, says: /no permission to read Secrets/ },
  // The lab's repositories are on a server whose name could belong to the namespace.
  'list services': { ...removal, says: /cannot list services/, endsWith: 10 },
  'list ingresses': { ...removal, says: /cannot list ingresses/, endsWith: 10 },
  'list httproutes': { ...removal, says: /cannot list httproutes/, endsWith: 10 },
  'list events': { ...openWindow, says: /no permission to read events/ },
  'watch events': { ...openWindow, says: /no permission to read events/ },
};
