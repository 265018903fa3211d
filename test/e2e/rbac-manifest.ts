import type { Use } from './rbac-use.ts';

/** An app that does not exist yet, and one that does: a dry run creates the first and patches the second. */
const fresh: Use = { args: ['manifest', 'fresh', '--secret', 'web-volsync-secret'], exitCode: 0 };
const there: Use = { args: ['manifest', 'web', '--secret', 'web-volsync-secret'], exitCode: 0 };

/**
 * By right: a run of manifest that needs it. Without it the manifests are written, with a note on what was not
 * validated.
 */
export const manifestUses: Readonly<Record<string, Use>> = Object.fromEntries(
  ['replicationsources', 'replicationdestinations', 'persistentvolumeclaims'].flatMap((kind) => [
    [`create ${kind}`, { ...fresh, says: new RegExp(`not validated: .*cannot create ${kind}`) }],
    [`get ${kind}`, { ...there, says: new RegExp(`not validated: .*cannot get ${kind}`) }],
    [`patch ${kind}`, { ...there, says: new RegExp(`not validated: .*cannot patch ${kind}`) }],
  ]),
);
