import { expect } from 'vitest';
import { volsyncctl, type Run, type RunOptions } from './lab.ts';

/** The fields of one app in `trigger -o json` that the tests use. */
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

/** Triggers with JSON output, and validates the result against the schema. */
export async function triggered(args: readonly string[], options?: RunOptions): Promise<TriggerRun> {
  const run = await volsyncctl(['trigger', ...args, '-o', 'json'], options);
  expect(run.stdout, run.stderr).not.toBe('');
  const document = JSON.parse(run.stdout) as { schema: string; apps: readonly TriggeredApp[] };
  expect(document.schema).toBe('volsyncctl/trigger/v1');
  return { ...run, apps: document.apps };
}
