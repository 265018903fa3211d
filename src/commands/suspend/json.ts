import { objectName, sourceType } from '../../text/object-name.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import type { SuspendedApp, SuspendReport } from './operation/suspend-result.ts';

/** JSON document of the result of `suspend` and `resume`. */
export function suspendDocument({ verb, apps, isDryRun, outcome }: SuspendReport) {
  return { schema: `volsyncctl/${verb}/v1` as const, outcome, isDryRun, apps: apps.map(appDocument) };
}

/** Output of `-o name`: the changed apps. */
export function suspendNames({ apps }: SuspendReport): readonly string[] {
  const changed = apps.filter(({ state }) => ['planned', 'suspended', 'resumed'].includes(state));
  return changed.map((app) => objectName(sourceType, app, new Set(apps.map(({ namespace }) => namespace)).size > 1));
}

function appDocument({ namespace, name, outcome, state, message, hint, suspension, ...more }: SuspendedApp) {
  const { syncingSince, syncsAtOnce, managedBy } = more;
  const seen = { syncingSince: rfc3339(syncingSince), syncsAtOnce, managedBy };
  return { namespace, name, outcome, state, message, hint, suspension, ...seen };
}
