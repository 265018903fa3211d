import { Failure, worstOutcome, type Outcome } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import { resources } from '../kube/resources.ts';
import { checkApps, type CheckedApps, type CheckPorts } from './bootstrap-check/check-apps.ts';
import type { BootstrapCheckOptions, CheckTarget } from './bootstrap-check/check-options.ts';
import type { AppCheck, BootstrapReport, WaitEnd, WaitNews } from './bootstrap-check/check-result.ts';
import { isWholeNamespace } from './bootstrap-check/not-judged.ts';
import { triggerApps, withTrigger, type TriggerAppsPorts } from './bootstrap-check/trigger-apps.ts';
import { idOf, waitForApps, type WaitPorts } from './bootstrap-check/wait-for-apps.ts';
import { rememberingPods } from './helper-pod/remembering-pods.ts';
import type { TriggerResult } from './trigger/trigger-result.ts';
import type { TriggerEvent } from './trigger/trigger-event.ts';
import { findSources, type FoundSources } from './sources.ts';
import { readable } from './status/readable.ts';

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
  const since = ports.now();
  const triggers = options.isToTrigger ? await triggerApps(first.apps, options, own) : undefined;
  // Everything again: which apps share a repository is seen only by looking at all of them.
  const isChanged = triggers !== undefined && triggers.size > 0;
  const last = isChanged
    ? await checkApps(await find(target, options, own), target, options, own, { since, apps: backedUp(triggers) })
    : first;
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
    unprotectedClaims: last.claims && 'value' in last.claims ? last.claims.value : undefined,
    notJudged: last.notJudged,
    failures,
    outcome: worstOutcome(outcomes),
    isForRemoval: options.isForRemoval,
    time,
    tookMs: time.getTime() - begunAt,
    pods,
  };
}

function backedUp(triggers: ReadonlyMap<string, TriggerResult>): ReadonlySet<string> {
  return new Set([...triggers].filter(([, { outcome }]) => outcome === 'ok').map(([app]) => app));
}

const noWaits: ReadonlyMap<string, WaitEnd> = new Map();

/** Apps that are named are waited for even before they are there. */
async function wait(
  target: CheckTarget,
  options: BootstrapCheckOptions,
  ports: BootstrapCheckPorts,
): Promise<ReadonlyMap<string, WaitEnd>> {
  const { timeoutMs, isToTrigger } = options;
  const keys =
    target.apps ??
    (await find(target, options, ports)).chosen.map(({ metadata: { name, namespace = '' } }) => ({ namespace, name }));
  return waitForApps(keys, { timeoutMs, hasBackup: !isToTrigger }, ports);
}

/** Where PVCs without a source count, it is an answer that there is no source at all. */
async function find(
  target: CheckTarget,
  { hasUnprotectedClaims, isForRemoval }: BootstrapCheckOptions,
  ports: BootstrapCheckPorts,
): Promise<FoundSources> {
  const isGate = isForRemoval && isWholeNamespace(target);
  const found = await findSources(target, ports, { isNothingFine: hasUnprotectedClaims || isGate });
  if (isGate && found.chosen.length === 0) await requireNamespace(target.scope, ports);
  return found;
}

/** An empty namespace may be removed; one that is not there is a mistyped name. */
async function requireNamespace({ namespace }: Scope, { cluster, signal }: BootstrapCheckPorts): Promise<void> {
  if (namespace === undefined) return;
  const seen = await readable(cluster.exists(resources.namespaces, { namespace: '', name: namespace }, signal));
  if ('why' in seen) {
    throw new Failure(
      'unknown',
      `There is no ReplicationSource in namespace ${namespace}, if there is such a namespace: ${seen.why}`,
    );
  }
  if (!seen.value)
    throw new Failure('not-found', `There is no namespace ${namespace}.`, { hint: 'kubectl get namespaces' });
}

/** What was asked for and did not come is no success, whatever is in the repository. */
function withWait(app: AppCheck, end: WaitEnd | undefined): AppCheck {
  if (end === undefined) return app;
  const ends = { reached: 'ok', timeout: 'timeout', hopeless: 'failed' } as const satisfies Record<string, Outcome>;
  return { ...app, wait: end, outcome: worstOutcome([app.outcome, ends[end.kind]]) };
}

function ofClaims(claims: CheckedApps['claims']): readonly Outcome[] {
  if (claims === undefined) return [];
  if ('why' in claims) return ['unknown'];
  return claims.value.length === 0 ? [] : ['unprotected'];
}
