import { bootstrapCheckRights } from './bootstrap-check-rights.ts';

/** A right that a command uses, as RBAC names it. */
export interface Right {
  /** Empty for core/v1. */
  readonly group: string;
  /** The plural, with its subresource where there is one: `pods/log`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** What the command does with it, as a comment beside the rule. */
  readonly purpose: string;
  /** Without it the command works, and says what it could not find out. */
  readonly isOptional?: true;
  /**
   * `volsync`: only in the namespace where VolSync runs. `cluster`: looked up in all namespaces, so that a Role in one
   * of them would not do. Otherwise where the apps are.
   */
  readonly place?: 'volsync' | 'cluster';
}

const volsync = 'volsync.backube';

const sources = (verbs: readonly string[], purpose: string): Right => ({
  group: volsync,
  resource: 'replicationsources',
  verbs,
  purpose,
});
const nameChecks: Right = {
  group: '',
  resource: 'namespaces',
  verbs: ['get'],
  purpose: 'to tell a wrong namespace from a wrong name',
  isOptional: true,
};

/** Of every command that looks into repositories. */
const looking: readonly Right[] = [
  {
    group: '',
    resource: 'pods',
    verbs: ['create', 'delete', 'list', 'watch'],
    purpose: 'for the helper pods that look into the repositories',
  },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to read what restic answered' },
  {
    group: 'apps',
    resource: 'deployments',
    verbs: ['list'],
    purpose: "to find the mover's image; without it --mover-image is needed",
    isOptional: true,
    place: 'volsync',
  },
  {
    group: 'batch',
    resource: 'jobs',
    verbs: ['create', 'get'],
    purpose: 'as a dry run only: to see which volumes admission policies give to movers',
    isOptional: true,
  },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['list', 'watch'],
    purpose: 'to say why a helper pod does not start',
    isOptional: true,
  },
  {
    ...nameChecks,
    purpose: 'to see whether movers run as root there, and to tell a wrong namespace from a wrong name',
  },
];

/** The least rights of every command, by its name: what it calls, and nothing more. */
export const rights = {
  trigger: [
    sources(['get', 'list', 'watch', 'patch'], 'to set the manual tag, to see the sync end, to take the tag back'),
    { group: 'batch', resource: 'jobs', verbs: ['list', 'watch'], purpose: "to find the sync's mover" },
    { group: '', resource: 'pods', verbs: ['list', 'watch'], purpose: 'to see how far it is, and when it fails' },
    {
      group: '',
      resource: 'persistentvolumeclaims',
      verbs: ['list', 'watch'],
      purpose: 'to see the copy of the volume being made',
    },
    {
      group: 'snapshot.storage.k8s.io',
      resource: 'volumesnapshots',
      verbs: ['list', 'watch'],
      purpose: 'to know the moment that is backed up',
    },
    { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'for the proof: the snapshot that the mover saved' },
    {
      group: '',
      resource: 'persistentvolumeclaims',
      verbs: ['get'],
      purpose: 'to refuse a source whose PVC is not there',
      isOptional: true,
    },
    {
      group: '',
      resource: 'secrets',
      verbs: ['get'],
      purpose: "to refuse a source whose repository's Secret is not there; only its metadata is asked for",
      isOptional: true,
    },
    {
      group: 'events.k8s.io',
      resource: 'events',
      verbs: ['list', 'watch'],
      purpose: 'to say what a mover waits for',
      isOptional: true,
    },
    {
      group: 'apps',
      resource: 'deployments',
      verbs: ['list'],
      purpose: 'to refuse at once while VolSync is scaled to 0',
      isOptional: true,
      place: 'cluster',
    },
    nameChecks,
  ],
  status: [
    sources(['get', 'list', 'watch'], 'to judge every app; get for one by name, watch for --watch'),
    {
      group: volsync,
      resource: 'replicationdestinations',
      verbs: ['list', 'watch'],
      purpose: 'to judge restores',
      isOptional: true,
    },
    {
      group: 'batch',
      resource: 'jobs',
      verbs: ['list', 'watch'],
      purpose: 'to see whether a sync fails',
      isOptional: true,
    },
    {
      group: '',
      resource: 'pods',
      verbs: ['list', 'watch'],
      purpose: 'to see which pod of it failed',
      isOptional: true,
    },
    { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to say why it failed', isOptional: true },
    {
      group: 'events.k8s.io',
      resource: 'events',
      verbs: ['list'],
      purpose: 'to say what a mover waits for, and for one app its warnings',
      isOptional: true,
    },
    {
      group: '',
      resource: 'persistentvolumeclaims',
      verbs: ['list'],
      purpose: 'for one app: its volume, cache and copies',
      isOptional: true,
    },
    {
      group: 'snapshot.storage.k8s.io',
      resource: 'volumesnapshots',
      verbs: ['list'],
      purpose: 'for one app: its VolumeSnapshots',
      isOptional: true,
    },
    {
      group: '',
      resource: 'secrets',
      verbs: ['get'],
      purpose: "for one app: whether the repository's Secret is there; only its metadata is asked for",
      isOptional: true,
    },
    nameChecks,
  ],
  logs: [
    sources(['get', 'list', 'watch'], 'to find the app, to name those that are there, to see a sync end'),
    { group: 'batch', resource: 'jobs', verbs: ['list', 'watch'], purpose: "to find the app's movers" },
    { group: '', resource: 'pods', verbs: ['list', 'watch'], purpose: 'to follow movers over retries' },
    { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to read what they say' },
    {
      group: volsync,
      resource: 'replicationdestinations',
      verbs: ['get', 'list', 'watch'],
      purpose: 'for --destination',
      isOptional: true,
    },
    {
      group: '',
      resource: 'persistentvolumeclaims',
      verbs: ['get'],
      purpose: 'for --destination with the name of an app',
      isOptional: true,
    },
    { group: 'events.k8s.io', resource: 'events', verbs: ['list', 'watch'], purpose: 'for --events', isOptional: true },
    {
      group: 'apps',
      resource: 'deployments',
      verbs: ['list'],
      purpose: "for --controller: to find VolSync's Deployment",
      isOptional: true,
      place: 'volsync',
    },
    {
      group: '',
      resource: 'pods',
      verbs: ['list', 'watch'],
      purpose: 'for --controller: to find its pods',
      isOptional: true,
      place: 'volsync',
    },
    {
      group: '',
      resource: 'pods/log',
      verbs: ['get'],
      purpose: 'for --controller: to read its log',
      isOptional: true,
      place: 'volsync',
    },
    nameChecks,
  ],
  verify: [sources(['list'], 'to find the apps, and what their status claims'), ...looking],
  snapshots: [sources(['list'], 'to find the apps'), ...looking],
  'bootstrap-check': bootstrapCheckRights,
  completion: [
    sources(['list'], 'to complete the names of apps'),
    {
      group: volsync,
      resource: 'replicationdestinations',
      verbs: ['list'],
      purpose: 'to complete names after --destination',
      isOptional: true,
    },
  ],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

/** A command that has rights to be granted. */
export type GrantableCommand = keyof typeof rights;

export const grantableCommands = Object.keys(rights) as GrantableCommand[];
