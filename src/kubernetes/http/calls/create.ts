import { creatorAnnotations, type Creator } from '../../../creator.ts';
import type { CreateOptions, NewObject, Resource } from '../../cluster.ts';
import type { KubeObject } from '../../objects.ts';
import type { Api } from '../requests/api.ts';
import { collectionRequest, writeQuery, type ApiRequest } from '../requests/api-request.ts';

interface CreateDetails extends CreateOptions {
  /** Written on the object, so that leftovers of a crash can be distinguished from objects in use. */
  readonly maker?: Creator | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Creates an object in its namespace, and returns it as admission and the server left it. */
export function createObject<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  object: NewObject<T>,
  { isDryRun, maker, signal }: CreateDetails,
): Promise<T> {
  const { namespace, name } = object.metadata;
  const query = { ...writeQuery, dryRun: isDryRun === true ? 'All' : undefined };
  const request = collectionRequest('create', resource, resource.isClusterScoped === true ? {} : { namespace }, query);
  const { group, version, kind } = resource;
  const metadata = maker === undefined || isDryRun === true ? object.metadata : markedWith(maker, object.metadata);
  const body = { ...object, metadata, apiVersion: group === '' ? version : `${group}/${version}`, kind };
  const complete: ApiRequest = { ...request, access: { ...request.access, name }, body: JSON.stringify(body) };
  return api.json<T>(isDryRun === true ? complete : { ...complete, isOnce: true }, signal);
}

function markedWith<T extends KubeObject>(
  maker: Creator,
  metadata: NewObject<T>['metadata'],
): NewObject<T>['metadata'] {
  return { ...metadata, annotations: { ...metadata.annotations, ...creatorAnnotations(maker) } };
}
