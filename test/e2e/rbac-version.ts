import type { Use } from './rbac-use.ts';

/** The mover of the app `wrong` keeps failing, and so its log shows the restic version. */
export const versionUses: Readonly<Record<string, Use>> = {
  'list deployments of volsync': { args: ['version'], exitCode: 0, says: /VolSync unknown: / },
  'list pods': { args: ['version'], exitCode: 0, says: /restic unknown.*: .*pods/ },
  'get pods/log': { args: ['version'], exitCode: 0, says: /restic unknown.*: .*pods\/log/ },
};
