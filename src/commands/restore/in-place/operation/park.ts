import { Failure } from '../../../../errors.ts';
import type { JsonPatchStep } from '../../../../kubernetes/cluster.ts';
import type { Pod } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { isSameTrigger, triggerOf, triggerLabel, unrestOf } from '../../../../volsync/parking.ts';
import { fieldManager } from '../../../../volsync/field-manager.ts';
import { isRelated } from '../../../../volsync/related-objects.ts';
import type { ParkedSource } from '../../../../volsync/restore-journal.ts';
import { createdBy } from '../../../../volsync/orphan.ts';
import { reconcileError } from '../../../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { LiveView } from '../../../../kubernetes/live-view.ts';
import { ViewReader } from '../../../../kubernetes/view-reader.ts';
import { changeObject } from '../../../../kubernetes/change-object.ts';
import type { ClaimLocation } from '../../../../workloads/find-workloads.ts';
import type { WorkloadPorts } from '../../../../workloads/ports.ts';
import { shellCommand } from '../../../../shell-command.ts';

export interface ParkRequest extends ClaimLocation {
  readonly sources: readonly ParkedSource[];
  readonly timeoutMs: number;
}

/** Gives each source a far schedule, and returns when none of the PVC's sources syncs or is about to. Idempotent. */
export async function parkSources(request: ParkRequest, ports: WorkloadPorts): Promise<void> {
  for (const parked of request.sources) await park(parked, request, ports);
  await untilAllRest(request, ports);
}

/** Returns whether there was something to park. */
async function park(parked: ParkedSource, { namespace }: ParkRequest, ports: WorkloadPorts): Promise<boolean> {
  const meanwhile = { schedule: parked.scheduleMeanwhile };
  const decide = (source: ReplicationSource): readonly JsonPatchStep[] => {
    const trigger = triggerOf(source);
    if (isSameTrigger(trigger, meanwhile)) return [];
    if (source.metadata.uid !== parked.uid) throw notAsPlanned(parked, namespace, 'was deleted and created again');
    if (!isSameTrigger(trigger, parked.triggerBefore)) {
      throw notAsPlanned(parked, namespace, 'got another trigger');
    }
    return [{ op: 'add', path: '/spec/trigger', value: meanwhile }];
  };
  const done = await changeObject(resources.replicationSources, { namespace, name: parked.name }, decide, ports);
  if (done === undefined) {
    ports.report({ type: 'step', words: `ReplicationSource ${parked.name} is gone: there is nothing to park` });
  } else if (done.isChanged) {
    const { name, triggerBefore, scheduleMeanwhile } = parked;
    const words = `parked ReplicationSource ${name}: schedule "${scheduleMeanwhile}" instead of ${triggerLabel(triggerBefore)}`;
    ports.report({ type: 'step', words });
  }
  return done?.isChanged === true;
}

async function untilAllRest(request: ParkRequest, ports: WorkloadPorts): Promise<void> {
  const { namespace, timeoutMs } = request;
  const scope = { namespace };
  const interests = [
    { resource: resources.replicationSources, scope },
    { resource: resources.pods, scope: { ...scope, labelSelector: `${createdBy}=volsync` } },
  ];
  await using views = new ViewReader(interests, ports);
  const endsAt = ports.now().getTime() + timeoutMs;
  const rounds = new Map<string, number>();
  let told = '';
  for (;;) {
    const view = await views.next(Math.max(0, endsAt - ports.now().getTime()));
    await parkAgain(view, request, rounds, ports);
    const unrest = unrestIn(view, request, ports.now());
    if (unrest.length === 0) return;
    const words = `waiting: ${unrest.map(({ why }) => why).join('; ')}`;
    if (words !== told) ports.report({ type: 'step', words });
    told = words;
    if (ports.now().getTime() >= endsAt) throw tooLate(unrest, request);
  }
}

/** How many times the trigger may be changed back before the restore gives up. */
const fights = 3;

/** Flux may have been about to apply a source when it was suspended. */
async function parkAgain(
  view: LiveView,
  request: ParkRequest,
  rounds: Map<string, number>,
  ports: WorkloadPorts,
): Promise<void> {
  for (const parked of request.sources) {
    const seen = view.list(resources.replicationSources).find(({ metadata }) => metadata.name === parked.name);
    if (seen === undefined || !isSameTrigger(triggerOf(seen), parked.triggerBefore)) continue;
    if (!(await park(parked, request, ports))) continue;
    const round = (rounds.get(parked.name) ?? 0) + 1;
    rounds.set(parked.name, round);
    if (round > fights) throw lostFight(parked, seen, request);
  }
}

/** A source, and what it still does. */
export interface RestlessSource {
  readonly source: ReplicationSource;
  readonly why: string;
}

/** All such sources of the PVC, including those created in the meantime. */
export function restlessSources(
  all: readonly ReplicationSource[],
  place: Pick<ParkRequest, 'claim' | 'sources'>,
  unrest: (source: ReplicationSource, isParked: boolean) => string | undefined,
): readonly RestlessSource[] {
  return all
    .filter(({ spec }) => spec?.sourcePVC === place.claim)
    .flatMap((source) => {
      const parked = place.sources.find(({ name }) => name === source.metadata.name);
      const isParked = parked !== undefined && source.spec?.trigger?.schedule === parked.scheduleMeanwhile;
      const why = unrest(source, isParked);
      return why === undefined ? [] : [{ source, why }];
    });
}

/** The same, plus those whose mover still exists. */
function unrestIn(view: LiveView, request: ParkRequest, now: Date): readonly RestlessSource[] {
  const all = view.list(resources.replicationSources);
  const restless = restlessSources(all, request, (source, isParked) => unrestOf(source, isParked, now));
  const movers = view.list(resources.pods).filter(({ status }) => status?.phase === 'Running' || isPending(status));
  const moving = all
    .filter((source) => source.spec?.sourcePVC === request.claim && !restless.some((one) => one.source === source))
    .flatMap((source) => {
      const of = ({ metadata: { name } }: Pod) => isRelated(source, 'ReplicationSource', { kind: 'Pod', name });
      const mover = movers.find(of);
      return mover === undefined ? [] : [{ source, why: `its mover ${mover.metadata.name} has not ended` }];
    });
  return [...restless, ...moving].map(({ source, why }) => ({
    source,
    why: `ReplicationSource ${source.metadata.name}: ${why}`,
  }));
}

function isPending(status: Pod['status']): boolean {
  return (status?.phase ?? 'Pending') === 'Pending';
}

function notAsPlanned({ name, scheduleMeanwhile }: ParkedSource, namespace: string, what: string): Failure {
  const patch = `{"spec":{"trigger":{"schedule":"${scheduleMeanwhile}","manual":null}}}`;
  const message = `ReplicationSource ${namespace}/${name} ${what} since the restore was planned.`;
  return new Failure('refused', message, {
    hint: shellCommand`park it and try again: kubectl patch replicationsource ${name} -n ${namespace} --type merge -p ${patch}`,
  });
}

function lostFight({ name }: ParkedSource, seen: ReplicationSource, { namespace }: ParkRequest): Failure {
  const manager = fieldManager(seen, 'spec', 'trigger', 'schedule') ?? 'somebody';
  const message = `ReplicationSource ${namespace}/${name} does not stay parked: ${manager} has put its trigger back ${fights + 1} times.`;
  return new Failure('refused', message, {
    hint: shellCommand`find out what that is, stop it, and try again: kubectl get replicationsource ${name} -n ${namespace} -o yaml --show-managed-fields`,
  });
}

function tooLate(unrest: readonly RestlessSource[], { namespace, claim, timeoutMs }: ParkRequest): Failure {
  const [first] = unrest;
  const errors = unrest.flatMap(({ source }) => reconcileError(source) ?? []);
  const message = `After ${timeoutMs / 1000}s something still backs up PVC ${namespace}/${claim}, or is about to.`;
  return new Failure('timeout', message, {
    details: [...unrest.map(({ why }) => why), ...errors],
    hint: shellCommand`volsyncctl status ${first?.source.metadata.name ?? ''} -n ${namespace}`,
  });
}
