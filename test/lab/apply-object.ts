import { ask } from './open-connection.ts';

interface ApplicableObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface ServedResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const served = new Map<string, readonly ServedResource[]>();

/** Server-side apply, like `kubectl apply --server-side --force-conflicts`: unknown fields are refused. */
export async function applyObject(object: ApplicableObject, fieldManager: string): Promise<void> {
  const path = await pathOf(object);
  const query = new URLSearchParams({ fieldManager, force: 'true', fieldValidation: 'Strict' });
  const contentType = 'application/apply-patch+yaml';
  const call = { method: 'PATCH', contentType, body: JSON.stringify(object) } as const;
  const { status, body } = await ask(`${path}?${query.toString()}`, call);
  if (status !== 200 && status !== 201) {
    throw new Error(`apply ${object.kind} ${object.metadata.name}: ${messageOf(body)}`);
  }
}

async function pathOf({ apiVersion, kind, metadata }: ApplicableObject): Promise<string> {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const resource = await resourceOf(group, kind);
  const { name, namespace = 'default' } = metadata;
  const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
  return `${group}${scope}/${resource.name}/${name}`;
}

/** Retried if the kind is not known yet: its CustomResourceDefinition may be a second old. */
async function resourceOf(group: string, kind: string): Promise<ServedResource> {
  const known = find(served.get(group), kind);
  if (known !== undefined) return known;
  const { status, body } = await ask(group);
  const { resources } =
    status === 200 ? (JSON.parse(body) as { resources: readonly ServedResource[] }) : { resources: [] };
  served.set(group, resources);
  const found = find(resources, kind);
  if (found === undefined) throw new Error(`no matches for kind "${kind}" in "${group}"`);
  return found;
}

/** Ignores subresources, whose kind may be the same. */
function find(resources: readonly ServedResource[] | undefined, kind: string): ServedResource | undefined {
  return resources?.find((resource) => resource.kind === kind && !resource.name.includes('/'));
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body;
  }
}
