import { externalSecrets, networkPolicies } from './repository.ts';
import { core, optional, type Right } from './right.ts';
import { nameChecks, openRestores, otherSources, sources } from './sources.ts';

const forSnapshot = 'for --snapshot: the frozen copy';
const forBackup = 'for --backup';

/** For every command that opens volumes and backups. */
export const volumeRights: readonly Right[] = [
  sources(['get'], 'to find the volume of an app, and its mover'),
  otherSources,
  openRestores,
  core('persistentvolumeclaims', ['get'], 'to find the volume'),
  core('pods', ['create', 'delete', 'list', 'watch'], 'for the helper pod, and to see which pods have the volume'),
  core('pods/exec', ['get', 'create'], 'to run in it what reads; Kubernetes asks for create since 1.35'),
  optional('snapshot.storage.k8s.io', 'volumesnapshots', ['create', 'delete', 'list', 'watch'], forSnapshot),
  optional('', 'persistentvolumeclaims', ['create', 'delete'], forSnapshot),
  {
    ...optional('snapshot.storage.k8s.io', 'volumesnapshotclasses', ['list'], 'for --snapshot: to choose the class'),
    scope: 'cluster',
  },
  {
    ...optional(
      'snapshot.storage.k8s.io',
      'volumesnapshotcontents',
      ['get'],
      'for --snapshot: to say what deletionPolicy Retain keeps of the copy',
    ),
    scope: 'cluster',
  },
  {
    ...optional('storage.k8s.io', 'storageclasses', ['get'], "for --snapshot: to know the volume's driver"),
    scope: 'cluster',
  },
  {
    ...optional(
      'apps',
      'deployments',
      ['list'],
      `${forBackup}: to find the mover's image, unless --mover-image is set`,
    ),
    scope: 'volsync',
  },
  optional('batch', 'jobs', ['create', 'get'], `${forBackup}: as a dry run only, to see the volumes of movers`),
  optional('events.k8s.io', 'events', ['list', 'watch'], 'to explain why a helper pod does not start'),
  {
    ...nameChecks,
    purpose: 'to see whether movers run as root there, and to distinguish a wrong namespace from a wrong name',
  },
  externalSecrets,
  networkPolicies,
];

/** Additional rights of `browse`, which offers a choice of apps if none is given. */
export const browseRights: readonly Right[] = [
  ...volumeRights,
  { ...sources(['list'], 'to choose an app'), isOptional: true },
  optional('', 'persistentvolumeclaims', ['list'], 'to choose a volume'),
];
