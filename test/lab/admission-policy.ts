import type { Manifest } from './kubectl.ts';

const api = 'admissionregistration.k8s.io/v1';

/** What a policy changes in Jobs, and in which ones. */
interface JobRules {
  /** CEL conditions, by name. */
  readonly conditions: Readonly<Record<string, string>>;
  /** CEL expressions that return lists of JSON patches. */
  readonly mutations: readonly string[];
}

/** A policy that changes Jobs when they are created or updated. */
export function mutatingPolicy(name: string, { conditions, mutations }: JobRules): Manifest {
  return {
    apiVersion: api,
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'IfNeeded',
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['batch'], apiVersions: ['v1'], resources: ['jobs'], operations: ['CREATE', 'UPDATE'] },
        ],
      },
      matchConditions: Object.entries(conditions).map(([key, expression]) => ({ name: key, expression })),
      mutations: mutations.map((expression) => ({ patchType: 'JSONPatch', jsonPatch: { expression } })),
    },
  };
}

/** Puts a policy into effect. */
export function bindingOf({ metadata: { name } }: Manifest): Manifest {
  return {
    apiVersion: api,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name },
  };
}
