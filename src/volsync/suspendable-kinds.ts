import { isDeepStrictEqual } from 'node:util';
import type { JsonPatchStep, Resource } from '../kubernetes/cluster.ts';
import type { KubeObject, Suspendable } from '../kubernetes/objects.ts';
import { shellCommand } from '../shell-command.ts';
import { reconcileAnnotation } from './gitops-owners.ts';
import { resources } from './resources.ts';
import type { SuspendedObject } from './restore-journal.ts';

/** A field that suspends an object. */
interface SuspendingField {
  readonly path: readonly string[];
  /** Its value while the object is suspended; undefined if it is then not set. */
  readonly value: unknown;
}

interface SuspendableKind {
  readonly resource: Resource<Suspendable>;
  readonly fields: readonly SuspendingField[];
}

const annotation = (name: string, value: string | undefined): SuspendingField => ({
  path: ['metadata', 'annotations', name],
  value,
});
const suspend: readonly SuspendingField[] = [{ path: ['spec', 'suspend'], value: true }];
const paused = annotation('autoscaling.keda.sh/paused', 'true');
/** With it, KEDA itself would keep the workload at that number; it takes precedence over the other annotation. */
const pausedReplicas = annotation('autoscaling.keda.sh/paused-replicas', undefined);

/** Every kind that a restore suspends, with the fields that suspend it. */
export const suspendableKinds: Readonly<Record<SuspendedObject['kind'], SuspendableKind>> = {
  Kustomization: { resource: resources.kustomizations, fields: suspend },
  HelmRelease: { resource: resources.helmReleases, fields: suspend },
  CronJob: { resource: resources.cronJobs, fields: suspend },
  ScaledObject: { resource: resources.scaledObjects, fields: [paused, pausedReplicas] },
  ScaledJob: { resource: resources.scaledJobs, fields: [paused] },
  ResourceSet: { resource: resources.resourceSets, fields: [annotation(reconcileAnnotation, 'disabled')] },
  Application: {
    resource: resources.applications,
    fields: [{ path: ['spec', 'syncPolicy', 'automated'], value: undefined }],
  },
};

/** What a journal records of an object before it is suspended. */
export function suspendedObject(kind: SuspendedObject['kind'], object: Suspendable, why: string): SuspendedObject {
  const { namespace = '', name, uid = '' } = object.metadata;
  const { fields } = suspendableKinds[kind];
  const place = { kind, namespace, name, uid };
  if (fields === suspend) return { ...place, suspendBefore: object.spec?.suspend ?? null, why };
  const before = fields.map(({ path }) => [pointer(path), valueAt(object, path) ?? null] as const);
  const fieldsBefore = Object.fromEntries(before) as NonNullable<SuspendedObject['fieldsBefore']>;
  return { ...place, suspendBefore: isSuspended(kind, object) ? true : null, fieldsBefore, why };
}

/** Whether all fields of an object suspend it. */
export function isSuspended(kind: SuspendedObject['kind'], object: KubeObject): boolean {
  return suspendableKinds[kind].fields.every(({ path, value }) => isDeepStrictEqual(valueAt(object, path), value));
}

/** The changes that suspend an object. */
export function suspendSteps(kind: SuspendedObject['kind'], object: KubeObject): readonly JsonPatchStep[] {
  return suspendableKinds[kind].fields.flatMap(({ path, value }) => stepsTo(object, path, value));
}

/** The changes that restore the previous fields of an object. */
export function resumeSteps(hold: SuspendedObject, object: KubeObject): readonly JsonPatchStep[] {
  return suspendableKinds[hold.kind].fields.flatMap(({ path }) => stepsTo(object, path, before(hold, path)));
}

/** The command that suspends an object. */
export function commandToSuspend(hold: SuspendedObject): string {
  return patchCommand(hold, ({ value }) => value ?? null);
}

/** The command that restores an object's previous state. */
export function commandToResume(hold: SuspendedObject): string {
  return patchCommand(hold, ({ path }) => before(hold, path) ?? (hold.fieldsBefore === undefined ? false : null));
}

/** Undefined if it was not set. */
function before({ suspendBefore, fieldsBefore }: SuspendedObject, path: readonly string[]): unknown {
  return (fieldsBefore === undefined ? suspendBefore : fieldsBefore[pointer(path)]) ?? undefined;
}

function patchCommand({ kind, namespace, name }: SuspendedObject, valueOf: (field: SuspendingField) => unknown) {
  const { resource, fields } = suspendableKinds[kind];
  const plural = resource.group === 'batch' ? resource.plural : `${resource.plural}.${resource.group}`;
  const patch = fields.map((field) => nested(field.path, valueOf(field)));
  const text = JSON.stringify(patch.reduce(merged));
  return shellCommand`kubectl patch ${plural} ${name} -n ${namespace} --type merge -p ${text}`;
}

function nested(path: readonly string[], value: unknown): Tree {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree;
}

type Tree = Readonly<Record<string, unknown>>;

function merged(a: Tree, b: Tree): Tree {
  const both = Object.entries(b).map(([key, value]) => [
    key,
    isTree(a[key]) && isTree(value) ? merged(a[key], value) : value,
  ]);
  return { ...a, ...(Object.fromEntries(both) as Tree) };
}

/** Undefined removes the field. */
function stepsTo(object: KubeObject, path: readonly string[], value: unknown): readonly JsonPatchStep[] {
  const isSet = valueAt(object, path) !== undefined;
  if (value === undefined) return isSet ? [{ op: 'remove', path: pointer(path) }] : [];
  const parents = path.slice(0, -1).map((_, index) => path.slice(0, index + 1));
  return [
    ...parents
      .filter((parent) => valueAt(object, parent) === undefined)
      .map((parent) => ({ op: 'add' as const, path: pointer(parent), value: {} })),
    { op: isSet ? 'replace' : 'add', path: pointer(path), value },
  ];
}

function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((tree, key) => (isTree(tree) ? tree[key] : undefined), object);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

/** RFC 6901. */
function pointer(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
