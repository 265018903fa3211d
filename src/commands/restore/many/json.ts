import { failureDocument } from '../../../text/failure.ts';
import { objectName, sourceType } from '../../../text/object-name.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { snapshotDocument } from '../../../text/verdict-json.ts';
import { inPlaceDocument } from '../in-place/text.ts';
import { restorePlanDocument } from '../text/plan.ts';
import { restoreToDocument } from '../to/text.ts';
import { claimToFill } from './text/cells.ts';
import type { ManyPlan, ManyReport, AppRestorePlan, RestoredApp } from './operation/plan.ts';

/** JSON document of the restore of several apps; `restore` of each app is the document of a single restore. */
export function restoreManyDocument(report: ManyReport, planned?: ManyPlan['restores']) {
  const { apps, failures, outcome, time, tookMs } = report;
  return {
    schema: 'volsyncctl/restore/v1',
    kind: 'several',
    isDryRun: planned !== undefined,
    outcome,
    time: rfc3339(time),
    tookSeconds: seconds(tookMs),
    apps: [...(planned ?? []).map(plannedDocument), ...apps.map(appDocument)],
    failures: failures.map(failureDocument),
  };
}

/** Output of `-o name`. */
export function restoreManyNames(apps: readonly Pick<RestoredApp, 'app'>[]): readonly string[] {
  const namespaces = new Set(apps.map(({ app }) => app.namespace));
  return apps.map(({ app }) => objectName(sourceType, app, namespaces.size > 1));
}

function plannedDocument(planned: AppRestorePlan): ReturnType<typeof appDocument> {
  const known = { outcome: 'ok', done: undefined, failure: undefined, left: [], tookMs: 0 } as const;
  return { ...appDocument({ app: planned.app, planned, state: 'not-started', ...known }), state: 'planned' };
}

function appDocument({ app, state, outcome, planned, done, failure, left, tookMs }: RestoredApp) {
  const chosen = planned?.plan.chosen;
  const text: string = state;
  return {
    namespace: app.namespace,
    app: app.name,
    state: text,
    outcome,
    message: failure?.message,
    details: failure?.details ?? [],
    hint: failure?.hint,
    claim: planned && claimToFill(planned),
    snapshot: chosen && snapshotDocument(chosen.snapshot, chosen.dataTime),
    /** The app that it waits for, and the object that both use. */
    waitsFor: waitDocument(planned),
    restore: restoreDocument(planned, done),
    leftovers: left,
    tookSeconds: seconds(tookMs),
  };
}

function waitDocument(planned: RestoredApp['planned']) {
  if (planned?.mode !== 'in-place' || planned.after === undefined) return undefined;
  const { app, object } = planned.after;
  return { namespace: app.namespace, app: app.name, object };
}

/** In the schema it is any object: its own forms are there already. */
function restoreDocument(planned: RestoredApp['planned'], done: RestoredApp['done']): object | undefined {
  if (done?.mode === 'to-new') return restoreToDocument(done.result.plan, done.result);
  if (done?.mode === 'in-place') return inPlaceDocument(done.report);
  if (planned === undefined) return undefined;
  return planned.mode === 'to-new' ? restoreToDocument(planned.plan) : restorePlanDocument(planned.plan);
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
