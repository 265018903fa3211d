import type { DrillResult } from '../operation/plan.ts';

/** The duration of VolSync's restore as it measured it, else including the wait for it. Undefined without a restore. */
export function restoreMs({ restored }: Pick<DrillResult, 'restored'>): number | undefined {
  return restored && (restored.moverMs ?? restored.waitedMs);
}

/** The speed in whole bytes, including the mover's start: the time that an operator would wait. */
export function bytesPerSecond(result: Pick<DrillResult, 'restored'>): number | undefined {
  const [bytes, ms] = [result.restored?.bytes, restoreMs(result)];
  return bytes === undefined || ms === undefined || ms <= 0 ? undefined : Math.round((bytes / ms) * 1000);
}
