import { worstOutcome } from '../../errors.ts';
import { trigger } from '../trigger.ts';
import type { TriggerPorts } from '../trigger/ports.ts';
import type { TriggerEvent } from '../trigger/trigger-event.ts';
import type { TriggerResult } from '../trigger/trigger-result.ts';
import type { BootstrapCheckOptions } from './check-options.ts';
import type { AppCheck } from './check-result.ts';
import { idOf } from './wait-for-apps.ts';

export interface TriggerAppsPorts extends Omit<TriggerPorts, 'report'> {
  tellTrigger(event: TriggerEvent): void;
}

/** Movers at a time, as of `trigger`. */
const maxParallel = 3;

/** Backs up the apps whose window is open, and for a removal all that have a volume; by app. */
export async function triggerApps(
  checked: readonly AppCheck[],
  { isForRemoval, timeoutMs }: BootstrapCheckOptions,
  ports: TriggerAppsPorts,
): Promise<ReadonlyMap<string, TriggerResult>> {
  const apps = checked.filter((app) => (isForRemoval ? app.volume.kind === 'bound' : wantsBackup(app)));
  if (apps.length === 0) return new Map();
  const options = { isWaiting: true, isDryRun: false, isToUnpark: false, timeoutMs, maxParallel };
  const { cluster, signal } = ports;
  const keys = apps.map(({ namespace, name }) => ({ namespace, name }));
  const report = await trigger({ scope: {}, apps: keys }, options, {
    cluster,
    signal,
    now: () => ports.now(),
    sleep: (ms, until) => ports.sleep(ms, until),
    report: (event) => ports.tellTrigger(event),
  });
  return new Map(report.apps.map((result) => [idOf(result), result]));
}

/** A backup closes an open window, and proves where the evidence for one was missing. */
function wantsBackup({ state, volume, reason }: AppCheck): boolean {
  return state === 'window-open' || (volume.kind === 'bound' && reason === 'no-evidence');
}

/** An app with what its backup came to; a backup that was asked for and failed is no success, whatever was there before. */
export function withTrigger(app: AppCheck, result: TriggerResult | undefined): AppCheck {
  if (result === undefined) return app;
  return { ...app, trigger: result, outcome: worstOutcome([app.outcome, result.outcome]) };
}
