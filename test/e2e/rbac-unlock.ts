import type { Use } from './rbac-use.ts';

const look: Use = { args: ['unlock', 'web', '--dry-run'], exitCode: 0 };

/** By right: a run of `unlock` that needs it. Rights for all namespaces are not granted here. */
export const unlockUses: Readonly<Record<string, Use>> = {
  'list replicationsources': look,
  'create pods': { ...look, says: /cannot create pods/, endsWith: 10 },
  'delete pods': { ...look, says: /could not be removed: .* cannot delete pods/ },
  'list pods': { ...look, says: /cannot list pods/, endsWith: 10 },
  'watch pods': { ...look, says: /cannot watch pods/, endsWith: 10 },
  'get pods/log': { ...look, says: /cannot get pods\/log/, endsWith: 10 },
  'list deployments of volsync': {
    args: ['unlock', 'idle', '--dry-run'],
    exitCode: 0,
    says: /--mover-image/,
    endsWith: 10,
  },
  'get jobs': { args: ['unlock', 'wrong', '--dry-run'], exitCode: 8, says: /cannot get jobs/, endsWith: 10 },
  'create jobs': { args: ['unlock', 'idle', '--dry-run'], exitCode: 0, says: /cannot create jobs/, endsWith: 10 },
};
