import type {
  MatchResources,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  PolicyVersion,
} from '../../../kubernetes/admission.ts';
import type { NfsExport } from '../../../volsync/nfs-export.ts';

/** What the runbook's two policies should inject. */
export interface PolicyOptions {
  /** The policies are named `<name>-jitter` and `<name>-nfs`. */
  readonly name: string;
  /** Undefined for no policy that mounts the repository. */
  readonly nfs: NfsExport | undefined;
  /** Its mount path; the volume is named after the last folder. */
  readonly mountPath: string;
  /** Seconds; undefined for no delaying policy. */
  readonly jitter: Jitter | undefined;
  /** The image of the delaying container: a shell with `shuf`. */
  readonly image: string;
  /** Undefined for all. */
  readonly namespaces: readonly string[] | undefined;
}

export interface Jitter {
  readonly min: number;
  readonly max: number;
}

/** A policy with its binding. */
export interface BoundPolicy {
  readonly policy: Written<MutatingAdmissionPolicy>;
  readonly binding: Written<MutatingAdmissionPolicyBinding>;
}

export type Written<T> = Omit<T, 'apiVersion' | 'kind'> & { readonly apiVersion: string; readonly kind: string };

/** The delaying container. */
export const jitterContainer = 'jitter';

/** The volume of the repository: `repository` for `/repository`. */
export function volumeName(mountPath: string): string {
  return mountPath.split('/').findLast((part) => part !== '') ?? 'repository';
}

/** The policies for these options, each with its binding. */
export function wantedPolicies(options: PolicyOptions, version: PolicyVersion): readonly BoundPolicy[] {
  const { jitter, nfs } = options;
  const specs = {
    ...(jitter !== undefined && { jitter: jitterSpec(options, jitter) }),
    ...(nfs !== undefined && { nfs: nfsSpec(options, nfs) }),
  };
  const apiVersion = `admissionregistration.k8s.io/${version}`;
  return Object.entries(specs).map(([part, spec]) => {
    const metadata = { name: `${options.name}-${part}` };
    return {
      policy: { apiVersion, kind: 'MutatingAdmissionPolicy', metadata, spec },
      binding: {
        apiVersion,
        kind: 'MutatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: metadata.name, ...matchResources(options) },
      },
    };
  });
}

function matchResources({ namespaces }: PolicyOptions): { readonly matchResources?: MatchResources } {
  if (namespaces === undefined) return {};
  const named = { key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces };
  return { matchResources: { namespaceSelector: { matchExpressions: [named] } } };
}

type Spec = NonNullable<MutatingAdmissionPolicy['spec']>;

/** A backup without a delay is still a backup, so a failure of this policy stops nothing. */
function jitterSpec({ image }: PolicyOptions, { min, max }: Jitter): Spec {
  const list = { name: 'initContainers', item: 'container', value: jitterContainer };
  const security = 'Object.spec.template.spec.initContainers.securityContext';
  const script = `SLEEP_TIME=$(shuf -i ${min}-${max} -n 1); echo "Sleeping for $SLEEP_TIME seconds"; sleep $SLEEP_TIME`;
  return spec(
    'Ignore',
    [isMover(['volsync-src-']), hasNone(list), hadOne(list)],
    [
      append(
        'initContainers',
        `Object.spec.template.spec.initContainers{
  name: "${jitterContainer}",
  image: ${cel(image)},
  command: ["sh", "-c", ${cel(script)}],
  securityContext: ${security}{
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: ${security}.capabilities{drop: ["ALL"]},
    seccompProfile: ${security}.seccompProfile{type: "RuntimeDefault"}
  }
}`,
      ),
    ],
  );
}

/** A mover without its repository would fail, or back up into the void: a failure of this policy has to stop it. */
function nfsSpec({ mountPath }: PolicyOptions, { server, path }: NfsExport): Spec {
  const name = volumeName(mountPath);
  const list = { name: 'volumes', item: 'volume', value: name };
  const old = (field: string, value: string) =>
    `(oldObject == null ? ${cel(value)} : oldObject.spec.template.spec.volumes.filter(volume, volume.name == ${cel(name)})[0].?nfs.?${field}.orValue(${cel(value)}))`;
  return spec(
    'Fail',
    [isMover(['volsync-src-', 'volsync-dst-']), hasNone(list), hadOne(list)],
    [
      append(
        'volumes',
        `Object.spec.template.spec.volumes{
  name: ${cel(name)},
  nfs: Object.spec.template.spec.volumes.nfs{
    server: ${old('server', server)},
    path: ${old('path', path)}
  }
}`,
      ),
      append(
        'containers[0].volumeMounts',
        `Object.spec.template.spec.containers.volumeMounts{name: ${cel(name)}, mountPath: ${cel(mountPath)}}`,
      ),
    ],
  );
}

interface Condition {
  readonly name: string;
  readonly expression: string;
}

/** VolSync rewrites a Job's containers and volumes at each reconcile, without injected ones: UPDATE adds them again. */
function spec(
  failurePolicy: 'Fail' | 'Ignore',
  matchConditions: readonly Condition[],
  patches: readonly string[],
): Spec {
  return {
    failurePolicy,
    reinvocationPolicy: 'IfNeeded',
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['jobs'] },
      ],
    },
    matchConditions,
    mutations: patches.map((expression) => ({ patchType: 'JSONPatch', jsonPatch: { expression } })),
  };
}

/** A Job with a generateName has no name here. */
function isMover(prefixes: readonly string[]): Condition {
  const names = prefixes.map((prefix) => `object.metadata.?name.orValue("").startsWith(${cel(prefix)})`);
  const label = `object.metadata.?labels[?"app.kubernetes.io/created-by"].orValue("") == "volsync"`;
  return { name: 'is-a-mover', expression: `${label} && (${names.join(' || ')})` };
}

interface ListItem {
  /** The name of the list in the pod's spec. */
  readonly name: string;
  readonly item: string;
  readonly value: string;
}

/** So that a second call changes nothing. */
function hasNone(list: ListItem): Condition {
  return { name: 'not-there-yet', expression: `!${exists('object', list)}` };
}

/** Otherwise, a mover that started before the policy existed would be ended by a change of its pod. */
function hadOne(list: ListItem): Condition {
  return { name: 'leaves-running-movers', expression: `oldObject == null || ${exists('oldObject', list)}` };
}

function exists(object: string, { name, item, value }: ListItem): string {
  return `${object}.spec.template.spec.?${name}.orValue([]).exists(${item}, ${item}.name == ${cel(value)})`;
}

/**
 * Both in one mutation, because an empty list does not survive until the next one; and without a list of objects, on
 * which the API server panics.
 */
function append(list: string, value: string): string {
  const path = `/spec/template/spec/${list.replace('[0].', '/0/')}`;
  const found = `object.spec.template.spec.${list.replace(/(\w+)$/, '?$1')}`;
  return `(${found}.hasValue() ? [] : [JSONPatch{op: "add", path: "${path}", value: []}]) +
[JSONPatch{op: "add", path: "${path}/-", value: ${value}}]
`;
}

/** A CEL string literal. */
function cel(text: string): string {
  return JSON.stringify(text);
}
