import { externalSecrets, networkPolicies } from '../../rights/repository.ts';
import { core, optional, type Right } from '../../rights/right.ts';
import { openRestores } from '../../rights/sources.ts';

const volsync = 'volsync.backube';
const forTrigger = 'for --trigger: the rights of trigger';
const forGate = 'for --for-removal: to see whether the server of a repository is in the namespace';
const forWait = 'for --wait: to see it end';

/**
 * The rights of `bootstrap-check`: those to read, and as optional ones those for --trigger, --wait and --for-removal.
 */
export const bootstrapCheckRights: readonly Right[] = [
  { group: volsync, resource: 'replicationsources', verbs: ['list'], purpose: 'to find the apps' },
  optional(volsync, 'replicationsources', ['get', 'watch', 'patch'], forTrigger),
  core('pods', ['create', 'delete', 'list', 'watch'], 'for the helper pods that look into the repositories'),
  core('pods/log', ['get'], 'to read what restic answered, and why a restore fails'),
  core('persistentvolumeclaims', ['list'], 'to tell how old a volume is, and what fills it'),
  optional('', 'persistentvolumeclaims', ['get', 'watch'], forTrigger),
  optional(volsync, 'replicationdestinations', ['list'], 'to tell what a volume was filled with'),
  optional(volsync, 'replicationdestinations', ['watch'], forWait),
  {
    ...optional('', 'persistentvolumes', ['get', 'list'], 'to see from which VolumeSnapshot a volume was filled'),
    scope: 'cluster',
  },
  optional(
    'batch',
    'jobs',
    ['create', 'get'],
    'as a dry run only: to see which volumes admission policies give to movers',
  ),
  optional('batch', 'jobs', ['list', 'watch'], 'to see movers at work, and for --trigger'),
  {
    ...optional('apps', 'deployments', ['list'], "to find the mover's image; without it --mover-image is needed"),
    scope: 'volsync',
  },
  optional('snapshot.storage.k8s.io', 'volumesnapshots', ['list', 'watch'], forTrigger),
  optional('', 'secrets', ['get'], "to see whether a repository's Secret exists; only its metadata is read"),
  optional('', 'services', ['list'], forGate),
  optional('networking.k8s.io', 'ingresses', ['list'], forGate),
  optional('gateway.networking.k8s.io', 'httproutes', ['list'], forGate),
  optional('events.k8s.io', 'events', ['list', 'watch'], 'to say what a volume or a pod waits for'),
  optional(
    '',
    'namespaces',
    ['get'],
    'to see whether movers run as root there, and to distinguish a wrong namespace from a wrong name',
  ),
  openRestores,
  externalSecrets,
  networkPolicies,
];
