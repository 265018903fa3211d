import { z } from 'zod';
import { sourcePVC } from './missing-objects.ts';
import type { ReplicationSource } from './types.ts';

/** Annotation on a ReplicationSource with the results of drills of its backup. */
export const drillAnnotation = 'volsyncctl/drill';

const moment = z.iso.datetime();
const proven = z.object({
  /** When the snapshot was chosen. */
  at: moment,
  /** 64 hexadecimal digits. */
  snapshot: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was saved, and the time of its data: the age of a backup is the age of its data. */
  snapshotTime: moment,
  dataTime: moment,
  seconds: z.number(),
});
const last = z.object({
  at: moment,
  verdict: z.enum(['protected', 'unprotected', 'unknown']),
  reason: z.string().max(64).exactOptional(),
  snapshot: proven.shape.snapshot.exactOptional(),
  snapshotTime: moment.exactOptional(),
  seconds: z.number(),
  /** Whether a command over the restored volume ended with 0; missing if there was none. */
  checkPassed: z.boolean().exactOptional(),
});
const schema = z.object({
  /**
   * UID, PVC and Secret of the drilled source: a copied annotation proves nothing, nor does one of a source that has
   * changed since.
   */
  uid: z.string(),
  claim: z.string(),
  repository: z.string(),
  last,
  /** The newest drill that restored its snapshot completely. */
  proven: proven.exactOptional(),
});

/**
 * Content of the annotation. Anybody who may change the source can write it: it is information about a drill, not a
 * verdict.
 */
export type DrillRecord = z.infer<typeof schema>;
export type LastDrill = DrillRecord['last'];
export type ProvenDrill = NonNullable<DrillRecord['proven']>;

/** The drills of a source in its present form; undefined if there are none, or none of this PVC and repository. */
export function drillRecordOf(source: ReplicationSource): DrillRecord | undefined {
  const text = source.metadata.annotations?.[drillAnnotation];
  if (text === undefined) return undefined;
  try {
    const record = schema.parse(JSON.parse(text));
    const { uid, claim, repository } = subjectOf(source);
    return record.uid === uid && record.claim === claim && record.repository === repository ? record : undefined;
  } catch {
    return undefined;
  }
}

/** The record with one more drill; undefined if a drill that began later has already been recorded. */
export function withDrill(
  source: ReplicationSource,
  drill: Pick<DrillRecord, 'last' | 'proven'>,
): DrillRecord | undefined {
  const before = drillRecordOf(source);
  if (before !== undefined && Date.parse(before.last.at) > Date.parse(drill.last.at)) return undefined;
  const kept = drill.proven ?? before?.proven;
  return { ...subjectOf(source), last: drill.last, ...(kept !== undefined && { proven: kept }) };
}

function subjectOf(source: ReplicationSource): Pick<DrillRecord, 'uid' | 'claim' | 'repository'> {
  return {
    uid: source.metadata.uid ?? '',
    claim: sourcePVC(source) ?? '',
    repository: source.spec?.restic?.repository ?? '',
  };
}
