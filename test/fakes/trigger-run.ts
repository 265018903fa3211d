import type { TriggerEvent } from '../../src/sync/trigger-event.ts';
import type { TriggerOptions } from '../../src/sync/ports.ts';
import type { TriggerResult } from '../../src/sync/trigger-result.ts';
import { triggerApp } from '../../src/sync/trigger-app.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { key } from './fake-volsync.ts';

/** A clock that runs a hundred times as fast. */
const speed = 100;

export interface Running {
  readonly result: Promise<TriggerResult>;
  readonly events: readonly TriggerEvent[];
  /** Ctrl-C. */
  interrupt(): void;
  /** Resolves with the first event of that type. */
  seen(type: TriggerEvent['type']): Promise<void>;
}

/** Triggers home/web on a fake cluster, and leaves it running. */
export function start(cluster: FakeCluster, options: Partial<TriggerOptions> = {}): Running {
  const interruption = new AbortController();
  const events: TriggerEvent[] = [];
  const begunAt = Date.now();
  const complete = {
    isWaiting: true,
    isDryRun: false,
    isToUnpark: false,
    timeoutMs: 100_000,
    maxParallel: 3,
    ...options,
  };
  const result = triggerApp(key, complete, {
    cluster,
    signal: interruption.signal,
    now: () => new Date(Date.parse('2026-11-23T15:26:22Z') + (Date.now() - begunAt) * speed),
    sleep: (ms, signal = interruption.signal) => fastSleep(ms, signal),
    report: (event) => void events.push(event),
    creator: () => ({ hostname: 'desk', pid: 7 }),
    creatorStateOf: () => 'elsewhere',
  });
  return {
    result,
    events,
    interrupt: () => interruption.abort(),
    seen: async (type) => {
      while (!events.some((event) => event.type === type)) await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

/** With the running clock. */
export async function fastSleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    const timer = setTimeout(resolve, ms / speed);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('aborted'));
    });
  });
}
