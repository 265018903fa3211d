import { isDeepStrictEqual } from 'node:util';
import { Failure, isFailure, type Outcome } from '../../../errors.ts';
import { admissionResources, type PolicyVersion } from '../../../kubernetes/admission.ts';
import type { Cluster, Resource } from '../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { ownerOf } from '../../../volsync/field-owner.ts';
import { moverRoles, type MoverProbe } from '../judgement/facts.ts';
import { moverPolicies, type PolicyOptions } from '../judgement/policies.ts';
import { contradiction, shortfall } from '../judgement/wanted.ts';
import { probeMover } from './probe.ts';
import { requirePolicies } from './served.ts';

export interface InstallPorts {
  readonly cluster: Pick<Cluster, 'create' | 'list' | 'find' | 'patch' | 'delete'>;
  readonly signal: AbortSignal;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

type Spec = Readonly<Record<string, unknown>>;
type Specified = KubeObject & { readonly spec?: object };

/** One object of the plan. */
export interface PlannedObject {
  readonly kind: string;
  readonly name: string;
  readonly action: 'create' | 'update' | 'keep';
}

export interface InstallPlan {
  readonly version: PolicyVersion;
  readonly objects: readonly (PlannedObject & { readonly change: Change })[];
  readonly warnings: readonly string[];
  /** Where movers are probed once it is done. */
  readonly namespace: string;
}

interface Change {
  readonly resource: Resource<Specified>;
  readonly spec: Spec;
  /** What is there now; undefined where it is to be created. */
  readonly before: Specified | undefined;
}

/** The result of `policies install`. */
export interface InstallReport {
  readonly outcome: Outcome;
  readonly isDryRun: boolean;
  readonly version: PolicyVersion;
  readonly objects: readonly PlannedObject[];
  readonly warnings: readonly string[];
}

/** What is to be done; each object has been validated by a dry run, and movers have been looked at as they are today. */
export async function planInstall(options: PolicyOptions, fallback: string, ports: InstallPorts): Promise<InstallPlan> {
  const { version, policies } = await requirePolicies(ports);
  const kinds = admissionResources(version);
  const namespace = options.namespaces?.[0] ?? fallback;
  const wanted = moverPolicies(options, version);
  const own = new Set(wanted.map(({ policy }) => policy.metadata.name));
  const changes = [
    ...wanted.map(({ policy }) => ({ resource: kinds.policies, object: policy })),
    ...wanted.map(({ binding }) => ({ resource: kinds.bindings, object: binding })),
  ];
  const objects = await Promise.all(changes.map(({ resource, object }) => planned(resource, object, ports)));
  const before = await Promise.all(moverRoles.map((role) => probeMover(namespace, role, ports)));
  const others = policies.map(({ metadata }) => metadata.name).filter((name) => !own.has(name));
  const isNew = objects.some(({ action }) => action === 'create');
  const warnings = isNew ? refuseContradiction(options, before, others) : [];
  return { version, objects, namespace, warnings: [...warnings, ...objects.flatMap(ownership)] };
}

/** Whoever applies it from Git puts it back as it was. */
function ownership({ kind, name, action, change }: InstallPlan['objects'][number]): readonly string[] {
  const owner = change.before === undefined || action === 'keep' ? undefined : ownerOf(change.before);
  return owner === undefined
    ? []
    : [
        `${kind} ${name} is owned by ${owner.name}, which will undo the change: change it in Git (volsyncctl policies render)`,
      ];
}

/** Another policy that gives the same name another meaning would win at times. */
function refuseContradiction(
  options: PolicyOptions,
  probes: readonly MoverProbe[],
  others: readonly string[],
): readonly string[] {
  const [why] = probes.flatMap((probe) => contradiction(options, probe) ?? []);
  if (why !== undefined) {
    throw new Failure('refused', `another policy is in the way: ${why}; nothing was changed`, {
      hint: 'volsyncctl policies status shows which; update that one by its --name, or delete it first',
    });
  }
  const injected = probes.flatMap(({ answer }) => (answer.kind === 'admitted' ? answer.injection.volumes : []));
  if (injected.length === 0 || others.length === 0) return [];
  const names = [...new Set(injected.map(({ name }) => name))].join(', ');
  return [
    `movers get volume ${names} by another policy already; two that add volumes are called in no order that lasts`,
  ];
}

async function planned(
  resource: Resource<Specified>,
  object: Specified,
  { cluster, signal }: InstallPorts,
): Promise<InstallPlan['objects'][number]> {
  const spec = object.spec as Spec;
  const { name } = object.metadata;
  const key = { namespace: '', name };
  const before = await cluster.find(resource, key, signal);
  const change = { resource, spec, before };
  const isDryRun = true;
  if (before === undefined) {
    await cluster.create(resource, { metadata: key, spec }, { isDryRun }, signal);
    return { kind: resource.kind, name, action: 'create', change };
  }
  const after = await cluster.patch(resource, key, replaceSpec(spec), { isDryRun }, signal);
  const action = isDeepStrictEqual(after.spec, before.spec) ? 'keep' : 'update';
  return { kind: resource.kind, name, action, change };
}

/** A merge patch would leave fields that are no longer wanted. */
function replaceSpec(value: unknown) {
  return [{ op: 'replace' as const, path: '/spec', value }];
}

const inEffectMs = 60_000;
const betweenProbesMs = 500;

/** Carries the plan out, and proves it by a dry run of mover Jobs; what cannot be proven is rolled back. */
export async function install(plan: InstallPlan, options: PolicyOptions, ports: InstallPorts): Promise<InstallReport> {
  const done: Change[] = [];
  try {
    for (const { action, name, change } of plan.objects) {
      if (action === 'keep') continue;
      // Noted first: a request that fails may have got there.
      done.push(change);
      await apply(name, change, ports);
    }
    await untilInEffect(plan, options, ports);
    return reportOf(plan, false);
  } catch (error) {
    await rollBack(plan, done, ports);
    throw isFailure(error) ? rolledBack(error, done.length) : error;
  }
}

/** The report of a plan that is not carried out. */
export function reportOf(plan: InstallPlan, isDryRun: boolean): InstallReport {
  const { version, warnings } = plan;
  const objects = plan.objects.map(({ kind, name, action }) => ({ kind, name, action }));
  return { outcome: 'ok', isDryRun, version, objects, warnings };
}

async function apply(
  name: string,
  { resource, spec, before }: Change,
  { cluster, signal }: InstallPorts,
): Promise<void> {
  const key = { namespace: '', name };
  if (before === undefined) await cluster.create(resource, { metadata: key, spec }, {}, signal);
  else await cluster.patch(resource, key, replaceSpec(spec), {}, signal);
}

/** The API server reads policies anew within some seconds. */
async function untilInEffect(plan: InstallPlan, options: PolicyOptions, ports: InstallPorts): Promise<void> {
  const end = ports.now().getTime() + inEffectMs;
  for (;;) {
    const probes = await Promise.all(moverRoles.map((role) => probeMover(plan.namespace, role, ports)));
    const missing = probes.flatMap((probe) => shortfall(options, probe) ?? []);
    if (missing.length === 0) return;
    if (ports.now().getTime() > end) {
      throw new Failure('failed', `the policies are not in effect after ${inEffectMs / 1000} s`, { details: missing });
    }
    await ports.sleep(betweenProbesMs, ports.signal);
  }
}

/** Bindings first, so that no half of a policy is in effect; with a signal of its own, for Ctrl-C has ended the other. */
async function rollBack(plan: InstallPlan, done: readonly Change[], { cluster }: InstallPorts): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  for (const change of done.toReversed()) {
    const name = plan.objects.find((object) => object.change === change)?.name ?? '';
    const key = { namespace: '', name };
    if (change.before === undefined) await cluster.delete(change.resource, key, {}, signal);
    else await cluster.patch(change.resource, key, replaceSpec(change.before.spec), {}, signal);
  }
}

function rolledBack(error: Failure, count: number): Failure {
  const { kind, message, hint, details, missingRight, cause } = error;
  const what = count === 0 ? 'nothing was changed' : 'the policies were rolled back';
  return new Failure(kind, `${message}; ${what}`, { hint, details, missingRight, cause });
}
