import type { CreatorPorts } from '../creator.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Context, TimedContext } from '../kubernetes/context.ts';
import type { Io } from './io.ts';

/** The context of an operation without events. */
export function timedContextOf(
  io: Pick<Io, 'signal' | 'now' | 'sleep'>,
  cluster: Cluster,
): TimedContext<keyof Cluster> {
  return { cluster, signal: io.signal, now: () => io.now(), sleep: (ms, signal) => io.sleep(ms, signal) };
}

/** Identifies this process and others. */
export function creatorPorts(io: Pick<Io, 'creator' | 'creatorStateOf'>): CreatorPorts {
  return { creator: () => io.creator(), creatorStateOf: (creator) => io.creatorStateOf(creator) };
}

/** The context of an operation that reports its events to `listener`. */
export function contextOf<Event>(
  io: Pick<Io, 'signal' | 'now' | 'sleep'>,
  cluster: Cluster,
  listener: { report(event: Event): void },
): Context<keyof Cluster, Event> {
  return { ...timedContextOf(io, cluster), report: (event) => listener.report(event) };
}
