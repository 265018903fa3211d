import { isFailure, worstOutcome, type Outcome } from '../errors.ts';
import type { Cluster, ObjectKey } from '../kube/cluster.ts';
import { checkApps, type CheckPorts, type CheckTarget } from './bootstrap-check/check-apps.ts';
import type { BootstrapCheckOptions } from './bootstrap-check/check-options.ts';
import type { AppCheck, BootstrapReport, WaitEnd, WaitNews } from './bootstrap-check/check-result.ts';
import { triggerApps, withTrigger, type TriggerAppsPorts } from './bootstrap-check/trigger-apps.ts';
import { idOf, waitForApps, type WaitPorts } from './bootstrap-check/wait-for-apps.ts';
import { rememberingPods } from './helper-pod/remembering-pods.ts';
import type { TriggerEvent } from './trigger/trigger-event.ts';
import { findSources, type FoundSources } from './sources.ts';

export interface BootstrapCheckPorts
  extends CheckPorts, Omit<WaitPorts, 'cluster' | 'sleep'>, Omit<TriggerAppsPorts, 'cluster' | 'sleep'> {
  readonly cluster: Cluster;
}

/**
 * Tells of apps whether they may be removed now; where that was asked for, waits for their volumes and first backups and
 * makes these backups before. Throws only where no app could be found.
 */
export async function bootstrapCheck(
  target: CheckTarget,
  options: BootstrapCheckOptions,
  ports: BootstrapCheckPorts,
): Promise<BootstrapReport> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const own = {
    ...rememberingPods(pods, ports),
    tellWait: (news: WaitNews) => ports.tellWait(news),
    tellTrigger: (event: TriggerEvent) => ports.tellTrigger(event),
  };
  const waits = options.isToWait ? await wait(target, options, own) : noWaits;
  const found = await find(target, options, own);
  const first = await checkApps(found, target, options, own);
  const triggers = options.isToTrigger ? await triggerApps(first.apps, options, own) : undefined;
  // Everything again: which apps share a repository is seen only by looking at all of them.
  const isChanged = triggers !== undefined && triggers.size > 0;
  const last = isChanged ? await checkApps(await find(target, options, own), target, options, own) : first;
  const apps = last.apps
    .map((app) => withTrigger(app, triggers?.get(idOf(app))))
    .map((app) => withWait(app, waits.get(idOf(app))));
  const time = ports.now();
  const { failures } = found;
  const outcomes = [
    ...apps.map(({ outcome }) => outcome),
    ...failures.map(({ kind }) => kind),
    ...ofClaims(last.claims),
  ];
  return {
    apps,
    unprotectedClaims: last.claims,
    failures,
    outcome: worstOutcome(outcomes),
    isForRemoval: options.isForRemoval,
    time,
    tookMs: time.getTime() - begunAt,
    pods,
  };
}

const noWaits: ReadonlyMap<string, WaitEnd> = new Map();

/** Apps that are named are waited for even before they are there. */
async function wait(
  target: CheckTarget,
  { timeoutMs, isToTrigger }: BootstrapCheckOptions,
  ports: BootstrapCheckPorts,
): Promise<ReadonlyMap<string, WaitEnd>> {
  const keys =
    target.apps ??
    (await findSources(target, ports)).chosen.map(({ metadata: { name, namespace = '' } }) => ({ namespace, name }));
  return waitForApps(keys, { timeoutMs, hasBackup: !isToTrigger }, ports);
}

/** Where PVCs without a source are asked for, it is an answer that there is no source at all. */
async function find(
  target: CheckTarget,
  { hasUnprotectedClaims }: BootstrapCheckOptions,
  ports: BootstrapCheckPorts,
): Promise<FoundSources> {
  try {
    return await findSources(target, ports);
  } catch (error) {
    if (!hasUnprotectedClaims || !isFailure(error, 'not-found')) throw error;
    return { chosen: [], around: [], failures: [] };
  }
}

/** What was asked for and did not come is no success, whatever is in the repository. */
function withWait(app: AppCheck, end: WaitEnd | undefined): AppCheck {
  if (end === undefined) return app;
  const ends = { reached: 'ok', timeout: 'timeout', hopeless: 'failed' } as const satisfies Record<string, Outcome>;
  return { ...app, wait: end, outcome: worstOutcome([app.outcome, ends[end.kind]]) };
}

function ofClaims(claims: BootstrapReport['unprotectedClaims'] = []): readonly Outcome[] {
  return claims.length === 0 ? [] : ['unprotected'];
}
