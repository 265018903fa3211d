import type { Use } from './rbac-use.ts';

/** A completion without a right offers nothing, and prints nothing. */
export const completionUses: Readonly<Record<string, Use>> = {
  'list replicationsources': { args: ['__complete', 'logs', ''], exitCode: 0, says: /^:4$/ },
  'list replicationdestinations': { args: ['__complete', 'logs', '--destination', ''], exitCode: 0, says: /^:4$/ },
  'list persistentvolumeclaims': { args: ['__complete', 'ls', 'pvc/w'], exitCode: 0, says: /^:4$/ },
};
