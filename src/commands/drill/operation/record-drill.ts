import { isFailure } from '../../../errors.ts';
import { changeObject } from '../../../kubernetes/change-object.ts';
import type { JsonPatchStep } from '../../../kubernetes/cluster.ts';
import { drillAnnotation, withDrill, type LastDrill, type ProvenDrill } from '../../../volsync/drill-record.ts';
import { resources } from '../../../volsync/resources.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { DrillEvidence, DrillPorts, DrillResult } from './plan.ts';

/** The outcomes that are recorded: a refused or interrupted drill has shown nothing. */
const memorable: ReadonlySet<DrillResult['outcome']> = new Set(['ok', 'unprotected', 'unknown', 'failed', 'timeout']);

/**
 * Records the result in an annotation on the exact ReplicationSource that was drilled, and adds whether that succeeded.
 * Tools that apply the source from Git keep the annotation, because it is not in their manifests.
 */
export async function recordDrill(
  source: ReplicationSource,
  result: DrillResult,
  ports: DrillPorts,
): Promise<DrillResult> {
  if (!memorable.has(result.outcome)) return result;
  return { ...result, evidence: await recorded(source, result, ports) };
}

async function recorded(source: ReplicationSource, result: DrillResult, ports: DrillPorts): Promise<DrillEvidence> {
  const { name, namespace = '', uid } = source.metadata;
  const proven = provenOf(result);
  const drill = { last: lastOf(result), ...(proven !== undefined && { proven }) };
  const decide = (now: ReplicationSource): readonly JsonPatchStep[] => {
    const record = now.metadata.uid === uid ? withDrill(now, drill) : undefined;
    return record === undefined ? [] : annotationSteps(now, JSON.stringify(record));
  };
  try {
    const done = await changeObject(resources.replicationSources, { namespace, name }, decide, ports);
    if (done === undefined || done.object.metadata.uid !== uid) {
      return { kind: 'not-written', why: 'the ReplicationSource was replaced or removed meanwhile' };
    }
    return done.isChanged
      ? { kind: 'written' }
      : { kind: 'not-written', why: 'a drill that began later is recorded already' };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { kind: 'not-written', why: error.message };
  }
}

function annotationSteps({ metadata }: ReplicationSource, value: string): readonly JsonPatchStep[] {
  if (metadata.annotations === undefined)
    return [{ op: 'add', path: '/metadata/annotations', value: { [drillAnnotation]: value } }];
  return [{ op: 'add', path: `/metadata/annotations/${drillAnnotation.replaceAll('/', '~1')}`, value }];
}

function lastOf({ chosenAt, verdict, reason, chosen, checkCommand, tookMs }: DrillResult): LastDrill {
  return {
    at: secondsOf(chosenAt),
    verdict,
    ...(reason !== undefined && { reason }),
    ...(chosen !== undefined && { snapshot: chosen.snapshot.id, snapshotTime: secondsOf(chosen.snapshot.time) }),
    seconds: Math.round(tookMs / 1000),
    ...(checkCommand !== undefined && { checkPassed: checkCommand.exitCode === 0 }),
  };
}

/** Undefined if nothing was proven. */
function provenOf({ outcome, chosenAt, chosen, tookMs }: DrillResult): ProvenDrill | undefined {
  if (outcome !== 'ok' || chosen === undefined) return undefined;
  const { snapshot, dataTime } = chosen;
  return {
    at: secondsOf(chosenAt),
    snapshot: snapshot.id,
    snapshotTime: secondsOf(snapshot.time),
    dataTime: secondsOf(dataTime),
    seconds: Math.round(tookMs / 1000),
  };
}

function secondsOf(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
