import pMap from 'p-map';
import { isFailure, type Failure } from '../../../errors.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import { leftoverKinds, resourceOf, type Leftover, type LeftoverKind } from './leftover.ts';

/**
 * The result for one object. `removing`: it was deleted, but something delays it. `untouched`: it was left because of
 * an earlier failure.
 */
export type Removal =
  { readonly end: 'removed' | 'removing' | 'untouched' } | { readonly end: 'failed'; readonly failure: Failure };

export type RemovalPorts = TimedContext<'list' | 'delete'>;

/** How long deleted objects are waited for, and how often they are checked. */
const waitMs = 20_000;
const lookMs = 500;

const concurrency = 8;

/**
 * Removes objects, users before what they use, and only the exact objects that were planned, by UID. What is used by
 * something that could not be removed is left. Returns the results by UID; one failure does not stop the others.
 */
export async function removeAll(
  objects: readonly Leftover[],
  ports: RemovalPorts,
): Promise<ReadonlyMap<string, Removal>> {
  const ends = new Map<string, Removal>();
  for (const kind of leftoverKinds) {
    const same = objects.filter((object) => object.kind === kind);
    const results = await pMap(same, (object) => removal(object, ends, ports), { concurrency });
    for (const [index, { uid }] of same.entries()) ends.set(uid, results[index] ?? { end: 'untouched' });
    await waitUntilGone(kind, same, ends, ports);
  }
  return ends;
}

async function removal(
  { kind, namespace, name, uid, users }: Leftover,
  ends: ReadonlyMap<string, Removal>,
  { cluster, signal }: RemovalPorts,
): Promise<Removal> {
  const isHeld = users.some((user) => ['failed', 'untouched'].includes(ends.get(user)?.end ?? ''));
  if (isHeld || signal.aborted) return { end: 'untouched' };
  try {
    await cluster.delete(resourceOf[kind], { namespace: isOfCluster(kind) ? '' : namespace, name }, { uid }, signal);
    return { end: 'removing' };
  } catch (error) {
    if (isFailure(error)) return { end: 'failed', failure: error };
    throw error;
  }
}

/** A deleted object may be delayed by finalizers: only one that no longer exists is removed. */
async function waitUntilGone(
  kind: LeftoverKind,
  objects: readonly Leftover[],
  ends: Map<string, Removal>,
  ports: RemovalPorts,
): Promise<void> {
  const deadline = ports.now().getTime() + waitMs;
  for (;;) {
    const waiting = objects.filter(({ uid }) => ends.get(uid)?.end === 'removing');
    if (waiting.length === 0 || ports.signal.aborted) return;
    const present = await uidsOf(kind, waiting, ports);
    const gone = waiting.filter(({ uid }) => !present.has(uid));
    for (const { uid } of gone) ends.set(uid, { end: 'removed' });
    if (gone.length === waiting.length || ports.now().getTime() >= deadline) return;
    await ports.sleep(lookMs, ports.signal).catch(() => undefined);
  }
}

/** Of one namespace, or of all if the objects are in several. */
async function uidsOf(
  kind: LeftoverKind,
  objects: readonly Leftover[],
  { cluster, signal }: RemovalPorts,
): Promise<ReadonlySet<string>> {
  const namespaces = new Set(objects.map(({ namespace }) => namespace));
  const namespace = namespaces.size === 1 && !isOfCluster(kind) ? [...namespaces][0] : undefined;
  try {
    const present = await cluster.list(resourceOf[kind], { namespace }, signal);
    return new Set(present.map(({ metadata }) => metadata.uid ?? ''));
  } catch (error) {
    if (!isFailure(error)) throw error;
    // Not known to be gone; the next check may show it.
    return new Set(objects.map(({ uid }) => uid));
  }
}

function isOfCluster(kind: LeftoverKind): boolean {
  return kind === 'VolumeSnapshotContent';
}
