import type { Creator } from '../../../creator.ts';
import { Failure, worstOutcome, type Outcome } from '../../../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import { currentTime } from '../../../volsync/current-time.ts';
import { resources } from '../../../volsync/resources.ts';
import { checkApps, type CheckedApps, type CheckPorts } from './check-apps.ts';
import type { BootstrapCheckOptions, CheckTarget } from './check-options.ts';
import type { AppCheck, BootstrapReport, WaitEnd, WaitEvent } from './check-result.ts';
import { isWholeNamespace } from './not-judged.ts';
import { idOf, waitForApps, type WaitPorts } from './wait-for-apps.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import type { TriggerResult } from '../../../sync/trigger-result.ts';
import type { TriggerEvent } from '../../../sync/trigger-event.ts';
import { findSources, type FoundSources } from '../../../sources/find-sources.ts';
import { allowed } from '../../../kubernetes/allowed.ts';
import { trigger } from '../../../sync/trigger-apps.ts';
import type { TriggerPorts } from '../../../sync/ports.ts';

export interface BootstrapCheckPorts
  extends CheckPorts, Omit<WaitPorts, 'cluster' | 'sleep'>, Omit<TriggerAppsPorts, 'cluster' | 'sleep'> {
  readonly cluster: Cluster;
}

/**
 * Checks whether apps can be removed now; on request it first waits for their volumes and first backups, and triggers
 * these backups. Throws only if no app could be found.
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
    creator: () => ports.creator(),
    creatorStateOf: (creator: Creator) => ports.creatorStateOf(creator),
    tellWait: (event: WaitEvent) => ports.tellWait(event),
    tellTrigger: (event: TriggerEvent) => ports.tellTrigger(event),
  };
  const waits = options.isToWait ? await wait(target, options, own) : noWaits;
  const found = await find(target, options, own);
  const first = await checkApps(found, target, options, own);
  const since = ports.now();
  const triggers = options.isToTrigger ? await triggerApps(first.apps, options, own) : undefined;
  // Checks everything again: which apps share a repository only shows when all of them are read.
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
    time: currentTime(
      ports.cluster.serverTime(time),
      apps.map(({ seenAt }) => seenAt),
    ),
    tookMs: time.getTime() - begunAt,
    pods,
  };
}

function backedUp(triggers: ReadonlyMap<string, TriggerResult>): ReadonlySet<string> {
  return new Set([...triggers].filter(([, { outcome }]) => outcome === 'ok').map(([app]) => app));
}

const noWaits: ReadonlyMap<string, WaitEnd> = new Map();

/** Named apps are waited for even before they exist. */
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

/** If PVCs without a source are checked, having no source at all is an answer. */
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

/** An empty namespace can be removed; one that does not exist is a typo. */
async function requireNamespace({ namespace }: Scope, { cluster, signal }: BootstrapCheckPorts): Promise<void> {
  if (namespace === undefined) return;
  const seen = await allowed(cluster.exists(resources.namespaces, { namespace: '', name: namespace }, signal));
  if ('why' in seen) {
    throw new Failure(
      'unknown',
      `There is no ReplicationSource in namespace ${namespace}, if there is such a namespace: ${seen.why}`,
    );
  }
  if (!seen.value)
    throw new Failure('not-found', `There is no namespace ${namespace}.`, { hint: 'kubectl get namespaces' });
}

/** An app that did not reach what was waited for is no success, whatever the repository contains. */
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

interface TriggerAppsPorts extends Omit<TriggerPorts, 'report'> {
  tellTrigger(event: TriggerEvent): void;
}

/** The number of movers at a time, as for `trigger`. */
const maxParallel = 3;

/** Backs up the apps whose window is open, and for a removal all that have a volume; returns the results by app. */
async function triggerApps(
  checked: readonly AppCheck[],
  { isForRemoval, timeoutMs }: BootstrapCheckOptions,
  ports: TriggerAppsPorts,
): Promise<ReadonlyMap<string, TriggerResult>> {
  const apps = checked.filter((app) => (isForRemoval ? app.volume.kind === 'bound' : wantsBackup(app)));
  if (apps.length === 0) return new Map();
  const options = { isWaiting: true, isDryRun: false, isToUnpark: false, timeoutMs, maxParallel };
  const keys = apps.map(({ namespace, name }) => ({ namespace, name }));
  const report = await trigger({ scope: {}, apps: keys }, options, {
    ...ports,
    report: (event) => ports.tellTrigger(event),
  });
  return new Map(report.apps.map((result) => [idOf(result), result]));
}

/** A backup closes an open window, and gives a proof that was missing. */
function wantsBackup({ state, volume, reason }: AppCheck): boolean {
  return state === 'window-open' || (volume.kind === 'bound' && reason === 'no-evidence');
}

/** Adds the result of the requested backup to an app; if that failed, it is no success, whatever existed before. */
function withTrigger(app: AppCheck, result: TriggerResult | undefined): AppCheck {
  if (result === undefined) return app;
  return { ...app, trigger: result, outcome: worstOutcome([app.outcome, result.outcome]) };
}
