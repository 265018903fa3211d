import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../errors.ts';
import { admissionResources, type PolicyVersion } from '../../../kubernetes/admission.ts';
import type { Resource } from '../../../kubernetes/cluster.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { probeMovers } from '../../../mover/probe-mover.ts';
import { ownerOf } from '../../../volsync/field-owner.ts';
import type { MoverProbe } from '../../../volsync/mover-policies.ts';
import { wantedPolicies, type PolicyOptions } from '../judgement/policies.ts';
import { contradiction } from '../judgement/wanted.ts';
import { requirePolicies } from './require-policies.ts';

export type InstallPorts = TimedContext<'create' | 'list' | 'find' | 'patch' | 'delete'>;

type Spec = Readonly<Record<string, unknown>>;
export type Specified = KubeObject & { readonly spec?: object };

/** One object of the plan. */
export interface PlannedObject {
  readonly kind: string;
  readonly name: string;
  readonly action: 'create' | 'update' | 'keep';
}

/** The same with everything needed to carry it out. */
export interface PlannedChange extends PlannedObject {
  readonly change: Change;
}

export interface InstallPlan {
  readonly version: PolicyVersion;
  readonly objects: readonly PlannedChange[];
  readonly warnings: readonly string[];
  /** Where movers are probed afterwards. */
  readonly namespace: string;
}

interface Change {
  readonly resource: Resource<Specified>;
  readonly spec: Spec;
  /** The existing object; undefined if it has to be created. */
  readonly before: Specified | undefined;
  /** The spec as the server would store it. */
  readonly expected: object | undefined;
}

/** The plan; each object has been validated with a dry run, and existing movers were checked. */
export async function planInstall(options: PolicyOptions, fallback: string, ports: InstallPorts): Promise<InstallPlan> {
  const { version, policies } = await requirePolicies(ports);
  const kinds = admissionResources(version);
  const namespace = options.namespaces?.[0] ?? fallback;
  const wanted = wantedPolicies(options, version);
  const own = new Set(wanted.map(({ policy }) => policy.metadata.name));
  const changes = [
    ...wanted.map(({ policy }) => ({ resource: kinds.policies, object: policy })),
    ...wanted.map(({ binding }) => ({ resource: kinds.bindings, object: binding })),
  ];
  const objects = await Promise.all(changes.map(({ resource, object }) => planned(resource, object, ports)));
  const before = await probeMovers([namespace], ports);
  const others = policies.map(({ metadata }) => metadata.name).filter((name) => !own.has(name));
  const isNew = objects.some(({ action }) => action === 'create');
  const warnings = isNew ? refuseContradiction(options, before, others) : [];
  return { version, objects, namespace, warnings: [...warnings, ...objects.flatMap(ownership)] };
}

/** A GitOps tool that applies it would restore the old state. */
function ownership({ kind, name, action, change }: PlannedChange): readonly string[] {
  const owner = change.before === undefined || action === 'keep' ? undefined : ownerOf(change.before);
  return owner === undefined
    ? []
    : [
        `${kind} ${name} is managed by ${owner.name}, which would revert the change: change it in Git (volsyncctl policies render)`,
      ];
}

/** Another policy that uses the same name differently would win sometimes. */
function refuseContradiction(
  options: PolicyOptions,
  probes: readonly MoverProbe[],
  others: readonly string[],
): readonly string[] {
  const [why] = probes.flatMap((probe) => contradiction(options, probe) ?? []);
  if (why !== undefined) {
    throw new Failure('refused', `another policy conflicts: ${why}; nothing was changed`, {
      hint: 'find it with volsyncctl policies status; update it with its --name, or delete it first',
    });
  }
  const injected = probes.flatMap(({ answer }) => (answer.kind === 'admitted' ? answer.injection.volumes : []));
  if (injected.length === 0 || others.length === 0) return [];
  const names = [...new Set(injected.map(({ name }) => name))].join(', ');
  return [`movers get volume ${names} from another policy already; two policies that add volumes have no fixed order`];
}

async function planned(
  resource: Resource<Specified>,
  object: Specified,
  { cluster, signal }: InstallPorts,
): Promise<PlannedChange> {
  const spec = object.spec as Spec;
  const { name } = object.metadata;
  const key = { namespace: '', name };
  const before = await cluster.find(resource, key, signal);
  const isDryRun = true;
  const after =
    before === undefined
      ? await cluster.create(resource, { metadata: key, spec }, { isDryRun }, signal)
      : await cluster.patch(resource, key, [specIs(spec)], { isDryRun }, signal);
  const change = { resource, spec, before, expected: after.spec };
  const isSame = before !== undefined && isDeepStrictEqual(after.spec, before.spec);
  return { kind: resource.kind, name, action: before === undefined ? 'create' : isSame ? 'keep' : 'update', change };
}

/** The JSON patch step that sets the spec: a merge patch would keep fields that are no longer wanted. */
export function specIs(value: unknown) {
  return { op: 'replace' as const, path: '/spec', value };
}
