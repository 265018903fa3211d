import type { ChangedAnswer, Document } from './api-view.ts';

interface Item {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** What a cluster shows in which this is wrong for all of it, or for hours, and the rules that find it. */
export interface DoctorView {
  readonly what: string;
  readonly changes: readonly ChangedAnswer[];
  readonly finds: readonly string[];
}

const volsync = /^\/apis\/volsync\.backube\/v1alpha1\/namespaces\/[^/]+\/replicationsources/;
const policies = /mutatingadmissionpolicies/;
const bindings = /mutatingadmissionpolicybindings/;
const dryRun = /\/jobs\?.*dryRun/;

const unreadySecret: Item = {
  metadata: { name: 'web' },
  spec: { target: { name: 'web-volsync-secret' } },
  status: { conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'no such item' }] },
};

const refusal: Document = {
  ...{ apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 422, reason: 'Invalid' },
  message: 'Job.batch "volsync-src-web" is invalid: no such key: server',
};

const madeRepository = {
  result: 'Successful',
  logs: 'created restic repository 1ad6e1e2c5 at /repository/wbe\nsnapshot 724684cd saved\nRestic completed in 3s',
};

export const doctorViews: readonly DoctorView[] = [
  {
    what: 'without VolSync',
    changes: [withoutGroup('volsync.backube'), gone('volsync.backube')],
    finds: ['not-installed'],
  },
  {
    what: 'without VolumeSnapshots and bindings of policies, and whose admission refuses movers',
    changes: [
      ...[withoutGroup('snapshot.storage.k8s.io'), gone('snapshot.storage.k8s.io')],
      { path: bindings, change: (list) => ({ ...list, items: [] }) },
      { path: dryRun, method: 'POST', change: () => refusal },
    ],
    finds: ['policy-binding', 'policy-refused', 'snapshot-support'],
  },
  {
    what: 'with policies that match no mover, and a crowd without a jitter',
    changes: [
      { path: dryRun, method: 'POST', change: withoutInjection },
      { path: volsync, change: (list) => cloned(list, 6, crowded) },
    ],
    finds: ['colliding-schedules', 'policy-match'],
  },
  {
    what: 'with a policy that adds once more at each pass',
    changes: [{ path: dryRun, method: 'POST', change: addedAgain }],
    finds: ['policy-unstable'],
  },
  {
    what: 'that nobody looked after for weeks',
    changes: [
      { path: /\/deployments\?.*control-plane/, change: eachItem(badController) },
      served('populator.storage.k8s.io/v1beta1', 'volumepopulators', []),
      served('external-secrets.io/v1', 'externalsecrets', [unreadySecret]),
      { path: policies, change: eachItem(onCreateAlone) },
      { path: volsync, change: (list) => cloned(list, 6, ofLongAgo) },
    ],
    finds: [
      ...['controller', 'external-secret', 'large-backups', 'long-sync', 'mover-image', 'mover-logs', 'new-repository'],
      ...['not-started', 'policy-update', 'prune-overdue', 'undecodable-status', 'volume-populator'],
    ],
  },
];

function eachItem(change: (item: Item) => Item): (list: Document) => Document {
  return (list) => ({ ...list, items: (list['items'] as readonly Item[]).map(change) });
}

function withoutGroup(group: string): ChangedAnswer {
  const others = (groups: unknown) =>
    (groups as readonly { readonly name: string }[]).filter(({ name }) => name !== group);
  return { path: /^\/apis$/, change: (list) => ({ ...list, groups: others(list['groups']) }) };
}

function gone(group: string): ChangedAnswer {
  return { path: new RegExp(`^/apis/${group}/`), change: () => undefined };
}

/** The lab has no such kind: what the server says of it is taken for a list. */
function served(apiVersion: string, plural: string, items: readonly Item[]): ChangedAnswer {
  const list = (_: Document, url: string) => {
    const namespace = /\/namespaces\/([^/]+)/.exec(url)?.[1];
    const here = items.map((item) => ({ ...item, metadata: { ...item.metadata, namespace } }));
    return { apiVersion, kind: 'List', metadata: { resourceVersion: '1' }, items: here };
  };
  return { path: new RegExp(`^/apis/${apiVersion}/.*${plural}`), change: list, isServed: true };
}

const moverImage = '--restic-container-image=';

function older({ image }: Container): string {
  return image.replace(/:[^:/]+$/, ':0.1.0');
}

interface Container {
  readonly args?: readonly string[];
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

function badController(deployment: Item): Item {
  const { template } = deployment.spec as {
    readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  };
  const containers = template.spec.containers.map(({ env = [], ...container }) => ({
    ...container,
    args: [...(container.args ?? []).filter((arg) => !arg.startsWith(moverImage)), `${moverImage}${older(container)}`],
    env: [...env, { name: 'MOVER_LOG_MAX_BYTES', value: '0' }],
  }));
  const spec = { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } };
  return { ...deployment, spec, status: { ...deployment.status, readyReplicas: 0 } };
}

function onCreateAlone(policy: Item): Item {
  const constraints = policy.spec?.['matchConstraints'] as { readonly resourceRules: readonly Document[] };
  const resourceRules = constraints.resourceRules.map((rule) => ({ ...rule, operations: ['CREATE'] }));
  return { ...policy, spec: { ...policy.spec, matchConstraints: { ...constraints, resourceRules } } };
}

interface Pod {
  readonly volumes: readonly { readonly name: string }[];
  readonly initContainers?: readonly { readonly name: string }[];
}

function withPod(job: Document, change: (pod: Pod) => Pod): Document {
  if (job['kind'] === 'Status') return job;
  const spec = job['spec'] as { readonly template: { readonly spec: Pod } };
  return { ...job, spec: { ...spec, template: { ...spec.template, spec: change(spec.template.spec) } } };
}

function withoutInjection(job: Document): Document {
  return withPod(job, (pod) => ({
    ...pod,
    initContainers: [],
    volumes: pod.volumes.filter(({ name }) => ['data', 'cache', 'tempdir'].includes(name)),
  }));
}

function addedAgain(job: Document): Document {
  return withPod(job, (pod) => ({
    ...pod,
    initContainers: [
      ...(pod.initContainers ?? []),
      { name: `again-${pod.initContainers?.length ?? 0}`, image: 'busybox' },
    ],
  }));
}

/** Of the only source of the list. */
function cloned(list: Document, count: number, change: (source: Item, index: number) => Item): Document {
  const [source] = list['items'] as readonly Item[];
  if (source === undefined) return list;
  const names = Array.from({ length: count }, (_, index) => ({
    ...source.metadata,
    name: `web-${index}`,
    uid: `web-${index}`,
  }));
  return { ...list, items: names.map((metadata, index) => change({ ...source, metadata }, index)) };
}

function crowded(source: Item): Item {
  return scheduled(source, '0 2 * * *', {});
}

const agoHours = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, '');

/** Three large ones; one that runs for two days, was not pruned for a month, and begins later than it should; an undecodable one. */
function ofLongAgo(source: Item, index: number): Item {
  const created = { ...source, metadata: { ...source.metadata, creationTimestamp: agoHours(24 * 60) } };
  switch (index) {
    case 3:
      return scheduled(created, '0 2 * * *', {
        lastSyncStartTime: agoHours(48),
        restic: { lastPruned: agoHours(24 * 30) },
      });
    case 4:
      return scheduled(created, '0 2 * * *', { nextSyncTime: agoHours(1), latestMoverStatus: madeRepository });
    case 5:
      return scheduled(created, '0 2 * * *', { lastSyncDuration: '9999999h' });
    default:
      return scheduled(created, '0 2 * * *', { lastSyncDuration: '2h30m0s' });
  }
}

function scheduled(source: Item, schedule: string, status: Document): Item {
  const next = new Date();
  next.setUTCHours(26, 0, 0, 0);
  const nextSyncTime = next.toISOString().replace(/\.\d+/, '');
  return {
    ...source,
    spec: { ...source.spec, trigger: { schedule } },
    status: { ...source.status, lastSyncTime: agoHours(2), nextSyncTime, ...status },
  };
}
