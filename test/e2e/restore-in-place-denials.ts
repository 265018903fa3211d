import { randomBytes } from 'node:crypto';
import type { StepName } from '../../src/volsync/restore-journal.ts';
import { apply, until, type Manifest } from '../lab/kubectl.ts';
import { kubectl } from './lab.ts';
import type { FluxApp } from './restore-in-place-lab.ts';

/** What is refused, and when, in CEL. */
interface Denial {
  readonly group: string;
  readonly plural: string;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly when: string;
}

/** The change that a step requires; a rollback does not need it, except for that of `check`. */
const denials: Readonly<Record<StepName, (kind: string) => Denial>> = {
  keep: () => ({ group: 'snapshot.storage.k8s.io', plural: 'volumesnapshots', operation: 'CREATE', when: 'true' }),
  hold: () => ({
    group: 'kustomize.toolkit.fluxcd.io',
    plural: 'kustomizations',
    operation: 'UPDATE',
    when: 'object.spec.?suspend.orValue(false)',
  }),
  stop: (kind) => ({
    group: 'apps',
    plural: `${kind.toLowerCase()}s`,
    operation: 'UPDATE',
    when: 'object.spec.replicas == 0',
  }),
  park: () => ({
    group: 'volsync.backube',
    plural: 'replicationsources',
    operation: 'UPDATE',
    when: "object.spec.trigger.schedule != oldObject.spec.trigger.schedule && oldObject.spec.trigger.schedule == '0 0 1 1 *'",
  }),
  restore: () => ({
    group: 'volsync.backube',
    plural: 'replicationdestinations',
    operation: 'CREATE',
    when: 'true',
  }),
  check: () => ({
    group: '',
    plural: 'pods',
    operation: 'CREATE',
    when: "object.metadata.?labels[?'app.kubernetes.io/component'].orValue('') == 'restore'",
  }),
};

/** The policy in effect. */
export interface Denied {
  off(): Promise<void>;
}

/** Makes the API server refuse what a step has to do in a namespace; dry runs are not refused. */
export async function deny(step: StepName, { namespace, kind }: Pick<FluxApp, 'namespace' | 'kind'>): Promise<Denied> {
  const name = `restore-crash-${step}-${randomBytes(3).toString('hex')}`;
  const probed = () => isProbeRefused(name, namespace);
  await apply(manifestsOf(name, namespace, { step, ...denials[step](kind) }));
  await until(`${name} is in force`, probed);
  return {
    off: async () => {
      const kinds = 'validatingadmissionpolicybindings,validatingadmissionpolicies';
      await kubectl(['delete', kinds, name, '--ignore-not-found']);
      await until(`${name} is no longer in force`, async () => !(await probed()));
    },
  };
}

function manifestsOf(name: string, namespace: string, denial: Denial & { readonly step: string }): readonly Manifest[] {
  const { step, group, plural, operation, when } = denial;
  const isProbe = "request.resource.resource == 'configmaps'";
  const policy = {
    failurePolicy: 'Fail',
    matchConstraints: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      resourceRules: [
        { apiGroups: [group], apiVersions: ['*'], resources: [plural], operations: [operation] },
        { apiGroups: [''], apiVersions: ['*'], resources: ['configmaps'], operations: ['CREATE'] },
      ],
    },
    matchConditions: [
      { name: 'is-meant', expression: `${isProbe} || !request.?dryRun.orValue(false)` },
      { name: 'is-refused', expression: `${isProbe} ? object.metadata.name == '${name}' : (${when}) == true` },
    ],
    validations: [{ expression: 'false', message: `the test refuses ${step}` }],
  };
  const binding = { policyName: name, validationActions: ['Deny'] };
  return [
    manifest('ValidatingAdmissionPolicy', name, policy),
    manifest('ValidatingAdmissionPolicyBinding', name, binding),
  ];
}

/** Objects with this label are removed by the lab's `reset` if a killed test has left them. */
function manifest(kind: string, name: string, spec: object): Manifest {
  const metadata = { name, labels: { 'volsyncctl-lab': 'test' } };
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, spec };
}

/** A policy takes a moment to come into effect, and to end. */
async function isProbeRefused(name: string, namespace: string): Promise<boolean> {
  try {
    await kubectl(['create', 'configmap', name, '-n', namespace, '--dry-run=server']);
    return false;
  } catch (error) {
    if (String(error).includes('the test refuses')) return true;
    throw error;
  }
}
