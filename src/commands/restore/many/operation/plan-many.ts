import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { Failure, isFailure } from '../../../../errors.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import { dryRunAllClaims } from '../../../../restore/dry-run-claims.ts';
import { refuseWithoutRights } from '../../../../restore/missing-rights.ts';
import { requireHeld, restorableRepositories, type HeldRepository } from '../../../../restore/restorable-snapshots.ts';
import { shellCommand } from '../../../../shell-command.ts';
import { findSources } from '../../../../sources/find-sources.ts';
import { reportOpenRestores } from '../../../../sources/open-restores.ts';
import { refuseWithoutController } from '../../../../sync/preflight.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { requireRights } from '../../in-place/operation/missing-rights.ts';
import { planInPlace } from '../../in-place/operation/plan-in-place.ts';
import type { InPlacePlan } from '../../in-place/operation/plan.ts';
import { planInto, refuseTaken, rightsForRestoreTo } from '../../to/operation/restore-to.ts';
import type { RestoreToPlan, RestoreToPorts } from '../../to/operation/plan.ts';
import { inTurns } from '../../judgement/turns.ts';
import type { ManyPlan, ManyPorts, ManyRequest, AppRestorePlan, UnrestorableApp } from './plan.ts';

/** The number of apps that are planned at a time. */
const parallelPlans = 4;

type Planned = AppRestorePlan | UnrestorableApp;

/**
 * Plans the restore of each app as if it were the only one, and asks the server about all new PVCs together; nothing is
 * changed. An obstacle of one app is its result. Throws if no app can be found, or none could be restored at all.
 */
export async function planMany(request: ManyRequest, ports: ManyPorts): Promise<ManyPlan> {
  const begunAt = ports.now().getTime();
  const { mode, target } = request;
  const { chosen, failures } = await findSources(target, ports);
  await requireAllRights(request, namespacesOf(chosen), ports);
  if (chosen.length > 0) await refuseWithoutController(ports);
  if (mode === 'to-new') reportOpenRestores(chosen, ports);
  const found = await restorableRepositories(chosen, { ...request.to.look, isChecked: true }, ports);
  const all = await plannedApps(found, (one) => outcomeOf(one, request, chosen, ports), ports);
  const restores = all.filter((one) => 'plan' in one);
  const claims = restores.flatMap((one) => (one.mode === 'to-new' ? [one.plan] : []));
  await dryRunAllClaims(claims, request.maxParallel, ports);
  return {
    ...{ mode, request, failures, restores: withTurns(restores) },
    unrestorable: all.filter((one) => 'failure' in one),
    time: ports.now(),
    tookMs: ports.now().getTime() - begunAt,
  };
}

/** The planned restores in groups of those that use the same objects, each group in order. */
export function turnsOf(restores: readonly AppRestorePlan[]) {
  return inTurns(restores, objectsOf);
}

function withTurns(restores: readonly AppRestorePlan[]): readonly AppRestorePlan[] {
  const turns = new Map(turnsOf(restores).flatMap((group) => group.map(({ item, after }) => [item, after])));
  return restores.map((one) => {
    const after = turns.get(one);
    if (one.mode === 'to-new' || after === undefined) return one;
    return { ...one, after: { app: after.item.app, object: after.object } };
  });
}

/** What an in-place restore stops, suspends or parks: another one must not release it in between. */
function objectsOf(restore: AppRestorePlan): readonly string[] {
  if (restore.mode === 'to-new') return [];
  const { namespace, workloads, holds, sources } = restore.plan.journal;
  return [
    ...workloads.map(({ kind, name }) => `${kind} ${namespace}/${name}`),
    ...holds.map((hold) => `${hold.kind} ${hold.namespace}/${hold.name}`),
    ...sources.map(({ name }) => `ReplicationSource ${namespace}/${name}`),
  ];
}

/** An error that ends the run ends it when no app is being planned any more: what they have created is removed then. */
async function plannedApps(
  found: readonly HeldRepository[],
  plan: (one: HeldRepository) => Promise<Planned>,
  { report, signal }: ManyPorts,
): Promise<readonly Planned[]> {
  let done = 0;
  const fatal: unknown[] = [];
  const tell = () => {
    if (found.length > 1) report({ type: 'apps', done, of: found.length });
  };
  const one = async (each: HeldRepository) => {
    if (fatal.length > 0 || signal.aborted) return [];
    try {
      return [await plan(each)];
    } catch (error) {
      fatal.push(error);
      return [];
    } finally {
      done += 1;
      tell();
    }
  };
  tell();
  const all = await pMap(found, one, { concurrency: parallelPlans });
  if (fatal.length > 0) throw fatal[0];
  if (signal.aborted) throw new Failure('interrupted', 'Interrupted; nothing was changed.');
  return all.flat();
}

async function requireAllRights(
  { mode, to, inPlace }: ManyRequest,
  namespaces: readonly string[],
  ports: ManyPorts,
): Promise<void> {
  for (const namespace of namespaces) {
    if (mode === 'to-new') await refuseWithoutRights(rightsForRestoreTo(to), namespace, ports);
    else {
      const takesSnapshot = inPlace.safety === 'snapshot';
      await requireRights({ namespace, holds: [], workloads: [], takesSnapshot, missing: [] }, ports);
    }
  }
}

async function outcomeOf(
  found: HeldRepository,
  request: ManyRequest,
  chosen: readonly ReplicationSource[],
  ports: ManyPorts,
): Promise<Planned> {
  const app = keyOf(found.source);
  try {
    if (request.mode === 'to-new') return { app, mode: 'to-new', plan: await newPlan(found, request, ports) };
    refuseSameVolume(found.source, chosen);
    return { app, mode: 'in-place', plan: await ownPlan(found, request, ports) };
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return { app, failure: error };
  }
}

async function newPlan(found: HeldRepository, { selector, to }: ManyRequest, ports: ManyPorts): Promise<RestoreToPlan> {
  const { namespace, name } = keyOf(found.source);
  const claim = `${name}-restored`;
  const alone = shellCommand`to restore it under another name: volsyncctl restore ${name} -n ${namespace} --to pvc/NAME`;
  await refuseTaken({ namespace, name: claim }, ports, alone);
  const options = { ...to, origin: { kind: 'app', namespace, name } as const, selector, claim };
  return planInto(found.source, options, { ...ports, choose: nobody }, () => Promise.resolve(requireHeld(found)));
}

/** The snapshot is selected by a flag. */
const nobody: RestoreToPorts['choose'] = () => Promise.reject(new Error('nobody chooses'));

async function ownPlan(
  found: HeldRepository,
  { selector, inPlace }: ManyRequest,
  ports: ManyPorts,
): Promise<InPlacePlan> {
  const app = keyOf(found.source);
  const plan = await planInPlace({ ...inPlace, app, selector, found }, { ...ports, choose: nobody });
  const { uid = '', restic } = { uid: found.source.metadata.uid, restic: { ...found.source.spec?.restic } };
  if (isDeepStrictEqual(plan.journal.source, { uid, restic })) return plan;
  throw new Failure('refused', `ReplicationSource ${app.namespace}/${app.name} was changed during the planning.`, {
    hint: 'run the command again',
  });
}

/** The second of two restores would overwrite the first. */
function refuseSameVolume(source: ReplicationSource, chosen: readonly ReplicationSource[]): void {
  const { namespace, name } = keyOf(source);
  const claim = source.spec?.sourcePVC;
  const others = chosen
    .filter((other) => other !== source && other.metadata.namespace === namespace && other.spec?.sourcePVC === claim)
    .map(({ metadata }) => metadata.name);
  if (claim === undefined || others.length === 0) return;
  const message = `${namespace}/${name} and ${others.join(', ')} back up the same volume, pvc/${claim}: only one of them can be restored in place.`;
  throw new Failure('refused', message, {
    hint: shellCommand`name the apps, with one of these: volsyncctl restore ${name} -n ${namespace} --in-place`,
  });
}

function namespacesOf(sources: readonly ReplicationSource[]): readonly string[] {
  return [...new Set(sources.map(({ metadata }) => metadata.namespace ?? ''))];
}

function keyOf({ metadata: { name, namespace = '' } }: ReplicationSource): ObjectKey {
  return { namespace, name };
}
