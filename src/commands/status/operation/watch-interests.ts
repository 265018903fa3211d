import type { Cluster, ObjectKey, Resource, Scope } from '../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import type { Interest } from '../../../kubernetes/live-view.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';

/** What to follow: everything in a scope, or exactly these apps. */
export interface WatchRequest {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** What may be watched, and by plural name why the rest may not. */
export interface Interests {
  readonly interests: readonly Interest[];
  readonly hidden: ReadonlyMap<string, string>;
}

/** The watches for a request. Without the right to watch sources it fails later, with its own message. */
export async function watchInterests(
  request: WatchRequest,
  cluster: Pick<Cluster, 'isAllowed'>,
  signal: AbortSignal,
): Promise<Interests> {
  const others = [resources.replicationDestinations, resources.jobs, resources.pods];
  const scopes = scopesOf(request);
  const hidden = new Map<string, string>();
  const interests: Interest[] = scopes.map((scope) => ({ resource: resources.replicationSources, scope }));
  for (const resource of others) {
    const own = scopes.map((scope) => ({ resource, scope: scopeFor(resource, scope) }));
    const allowed = await Promise.all(own.map(({ scope }) => mayFollow(cluster, resource, scope, signal)));
    if (allowed.every((is) => is)) interests.push(...own);
    else hidden.set(resource.plural, `cannot list and watch ${resource.plural}`);
  }
  return { interests, hidden };
}

/** Named apps are in one or several namespaces. */
function scopesOf({ scope, apps }: WatchRequest): readonly Scope[] {
  if (apps === undefined) return [scope];
  return [...new Set(apps.map(({ namespace }) => namespace))].map((namespace) => ({ namespace }));
}

/** The label selector is for sources and does not apply to their movers. */
function scopeFor(resource: Resource<KubeObject>, scope: Scope): Scope {
  const isMade = resource === resources.jobs || resource === resources.pods;
  return isMade ? { namespace: scope.namespace, labelSelector: madeByVolSync } : scope;
}

async function mayFollow(
  cluster: Pick<Cluster, 'isAllowed'>,
  { group, plural }: Resource<KubeObject>,
  { namespace }: Scope,
  signal: AbortSignal,
): Promise<boolean> {
  const verbs = ['list', 'watch'].map((verb) =>
    cluster.isAllowed({ verb, group, resource: plural, namespace }, signal),
  );
  return (await Promise.all(verbs)).every((is) => is);
}
