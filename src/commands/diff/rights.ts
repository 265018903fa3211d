import { externalSecrets, networkPolicies } from '../../rights/repository.ts';
import { core, optional, type Right } from '../../rights/right.ts';
import { nameChecks, openRestores, otherSources, sources } from '../../rights/sources.ts';

const forCopy = 'for --from-volumesnapshot: the frozen copy';

/** The rights of `diff`. */
export const diffRights: readonly Right[] = [
  sources(['get'], 'to find the volume of an app, and its mover'),
  otherSources,
  openRestores,
  core('persistentvolumeclaims', ['get'], 'to find the volume'),
  core('pods', ['create', 'delete', 'list', 'watch'], 'for the helper pod, and to see which pods have the volume'),
  core('pods/exec', ['get', 'create'], 'to run the comparison in it; Kubernetes 1.35 and later require create'),
  {
    ...optional('apps', 'deployments', ['list'], "to find the mover's image, unless --mover-image is set"),
    scope: 'volsync',
  },
  optional('batch', 'jobs', ['create', 'get'], 'as a dry run only, to see the volumes of movers'),
  optional('snapshot.storage.k8s.io', 'volumesnapshots', ['create', 'delete', 'list', 'watch'], forCopy),
  optional('', 'persistentvolumeclaims', ['create', 'delete'], forCopy),
  {
    ...optional('snapshot.storage.k8s.io', 'volumesnapshotclasses', ['list'], `${forCopy}, to choose the class`),
    scope: 'cluster',
  },
  {
    ...optional('storage.k8s.io', 'storageclasses', ['get'], `${forCopy}, to know the volume's driver`),
    scope: 'cluster',
  },
  optional('events.k8s.io', 'events', ['list', 'watch'], 'to explain why a helper pod does not start'),
  {
    ...nameChecks,
    purpose: 'to see whether movers run as root there, and to distinguish a wrong namespace from a wrong name',
  },
  externalSecrets,
  networkPolicies,
];
