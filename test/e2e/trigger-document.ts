import { expect } from 'vitest';
import { volsyncctl, type Run, type RunOptions } from './lab.ts';

/** What scripts read of one app out of `trigger -o json`. */
export interface TriggeredApp {
  readonly namespace: string;
  readonly name: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly message?: string;
  readonly triggeredAt?: string;
  readonly waitedSeconds?: number;
  readonly snapshot?: { readonly id: string; readonly files?: number; readonly bytesAdded?: number };
}

export interface TriggerRun extends Run {
  readonly apps: readonly TriggeredApp[];
}

/** Triggers with JSON for a result, and checks that the result is what the schema promises. */
export async function triggered(args: readonly string[], options?: RunOptions): Promise<TriggerRun> {
  const run = await volsyncctl(['trigger', ...args, '-o', 'json'], options);
  expect(run.stdout, run.stderr).not.toBe('');
  const document = JSON.parse(run.stdout) as { schema: string; apps: readonly TriggeredApp[] };
  expect(document.schema).toBe('volsyncctl/trigger/v1');
  return { ...run, apps: document.apps };
}
