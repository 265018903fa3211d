import { plain, plainLine } from '../../../foreign-text.ts';
import { Failure } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { KubeEvent } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { eventCount, eventTime } from '../../../volsync/event-time.ts';
import { isRelated } from '../../../volsync/related-objects.ts';
import { findLogTarget, type FoundTarget, type LogTarget } from '../../../mover/log-target.ts';

export interface AppEventOptions {
  readonly target: LogTarget;
  readonly follow: boolean;
  /** The last events about the app. */
  readonly tail: number | undefined;
  /** Only events since then. */
  readonly since: Date | undefined;
  /** Only events of type Warning. */
  readonly isWarningsOnly?: boolean | undefined;
}

/** One event about an app or the objects that work for it. Hostile text: rendering strips control characters. */
export interface AppEvent {
  /** When it was last seen; RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly reason: string;
  /** Such as `PersistentVolumeClaim/web`. */
  readonly object: string;
  readonly note: string;
  readonly count: number;
}

interface AppEventPorts extends ClusterContext<'find' | 'list' | 'exists' | 'watch'> {
  report(events: readonly AppEvent[]): void;
}

/**
 * Reports the events of an app, oldest first, at once; with `follow` also each further one, until the signal is
 * aborted. Kubernetes keeps events for an hour by default.
 */
export async function appEvents(options: AppEventOptions, ports: AppEventPorts): Promise<void> {
  const found = await findLogTarget(ports.cluster, options.target, ports.signal);
  if (options.follow) return follow(found, options, ports);
  ports.report(await eventsAbout(found, options, ports));
}

type Wanted = Pick<AppEventOptions, 'tail' | 'since' | 'isWarningsOnly'> & {
  /** Only of objects of these kinds. */
  readonly kinds?: readonly string[];
};

/** The events of an object and of the objects that work for it, oldest first. */
export async function eventsAbout(
  found: FoundTarget,
  wanted: Wanted,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal },
): Promise<readonly AppEvent[]> {
  const { namespace } = found.key;
  return chosen(await cluster.list(resources.events, { namespace }, signal), found, wanted);
}

function chosen(events: readonly KubeEvent[], found: FoundTarget, options: Wanted): readonly AppEvent[] {
  const related = events
    .filter((event) => isWanted(event, found, options))
    .toSorted((a, b) => second(a) - second(b) || written(a) - written(b))
    .map(appEvent)
    .filter(({ time }) => options.since === undefined || Date.parse(time) >= options.since.getTime());
  return options.tail === undefined ? related : related.slice(Math.max(0, related.length - options.tail));
}

/** Most recorders write whole seconds; within one, the order of writing decides. */
function second(event: KubeEvent): number {
  return Math.floor(Date.parse(eventTime(event)) / 1000);
}

/** Resource versions of one kind are increasing numbers. */
function written({ metadata }: KubeEvent): number {
  return Number(metadata.resourceVersion ?? 0);
}

async function follow(found: FoundTarget, options: AppEventOptions, ports: AppEventPorts): Promise<never> {
  const past: KubeEvent[] = [];
  let isPast = true;
  for await (const event of ports.cluster.watch(resources.events, { namespace: found.key.namespace }, ports.signal)) {
    if (event.type === 'synced') {
      if (isPast) ports.report(chosen(past, found, options));
      isPast = false;
    } else if (isPast && event.type === 'added') {
      past.push(event.object);
    } else if (event.type !== 'deleted' && isWanted(event.object, found, options)) {
      ports.report([appEvent(event.object)]);
    }
  }
  throw new Failure('interrupted', 'Stopped following.');
}

function isWanted({ regarding, type }: KubeEvent, { resource, object }: FoundTarget, wanted: Wanted): boolean {
  if (wanted.isWarningsOnly === true && type !== 'Warning') return false;
  if (wanted.kinds?.includes(regarding?.kind ?? '') === false) return false;
  return isRelated(object, resource.kind, { kind: regarding?.kind ?? '', name: regarding?.name ?? '' });
}

function appEvent(event: KubeEvent): AppEvent {
  return {
    time: eventTime(event),
    type: event.type ?? 'Normal',
    reason: plainLine(event.reason ?? ''),
    object: `${event.regarding?.kind ?? ''}/${event.regarding?.name ?? ''}`,
    note: plain(event.note ?? ''),
    count: eventCount(event),
  };
}
