import { Failure } from '../errors.ts';
import type { Resource, Scope } from './cluster.ts';
import type { KubeObject } from './objects.ts';
import { ViewReader, type ViewPorts } from './view-reader.ts';

/** The objects that should disappear. */
export interface Leaving {
  readonly resource: Resource<KubeObject>;
  readonly scope: Scope;
  readonly limitMs: number;
}

/**
 * Waits until no such object exists any more, including finalizers; throws a Failure `timeout` that names a remaining
 * one.
 */
export async function untilGone(
  { resource, scope, limitMs }: Leaving,
  ports: ViewPorts & { now(): Date },
): Promise<void> {
  const endsAt = ports.now().getTime() + limitMs;
  await using views = new ViewReader([{ resource, scope }], ports);
  for (;;) {
    const leftMs = Math.max(0, endsAt - ports.now().getTime());
    const [one] = (await views.next(leftMs)).list(resource);
    if (one === undefined) return;
    if (endsAt > ports.now().getTime()) continue;
    const { namespace = '', name } = one.metadata;
    throw new Failure('timeout', `${resource.kind} ${namespace}/${name} is still there after ${limitMs / 1000}s.`);
  }
}
