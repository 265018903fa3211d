import type { DrillResult } from '../operation/plan.ts';

/** How long VolSync restored, as it measured that itself; else with the waiting for it. Undefined without a restore. */
export function restoreMs({ restored }: Pick<DrillResult, 'restored'>): number | undefined {
  return restored && (restored.moverMs ?? restored.waitedMs);
}

/** How fast, in whole bytes, with the start of the mover: what an operator would wait for. */
export function bytesPerSecond(result: Pick<DrillResult, 'restored'>): number | undefined {
  const [bytes, ms] = [result.restored?.bytes, restoreMs(result)];
  return bytes === undefined || ms === undefined || ms <= 0 ? undefined : Math.round((bytes / ms) * 1000);
}
