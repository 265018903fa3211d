import type { TriggerReport, TriggerResult } from '../sync/trigger-result.ts';
import { rfc3339 } from './rfc3339.ts';
import { objectName, sourceType } from './object-name.ts';

/** JSON document of the result of `trigger`. */
export function triggerDocument({ apps, outcome, isDryRun }: TriggerReport) {
  return { schema: 'volsyncctl/trigger/v1', isDryRun, outcome, apps: apps.map(triggeredAppDocument) };
}

/** Output of `-o name`. */
export function triggerNames({ apps }: TriggerReport, isAll = false): readonly string[] {
  return apps.map((app) => objectName(sourceType, app, isAll));
}

/** JSON document of one app. */
export function triggeredAppDocument(result: TriggerResult) {
  const { tagEnd, plan } = result;
  return {
    namespace: result.namespace,
    name: result.name,
    outcome: result.outcome,
    state: result.state,
    reason: result.reason,
    message: result.message,
    details: result.details,
    hint: result.hint,
    snapshot: result.snapshot,
    tag: result.tag,
    triggeredAt: rfc3339(result.triggeredAt),
    pointInTime: rfc3339(result.pointInTime),
    isSyncRunning: result.isSyncRunning,
    durationSeconds: seconds(result.durationMs),
    jitterSeconds: seconds(result.jitterMs),
    waitedSeconds: seconds(result.waitedMs),
    tagEnd: tagEnd.kind,
    previousTag: tagEnd.previous,
    trigger: tagEnd.trigger,
    nextSync: rfc3339(tagEnd.nextSyncAt),
    plan: plan && {
      runningSince: rfc3339(plan.runningSince),
      isWaiting: plan.isWaiting,
      timeoutSeconds: seconds(plan.timeoutMs),
      tagAfter: plan.tagAfter,
    },
    managedBy: result.managedBy,
    warnings: result.warnings,
    quiesce: result.quiesce && {
      how: result.quiesce.how,
      quiesced: result.quiesce.what,
      state: result.quiesce.state,
      quietSince: rfc3339(result.quiesce.quietSince),
      cutAt: rfc3339(result.quiesce.cutAt),
      backAt: rfc3339(result.quiesce.backAt),
      downtimeSeconds: seconds(result.quiesce.downtimeMs),
      disturbance: result.quiesce.disturbance,
      why: result.quiesce.why,
    },
  };
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 100) / 10;
}
