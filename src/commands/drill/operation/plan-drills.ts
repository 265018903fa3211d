import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { Failure, isFailure } from '../../../errors.ts';
import { runLabels } from '../../../helper-pod/manifest.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { choiceAmong, indexed, type ChosenSnapshot } from '../../../restore/chosen-snapshot.ts';
import { claimSpecFor, originalClaim, requireStorageClasses } from '../../../restore/claim-plan.ts';
import { dryRunClaims } from '../../../restore/dry-run-claims.ts';
import { restorableRepositories, type HeldRepository } from '../../../restore/restorable-snapshots.ts';
import { refuseWithoutRights } from '../../../restore/missing-rights.ts';
import { dryRunDestination } from '../../../restore/restore-into-claim.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { reportOpenRestores } from '../../../sources/open-restores.ts';
import { refuseWithoutController } from '../../../sync/preflight.ts';
import { fixCommands } from '../../../volsync/fix-commands.ts';
import { quantityBytes } from '../../../volsync/quantity.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { unprotected } from '../../../volsync/verdict.ts';
import { shellCommand } from '../../../shell-command.ts';
import { drillRights } from '../rights.ts';
import { endingOf, endingOfHidden, notDrilled, type DrillEnding } from './ending.ts';
import type {
  DrillOptions,
  DrillPlan,
  DrillPorts,
  DrillResult,
  DrillTarget,
  PlannedDrill,
  SettledDrill,
} from './plan.ts';
import { requestOf } from './request.ts';

/** The number of apps that are read and validated at a time. */
const parallelPlans = 4;
const readyMs = 60_000;

/**
 * Selects the snapshot of each app and lets the API server validate what will be created; nothing is changed. An
 * obstacle of one app is its result. Throws only if no app could be found, or VolSync does not run.
 */
export async function planDrills(target: DrillTarget, options: DrillOptions, ports: DrillPorts): Promise<DrillPlan> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const { chosen: found, failures } = await findSources(target, ports);
  const refusals = await refusedNamespaces(found, ports);
  const refusalOf = ({ metadata }: ReplicationSource) => refusals.get(metadata.namespace ?? '');
  const chosen = found.filter((source) => refusalOf(source) === undefined);
  const [first] = refusals.values();
  if (chosen.length === 0 && first !== undefined) throw first;
  if (chosen.length > 0) await refuseWithoutController(ports);
  reportOpenRestores(chosen, ports);
  const remembered = rememberingPods(pods, ports);
  const held = await restorableRepositories(chosen, { ...options.look, isChecked: true }, remembered);
  const plans = await pMap(held, (one) => planned(one, options, remembered), { concurrency: parallelPlans });
  return {
    drills: plans.filter((plan) => 'run' in plan),
    settled: plans.filter((plan) => 'result' in plan),
    denied: found.flatMap((source) => deniedResult(source, refusalOf(source), ports) ?? []),
    failures,
    maxParallel: options.maxParallel,
    checkCommand: options.checkCommand,
    time: ports.now(),
    tookMs: ports.now().getTime() - begunAt,
    pods,
  };
}

/** The namespaces where rights are missing, each with the Failure that names them. */
async function refusedNamespaces(
  sources: readonly ReplicationSource[],
  ports: DrillPorts,
): Promise<ReadonlyMap<string, Failure>> {
  const refusals = new Map<string, Failure>();
  for (const namespace of new Set(sources.map(({ metadata }) => metadata.namespace ?? ''))) {
    try {
      await refuseWithoutRights(drillRights, namespace, ports);
    } catch (error) {
      if (!isFailure(error, 'forbidden')) throw error;
      refusals.set(namespace, error);
    }
  }
  return refusals;
}

function deniedResult(
  source: ReplicationSource,
  refusal: Failure | undefined,
  ports: DrillPorts,
): DrillResult | undefined {
  if (refusal === undefined) return undefined;
  const { namespace = '' } = source.metadata;
  const hint = shellCommand`ask an administrator to apply the output of: volsyncctl rbac drill -n ${namespace}`;
  const ending = { ...endingOf(refusal), details: [], hint, outcome: 'unknown' as const };
  return notDrilled(keyOf(source), ending, { chosenAt: ports.now() });
}

async function planned(
  found: HeldRepository,
  options: DrillOptions,
  ports: DrillPorts,
): Promise<PlannedDrill | SettledDrill> {
  const { source } = found;
  const [app, chosenAt] = [keyOf(source), ports.now()];
  const settled = (ending: DrillEnding, chosen?: ChosenSnapshot) => ({
    source,
    result: notDrilled(app, ending, { chosen, chosenAt }),
  });
  if ('hidden' in found) return settled(endingOfHidden(found.hidden));
  if ('missing' in found) {
    const message = `the repository is damaged: ${found.missing.join(' and ')}, so no snapshot can be restored`;
    return settled({ ...unprotected('damaged', message), outcome: 'unprotected' });
  }
  let chosen: ChosenSnapshot | undefined;
  try {
    chosen = await indexed(choiceAmong(found.held, options.selector), found.held, options.look, ports);
    if (chosen.snapshot.summary?.files === 0) return settled(emptySnapshot(chosen, source), chosen);
    return await planOf({ app, source, chosen, chosenAt }, options, ports);
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return settled(endingOf(error), chosen);
  }
}

async function planOf(
  known: Pick<PlannedDrill, 'app' | 'source' | 'chosen' | 'chosenAt'>,
  options: DrillOptions,
  ports: DrillPorts,
): Promise<PlannedDrill> {
  const { app, source, chosen } = known;
  const { like, timeoutMs } = options;
  const original = await originalClaim(source, ports);
  await requireStorageClasses(source, like.storageClass ?? original?.spec?.storageClassName, ports);
  const run = randomBytes(8).toString('hex');
  const key = { namespace: app.namespace, name: `volsyncctl-drill-${run.slice(0, 8)}` };
  const spec = claimSpecFor(original, chosen.snapshot, { key, like });
  const capacity = spec.resources?.requests?.['storage'] ?? '';
  refuseTooLarge(capacity, options);
  const claim = { metadata: { ...key, labels: runLabels('drill', run) }, spec };
  const plan = {
    ...known,
    run,
    claim,
    capacity,
    timeoutMs,
    compare: compareOptions(options),
    checkCommand: options.checkCommand,
  };
  await dryRunClaims({ source, run, command: 'drill', claim }, ports);
  await dryRunDestination(requestOf(plan), ports);
  return plan;
}

/** Restoring an empty snapshot would prove nothing. */
export function emptySnapshot({ snapshot }: ChosenSnapshot, source: ReplicationSource): DrillEnding {
  const message = `snapshot ${shortId(snapshot.id)} holds no file: there is nothing to restore`;
  const hint = fixCommands.sync({ kind: 'replicationsource', object: source });
  return { ...unprotected('empty-source', message, { hint }), outcome: 'unprotected' };
}

function refuseTooLarge(capacity: string, { maxBytes }: DrillOptions): void {
  if (maxBytes === undefined || (quantityBytes(capacity) ?? Infinity) <= maxBytes) return;
  throw new Failure('refused', `the scratch PVC would have ${capacity}, which is more than --max-size`, {
    hint: 'raise --max-size, or pass a smaller --capacity that the snapshot fits into',
  });
}

/** A minute is enough for a pod to start; reading everything may take as long as VolSync's restore. */
function compareOptions({ look, timeoutMs }: DrillOptions): PlannedDrill['compare'] {
  const { volsyncNamespace, moverImage, repositoryVolume, podLabels, resources } = look;
  return {
    ...{ command: 'drill', timeouts: { startMs: readyMs, endMs: readyMs }, lifetimeMs: timeoutMs },
    ...{ volsyncNamespace, moverImage, repositoryVolume, podLabels, resources, uid: undefined, gid: undefined },
  };
}

function keyOf({ metadata: { name, namespace = '' } }: ReplicationSource): ObjectKey {
  return { namespace, name };
}
