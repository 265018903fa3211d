import type { Use } from './rbac-use.ts';

const plan: Use = { args: ['drill', 'web', '--dry-run'], exitCode: 0 };
const real: Use = { args: ['drill', 'web', '--yes'], exitCode: 0 };
const unrecorded: Use = { ...real, says: /the drill was not recorded on the app/ };
const idle: Use = { args: ['drill', 'idle', '--dry-run'], exitCode: 0 };

/** By right: a run of drill that needs it; all required rights are checked before anything is started. */
export const drillUses: Readonly<Record<string, Use>> = {
  'list replicationsources': plan,
  'get replicationsources': unrecorded,
  'patch replicationsources': unrecorded,
  ...Object.fromEntries(
    [
      ...['get', 'create', 'delete', 'list', 'watch'].map((verb) => `${verb} persistentvolumeclaims`),
      ...['get', 'create', 'delete', 'list', 'watch'].map((verb) => `${verb} replicationdestinations`),
      ...['list', 'watch'].map((verb) => `${verb} jobs`),
      ...['create', 'delete', 'list', 'watch'].map((verb) => `${verb} pods`),
      ...['get pods/log', 'get pods/exec', 'create pods/exec'],
    ].map((right) => [right, plan]),
  ),
  'list deployments of volsync': { ...idle, says: /--mover-image/, endsWith: 10 },
  'get jobs': { args: ['drill', 'wrong', '--dry-run'], exitCode: 9, says: /cannot get jobs/, endsWith: 10 },
  'create jobs': { ...idle, says: /cannot create jobs/, endsWith: 10 },
};
