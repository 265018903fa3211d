import type { Use } from './rbac-use.ts';

/** Without the rights on policies themselves, which no Role grants, the answer is always "unknown". */
const status: Use = { args: ['policies'], exitCode: 10 };

/** By right: a run of policies that needs it. */
export const policiesUses: Readonly<Record<string, Use>> = {
  'list replicationsources': status,
  'list replicationdestinations': {
    ...status,
    says: /destinations: could not be listed: .*cannot list replicationdestinations/,
  },
  'create replicationsources': { ...status, says: /cannot create replicationsources/ },
  'create jobs': { ...status, says: /cannot create jobs/ },
  'list jobs': { ...status, says: /cannot list jobs/ },
};
