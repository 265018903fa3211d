import { asText, asTree, asTrees } from '../config/tree.ts';
import type { Api } from '../requests/api.ts';
import type { ApiRequest } from '../requests/api-request.ts';

/**
 * Whether the API server has a kind: `absent` only if its own discovery proves it. `versions` are those in which it
 * serves the kind's group; undefined if it did not say.
 */
export type KindLookup =
  | { readonly kind: 'absent'; readonly versions: readonly string[] }
  | { readonly kind: 'unproven'; readonly versions: readonly string[] | undefined };

/**
 * Looks up the kind of a request that was answered with 404. An aggregated API that is down, a CRD that is being
 * replaced and a proxy also answer 404 for kinds that exist, so the 404 alone proves nothing.
 */
export async function lookUpKind(api: Api, { path, access }: ApiRequest, signal?: AbortSignal): Promise<KindLookup> {
  const [, group, version] = /^\/apis\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  if (group === undefined || version === undefined) return { kind: 'unproven', versions: undefined };
  const versions = await servedVersions(api, group, signal);
  if (versions?.length === 0) return { kind: 'absent', versions };
  if (versions?.includes(version) !== true) return { kind: 'unproven', versions };
  const plurals = await servedResources(api, `${group}/${version}`, signal);
  return plurals === undefined || plurals.includes(access.resource)
    ? { kind: 'unproven', versions }
    : { kind: 'absent', versions };
}

/** Empty for a group that the server does not have. */
async function servedVersions(api: Api, group: string, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  const list = await discovery(api, '/apis', signal);
  if (list['kind'] !== 'APIGroupList' || !Array.isArray(list['groups'])) return undefined;
  const found = asTrees(list['groups']).find(({ name }) => name === group);
  return found === undefined ? [] : asTrees(found['versions']).flatMap(({ version }) => asText(version) ?? []);
}

async function servedResources(
  api: Api,
  version: string,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const list = await discovery(api, `/apis/${version}`, signal);
  if (list['kind'] !== 'APIResourceList' || !Array.isArray(list['resources'])) return undefined;
  return asTrees(list['resources']).flatMap(({ name }) => asText(name) ?? []);
}

/** A discovery document; empty if there is no answer. */
async function discovery(api: Api, path: string, signal?: AbortSignal) {
  const request: ApiRequest = { method: 'GET', path, access: { verb: 'get', group: '', resource: 'apis' } };
  return asTree(await api.json<unknown>(request, signal).catch(() => undefined));
}
