import type { Use } from './rbac-use.ts';

/** An app that is not there yet, and one that is: a dry run creates the one and patches the other. */
const fresh: Use = { args: ['manifest', 'fresh', '--secret', 'web-volsync-secret'], exitCode: 0 };
const there: Use = { args: ['manifest', 'web', '--secret', 'web-volsync-secret'], exitCode: 0 };

/** By right: a run of manifest that needs it. Without it the manifests are written, and it says what was not validated. */
export const manifestUses: Readonly<Record<string, Use>> = Object.fromEntries(
  ['replicationsources', 'replicationdestinations', 'persistentvolumeclaims'].flatMap((kind) => [
    [`create ${kind}`, { ...fresh, says: new RegExp(`not validated: .*cannot create ${kind}`) }],
    [`get ${kind}`, { ...there, says: new RegExp(`not validated: .*cannot get ${kind}`) }],
    [`patch ${kind}`, { ...there, says: new RegExp(`not validated: .*cannot patch ${kind}`) }],
  ]),
);
