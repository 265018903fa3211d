import type { Use } from './rbac-use.ts';

/** Without the rules that read cluster-scoped objects: a Role cannot grant that. */
const ofCluster =
  'class-missing,snapshot-class,privileged-label,policy-binding,policy-match,policy-update,policy-order,volume-populator,retained-copies';
const doctor: Use = { args: ['doctor', 'idle', '--skip', ofCluster], exitCode: 0 };
const fast: Use = { args: [...doctor.args, '--no-helper-pods'], exitCode: 0 };
const wrong: Use = { args: ['doctor', 'wrong', '--skip', ofCluster], exitCode: 9 };

/** By right: a run of doctor that needs it. */
export const doctorUses: Readonly<Record<string, Use>> = {
  'list replicationsources': doctor,
  'create pods': { ...doctor, says: /cannot create pods/, endsWith: 10 },
  'delete pods': { ...doctor, says: /could not be removed: .* cannot delete pods/ },
  'list pods': { ...doctor, says: /cannot list pods/, endsWith: 10 },
  'watch pods': { ...doctor, says: /cannot watch pods/, endsWith: 10 },
  'get pods/log': { ...doctor, says: /cannot get pods\/log/, endsWith: 10 },
  'list deployments of volsync': { ...doctor, says: /cannot list deployments/, endsWith: 10 },
  'list pods of volsync': { ...fast, says: /cannot list pods/, endsWith: 10 },
  'get pods/log of volsync': { ...fast, says: /cannot get pods\/log/, endsWith: 10 },
  'create jobs': { ...doctor, says: /cannot create jobs/, endsWith: 10 },
  'get jobs': { ...wrong, says: /cannot get jobs/ },
  'list jobs': { ...wrong, says: /cannot list jobs/ },
  'list replicationdestinations': { ...fast, says: /cannot list replicationdestinations/, endsWith: 10 },
  'get secrets': { ...fast, says: /cannot get secrets/, endsWith: 10 },
  'list persistentvolumeclaims': { ...fast, says: /cannot list persistentvolumeclaims/, endsWith: 10 },
  'list volumesnapshots': { ...fast, says: /cannot list volumesnapshots/, endsWith: 10 },
  'list externalsecrets': { ...fast, says: /cannot list externalsecrets/, endsWith: 10 },
  'list networkpolicies': { ...fast, says: /cannot list networkpolicies/, endsWith: 10 },
};
