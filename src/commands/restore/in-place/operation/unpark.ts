import { plainLine } from '../../../../foreign-text.ts';
import type { JsonPatchStep } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import {
  firesAtOnce,
  isSameTrigger,
  triggerOf,
  triggerLabel,
  type JournalTrigger,
} from '../../../../volsync/parking.ts';
import type { ParkedSource } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { changeObject } from '../../../../kubernetes/change-object.ts';
import type { ParkRequest } from './park.ts';
import type { WorkloadPorts } from '../../../../workloads/ports.ts';
import { shellCommand } from '../../../../shell-command.ts';

/**
 * Restores the trigger of each source. If somebody has set another one, or the source was recreated or is gone, it is
 * left alone and reported. Idempotent.
 */
export async function unparkSources(
  { namespace, sources }: Pick<ParkRequest, 'namespace' | 'sources'>,
  ports: WorkloadPorts,
): Promise<void> {
  for (const parked of sources) await unpark(parked, namespace, ports);
}

const path = '/spec/trigger';

async function unpark(parked: ParkedSource, namespace: string, ports: WorkloadPorts): Promise<void> {
  const { name, triggerBefore } = parked;
  const back: JsonPatchStep =
    triggerBefore === null ? { op: 'remove', path } : { op: 'replace', path, value: triggerBefore };
  const decide = (source: ReplicationSource) =>
    isStillParked(source, parked) ? [back] : isTagged(source, parked) ? [scheduleBack(parked)] : [];
  const done = await changeObject(resources.replicationSources, { namespace, name }, decide, ports);
  if (done === undefined) tellGone(parked, ports);
  else if (done.isChanged) {
    const atOnce = firesAtOnce(done.object, ports.now()) ? `: it syncs at once${whyAtOnce(triggerBefore)}` : '';
    const tag = done.object.spec?.trigger?.manual;
    const beside =
      tag && tag !== triggerBefore?.manual ? `, next to the manual tag "${plainLine(tag)}" that someone has set` : '';
    const words = `restored the trigger of ReplicationSource ${name}: ${triggerLabel(triggerBefore)}${beside}${atOnce}`;
    ports.report({ type: 'step', words });
  } else if (!isSameTrigger(triggerOf(done.object), triggerBefore)) tellLeft(parked, done.object, ports);
}

function whyAtOnce(trigger: JournalTrigger): string {
  return trigger?.schedule ? ', because its time has passed' : '';
}

function isStillParked(source: ReplicationSource, { uid, scheduleMeanwhile }: ParkedSource): boolean {
  return source.metadata.uid === uid && isSameTrigger(triggerOf(source), { schedule: scheduleMeanwhile });
}

/** Somebody has set a manual tag, and left our schedule next to it. */
function isTagged(source: ReplicationSource, { uid, scheduleMeanwhile }: ParkedSource): boolean {
  return source.metadata.uid === uid && source.spec?.trigger?.schedule === scheduleMeanwhile;
}

function scheduleBack({ triggerBefore }: ParkedSource): JsonPatchStep {
  const schedulePath = `${path}/schedule`;
  const value = triggerBefore?.schedule;
  return value === undefined ? { op: 'remove', path: schedulePath } : { op: 'replace', path: schedulePath, value };
}

function tellGone({ name }: ParkedSource, ports: WorkloadPorts): void {
  ports.report({ type: 'step', words: `ReplicationSource ${name} is gone: there is no trigger to restore` });
}

/** If a source still has our schedule, nothing else would ever restore its own. */
function tellLeft(
  { name, triggerBefore, scheduleMeanwhile, uid }: ParkedSource,
  source: ReplicationSource,
  ports: WorkloadPorts,
) {
  const namespace = source.metadata.namespace ?? '';
  const what = `ReplicationSource ${namespace}/${name}`;
  const state = source.metadata.uid === uid ? 'someone has changed its trigger' : 'it was deleted and created again';
  if (source.spec?.trigger?.schedule !== scheduleMeanwhile) {
    const words = `${what}: ${state}; it is left at ${triggerLabel(triggerOf(source))}, and had ${triggerLabel(triggerBefore)}`;
    ports.report({ type: 'step', words });
    return;
  }
  const patch = JSON.stringify({ spec: { trigger: { schedule: triggerBefore?.schedule ?? null } } });
  const why = `${state}, and it has the schedule "${scheduleMeanwhile}" that parks it`;
  const hint = shellCommand`kubectl patch replicationsource ${name} -n ${namespace} --type merge -p ${patch}`;
  ports.report({ type: 'left', what, why, hint });
}
