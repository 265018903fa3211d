import { isFailure, type Failure, type FailureKind } from '../../errors.ts';
import type { Resource } from '../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../kubernetes/context.ts';
import type { KubeObject } from '../../kubernetes/objects.ts';
import { resources } from '../../volsync/resources.ts';
import type { ComponentObject } from './judgement/component.ts';

export type ValidationPorts = ClusterContext<'create' | 'patch' | 'find'>;

/**
 * The API server's answer for one object; `class-missing` if it accepts the object but a class that it names does not
 * exist.
 */
export interface Validation {
  readonly object: ComponentObject;
  readonly verdict: 'accepted' | 'refused' | 'class-missing' | 'unknown';
  /** The server's message; undefined if it was accepted. */
  readonly why?: string | undefined;
  /** How the request failed, if it did. */
  readonly failure?: FailureKind | undefined;
}

/** The same object in the version that the API server was seen to accept. */
export function asServed(object: ComponentObject, validations: readonly Validation[]): ComponentObject {
  const taken = validations.find(({ object: { kind, metadata } }) => {
    return kind === object.kind && metadata.name === object.metadata.name;
  });
  return taken === undefined ? object : { ...object, apiVersion: taken.object.apiVersion };
}

/** Sends each object to the API server as a dry run, and looks up the classes that they name. Nothing is created. */
export async function validate(
  objects: readonly ComponentObject[],
  namespace: string,
  ports: ValidationPorts,
): Promise<readonly Validation[]> {
  const placed = objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  const sent = await Promise.all(placed.map((object) => answerFor(object, ports)));
  const classes = new Map(
    placed.flatMap(namedClasses).map((named) => [`${named.resource.plural}/${named.name}`, named]),
  );
  const missing = await Promise.all([...classes.values()].map((named) => missingClass(named, ports)));
  return [...sent, ...missing.flatMap((found) => found ?? [])];
}

const kinds: Readonly<Record<string, Resource<KubeObject>>> = {
  ExternalSecret: resources.externalSecrets,
  ReplicationDestination: resources.replicationDestinations,
  ReplicationSource: resources.replicationSources,
  PersistentVolumeClaim: resources.persistentVolumeClaims,
};

type Placed = ComponentObject & { readonly metadata: { readonly name: string; readonly namespace: string } };

async function answerFor(object: Placed, ports: ValidationPorts): Promise<Validation> {
  const kind = object.apiVersion === older.apiVersion ? older.kind : kinds[object.kind];
  if (kind === undefined)
    return { object, verdict: 'unknown', why: `${object.kind} is not a kind that can be requested` };
  try {
    await send(kind, object, ports);
    return { object, verdict: 'accepted' };
  } catch (error) {
    if (isOnlyOlder(error, object)) return answerFor({ ...object, apiVersion: older.apiVersion }, ports);
    return { object, ...verdictOf(error) };
  }
}

const older = { apiVersion: 'external-secrets.io/v1beta1', kind: resources.olderExternalSecrets } as const;

/** An older External Secrets Operator does not serve v1, and its v1beta1 has the same fields. */
function isOnlyOlder(error: unknown, { kind, apiVersion }: ComponentObject): boolean {
  if (kind !== 'ExternalSecret' || apiVersion === older.apiVersion || !isFailure(error)) return false;
  return error.servedVersions?.includes(older.kind.version) === true;
}

/** If the object already exists, the dry run updates it. */
async function send(kind: Resource<KubeObject>, object: Placed, { cluster, signal }: ValidationPorts): Promise<void> {
  const isDryRun = true;
  try {
    await cluster.create(kind, object, { isDryRun }, signal);
  } catch (error) {
    if (!isFailure(error, 'refused') || (await cluster.find(kind, object.metadata, signal)) === undefined) throw error;
    await cluster.patch(kind, object.metadata, { spec: object.spec }, { isDryRun }, signal);
  }
}

/** A server that does not answer, or rejects the user, has not judged any object. */
function verdictOf(error: unknown): Pick<Validation, 'verdict' | 'why' | 'failure'> {
  if (!isFailure(error) || isOfAll(error)) throw error;
  const why = [error.message, ...error.details].join(' ');
  return { verdict: error.kind === 'refused' ? 'refused' : 'unknown', why, failure: error.kind };
}

function isOfAll({ kind, missingRight }: Failure): boolean {
  const isSignedOut = kind === 'forbidden' && missingRight === undefined;
  return isSignedOut || ['interrupted', 'unreachable', 'timeout'].includes(kind);
}

interface NamedClass {
  readonly object: Placed;
  readonly field: string;
  readonly name: string;
  readonly resource: Resource<KubeObject>;
}

/** The API server accepts a class that does not exist, and the volume then stays pending forever. */
function namedClasses(object: Placed): readonly NamedClass[] {
  const { restic } = object.spec as { readonly restic?: Readonly<Record<string, unknown>> };
  const fields = { ...object.spec, ...restic };
  return Object.entries(classFields).flatMap(([field, kind]) => {
    const name = fields[field];
    return typeof name === 'string' ? [{ object, field, name, resource: kind }] : [];
  });
}

const classFields: Readonly<Record<string, Resource<KubeObject>>> = {
  storageClassName: resources.storageClasses,
  volumeSnapshotClassName: resources.volumeSnapshotClasses,
  cacheStorageClassName: resources.storageClasses,
};

async function missingClass(
  { object, field, name, resource: kind }: NamedClass,
  { cluster, signal }: ValidationPorts,
): Promise<Validation | undefined> {
  try {
    const found = await cluster.find(kind, { namespace: '', name }, signal);
    if (found !== undefined) return undefined;
    return { object, verdict: 'class-missing', why: `${field}: there is no ${kind.kind} "${name}" in the cluster` };
  } catch (error) {
    if (isFailure(error, 'forbidden') && !isOfAll(error)) {
      const why = `${field}: no permission to look up ${kind.kind} "${name}"`;
      return { object, verdict: 'unknown', why, failure: 'forbidden' };
    }
    const { why = '', failure } = verdictOf(error);
    return {
      object,
      verdict: 'unknown',
      why: `${field}: ${kind.kind} "${name}" could not be looked up: ${why}`,
      failure,
    };
  }
}
