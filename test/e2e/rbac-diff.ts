import type { Use } from './rbac-use.ts';

const live: Use = { args: ['diff', 'web', '--snapshot', 'latest'], exitCode: 0 };
/** Without a class, the ReplicationSource's is used, so that no cluster-scoped object is read. */
const frozen: Use = { args: ['diff', 'web', '--from-volumesnapshot'], exitCode: 0 };
/** With a class that does not exist it never becomes ready: otherwise it may be ready before a watch is needed. */
const neverReady: Use = {
  args: [...frozen.args, '--volume-snapshot-class', 'missing', '--timeout', '5s'],
  exitCode: 8,
};
const left = (kind: string) => new RegExp(`cannot delete ${kind}`);

/** By right: a run of diff that needs it. */
export const diffUses: Readonly<Record<string, Use>> = {
  'get replicationsources': live,
  'list replicationsources': { ...live, says: /which other apps use the repository is not known/ },
  'get persistentvolumeclaims': live,
  'create pods': live,
  'delete pods': { ...live, says: /could not be removed: .* cannot delete pods/ },
  'list pods': live,
  'watch pods': live,
  'get pods/exec': live,
  'create pods/exec': live,
  'list deployments of volsync': { args: ['diff', 'idle'], exitCode: 0, says: /--mover-image/, endsWith: 10 },
  'create jobs': { args: ['diff', 'idle'], exitCode: 0, says: /cannot create jobs/, endsWith: 10 },
  'get jobs': { args: ['diff', 'wrong'], exitCode: 8, says: /cannot get jobs/, endsWith: 10 },
  'create volumesnapshots': frozen,
  'delete volumesnapshots': { ...frozen, says: left('volumesnapshots') },
  'list volumesnapshots': frozen,
  'watch volumesnapshots': neverReady,
  'create persistentvolumeclaims': frozen,
  'delete persistentvolumeclaims': { ...frozen, says: left('persistentvolumeclaims') },
};
