import { applyAdmissionPolicies } from '../lab/admission.ts';
import { bindingOf, mutatingPolicy } from '../lab/admission-policy.ts';
import { setFault } from '../lab/fault.ts';
import { apply, getJson, kubectl, until, type Manifest } from '../lab/kubectl.ts';
import { volsync } from '../lab/volsync.ts';

/** A fault of the whole cluster, and the rules that find it. */
export interface ClusterFault {
  readonly what: string;
  readonly finds: readonly string[];
  /** Only visible for helper pods. */
  readonly isInRepositories?: true;
  on(namespace: string): Promise<void>;
  off(): Promise<void>;
}

export const clusterFaults: readonly ClusterFault[] = [
  {
    what: 'VolSync is down, with movers of another release that leave no log',
    finds: ['controller', 'mover-image', 'mover-logs'],
    on: async () => {
      await setFault('volsync-down', 'on');
      const { image = '' } = (await managerTemplate())?.spec.containers[0] ?? {};
      const args = { op: 'add', path: '/spec/template/spec/containers/0/args/-', value: olderMovers(image) };
      const env = { op: 'add', path: '/spec/template/spec/containers/0/env/-', value: noLogs };
      await patchManager([args, env]);
    },
    off: async () => {
      const { args = [], env = [] } = (await managerTemplate())?.spec.containers[0] ?? {};
      const removed = (path: string, index: number) =>
        index === -1 ? [] : [{ op: 'remove', path: `/spec/template/spec/containers/0/${path}/${index}` }];
      const changes = [
        ...removed(
          'args',
          args.findIndex((arg) => arg.startsWith(moversFlag)),
        ),
        ...removed(
          'env',
          env.findIndex(({ name }) => name === noLogs.name),
        ),
      ];
      if (changes.length > 0) await patchManager(changes);
      await setFault('volsync-down', 'off');
    },
  },
  {
    what: 'no class is the default',
    finds: ['class-missing', 'snapshot-class'],
    on: () => setDefaults(false),
    off: () => setDefaults(true),
  },
  {
    what: 'one policy has no binding and the other is gone',
    finds: ['colliding-schedules', 'policy-binding', 'repository-volume'],
    isInRepositories: true,
    on: async () => {
      await kubectl(['delete', 'mutatingadmissionpolicybinding', 'volsync-mover-nfs', 'volsync-mover-jitter']);
      await kubectl(['delete', 'mutatingadmissionpolicy', 'volsync-mover-jitter']);
    },
    off: applyAdmissionPolicies,
  },
  {
    what: 'policies match nothing, add once more at each pass an image that is nowhere, or only on CREATE',
    finds: ['policy-image', 'policy-match', 'policy-unstable', 'policy-update'],
    isInRepositories: true,
    on: () => apply([matchesNothing, addsAgain, onlyOnCreate].flatMap((policy) => [policy, bindingOf(policy)])),
    off: () => deletePolicies([matchesNothing, addsAgain, onlyOnCreate]),
  },
  {
    what: 'the API server fails on a policy',
    finds: ['policy-refused'],
    on: () => apply([failing, bindingOf(failing)]),
    off: () => deletePolicies([failing]),
  },
  {
    what: 'nothing is registered with other operators',
    finds: ['external-secret', 'volume-populator'],
    on: async (namespace) => {
      await apply([populators, externalSecrets]);
      await kubectl(['wait', '--for=condition=Established', 'crd', ...[populators, externalSecrets].map(nameOf)]);
      await until('an ExternalSecret is made', () => apply([unready(namespace)]).then(() => true));
    },
    off: async () => {
      await kubectl(['delete', 'crd', '--ignore-not-found', ...[populators, externalSecrets].map(nameOf)]);
    },
  },
];

const moversFlag = '--restic-container-image=';
const noLogs = { name: 'MOVER_LOG_MAX_BYTES', value: '0' };
const manager = ['deployment', volsync.deployment, '-n', volsync.namespace];

function olderMovers(image: string): string {
  return `${moversFlag}${image.replace(/:[^:/]+$/, ':v0.1.0')}`;
}

interface Template {
  readonly spec: {
    readonly containers: readonly {
      readonly image: string;
      readonly args: readonly string[];
      readonly env: readonly { readonly name: string }[];
    }[];
  };
}

async function managerTemplate(): Promise<Template | undefined> {
  return (await getJson<{ readonly spec: { readonly template: Template } }>(manager))?.spec.template;
}

async function patchManager(changes: readonly object[]): Promise<void> {
  await kubectl(['patch', ...manager, '--type=json', '-p', JSON.stringify(changes)]);
}

async function setDefaults(state: boolean): Promise<void> {
  const mark = `is-default-class=${state}`;
  const annotate = (kind: string, name: string, domain: string) =>
    kubectl(['annotate', '--overwrite', kind, name, `${domain}/${mark}`]);
  await annotate('storageclass', 'ceph-block', 'storageclass.kubernetes.io');
  await annotate('volumesnapshotclass', 'csi-ceph-blockpool', 'snapshot.storage.kubernetes.io');
}

const isMover = "object.metadata.name.startsWith('volsync-')";
const volumes = '/spec/template/spec/volumes/-';
const extra = `[JSONPatch{op: "add", path: "${volumes}", value: Object.spec.template.spec.volumes{name: "extra", nfs: Object.spec.template.spec.volumes.nfs{server: "nas.lab", path: "/extra"}}}]`;

const matchesNothing = mutatingPolicy('doctor-matches-nothing', {
  conditions: { never: "object.metadata.name.startsWith('volsync-mover-')" },
  mutations: [extra.replace('"extra"', '"unseen"')],
});

const addsAgain = mutatingPolicy('doctor-adds-again', {
  conditions: {
    mover: "object.metadata.name.startsWith('volsync-src-')",
    'has-few': 'object.spec.template.spec.?initContainers.orValue([]).size() in [1, 2, 3, 4, 5, 6]',
  },
  mutations: [
    '[JSONPatch{op: "add", path: "/spec/template/spec/initContainers/-", value: Object.spec.template.spec.initContainers{name: "again-" + string(object.spec.template.spec.initContainers.size()), image: "no:such:image"}}]',
  ],
});

const onlyOnCreate = onCreate(
  mutatingPolicy('doctor-only-on-create', {
    conditions: {
      mover: isMover,
      'has-none': "!object.spec.template.spec.volumes.exists(volume, volume.name == 'extra')",
    },
    mutations: [extra],
  }),
);

const failing = mutatingPolicy('doctor-fails', {
  conditions: { mover: isMover },
  mutations: ['[JSONPatch{op: "remove", path: "/spec/template/spec/noSuchField"}]'],
});

function onCreate(policy: Manifest): Manifest {
  const resourceRules = [{ apiGroups: ['batch'], apiVersions: ['v1'], resources: ['jobs'], operations: ['CREATE'] }];
  return { ...policy, spec: { ...(policy['spec'] as object), matchConstraints: { resourceRules } } };
}

async function deletePolicies(policies: readonly Manifest[]): Promise<void> {
  const kinds = 'mutatingadmissionpolicybinding,mutatingadmissionpolicy';
  await kubectl(['delete', kinds, '--ignore-not-found', ...policies.map(nameOf)]);
}

const populators = definition('populator.storage.k8s.io/v1beta1', 'VolumePopulator', 'Cluster');
const externalSecrets = definition('external-secrets.io/v1', 'ExternalSecret', 'Namespaced');

/** A kind like those of other operators, which accepts everything. */
function definition(apiVersion: string, kind: string, scope: 'Cluster' | 'Namespaced'): Manifest {
  const [group = '', version = ''] = apiVersion.split('/');
  const plural = `${kind.toLowerCase()}s`;
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: { 'volsyncctl-lab': 'test' },
      // Groups of kubernetes.io are only accepted with an approval.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      ...{ group, scope, names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` } },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

function unready(namespace: string): Manifest {
  const condition = { type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'no such item' };
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'crowd', namespace },
    spec: { target: { name: 'no-such-secret' } },
    status: { conditions: [condition] },
  };
}

function nameOf({ metadata }: Manifest): string {
  return metadata.name;
}
