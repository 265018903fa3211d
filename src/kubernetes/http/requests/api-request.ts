import { Failure } from '../../../errors.ts';
import type { Access } from '../../../errors.ts';
import type { ObjectKey, Resource, Scope } from '../../cluster.ts';
import type { KubeObject } from '../../objects.ts';

/** One request to the API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With the query, relative to the server's base path. */
  readonly path: string;
  /** The request in RBAC's terms, for error messages. */
  readonly access: Access;
  /** The kind of the object, or of the collection's objects. */
  readonly kind?: string;
  /** Verbs that the request needs in addition to that of its method. */
  readonly furtherVerbs?: readonly string[];
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  /** The request must not be sent twice: it is not repeated if it may have arrived. */
  readonly isOnce?: true;
}

/**
 * The query of every write. A field that the cluster's version of a kind does not have is an error: otherwise it would
 * be dropped silently.
 */
export const writeQuery = { fieldManager: 'volsyncctl', fieldValidation: 'Strict' } as const;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A request for one object, or a subresource. */
export function objectRequest(
  method: ApiRequest['method'],
  resource: Resource<KubeObject>,
  key: ObjectKey,
  { query = {}, subresource }: { readonly query?: Query; readonly subresource?: string } = {},
): ApiRequest {
  const path = `${collectionPath(resource, key.namespace)}/${segment(key.name, resource.kind)}`;
  const part = subresource === undefined ? '' : `/${subresource}`;
  const namespace = key.namespace === '' ? undefined : key.namespace;
  return {
    method,
    path: path + part + queryText(query),
    kind: resource.kind,
    access: {
      verb: verbs[method],
      group: resource.group,
      resource: resource.plural,
      subresource,
      namespace,
      name: key.name,
    },
  };
}

const verbs = { GET: 'get', POST: 'create', PATCH: 'patch', DELETE: 'delete' } as const;

/** A request for the objects of a kind, or to create one. */
export function collectionRequest(
  verb: 'list' | 'watch' | 'create',
  resource: Resource<KubeObject>,
  scope: Scope,
  query: Query = {},
): ApiRequest {
  const { namespace, labelSelector, fieldSelector } = scope;
  if (namespace === '') throw new Failure('usage', 'A namespace is empty: nothing was done.');
  const path = collectionPath(resource, namespace) + queryText({ labelSelector, fieldSelector, ...query });
  const method = verb === 'create' ? 'POST' : 'GET';
  return {
    method,
    path,
    kind: resource.kind,
    access: { verb, group: resource.group, resource: resource.plural, namespace },
  };
}

/** Undefined values are left out. */
function queryText(query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function collectionPath({ group, version, plural }: Resource<KubeObject>, namespace: string | undefined): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace ? `${root}/namespaces/${segment(namespace, 'Namespace')}/${plural}` : `${root}/${plural}`;
}

/**
 * Whether an object can have this name: other text would lead to another path of the API, such as the list of a kind.
 */
export function isName(text: string): boolean {
  return !['', '.', '..'].includes(text) && !text.includes('/');
}

function segment(name: string, kind: string): string {
  if (isName(name)) return encodeURIComponent(name);
  throw new Failure('not-found', `"${name}" is not a valid name for a ${kind}.`);
}
