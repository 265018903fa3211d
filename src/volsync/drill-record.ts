import { z } from 'zod';
import { sourcePVC } from './missing-objects.ts';
import type { ReplicationSource } from './types.ts';

/** Set on a ReplicationSource: what drills of its backup have shown. */
export const drillAnnotation = 'volsyncctl/drill';

const moment = z.iso.datetime();
const proven = z.object({
  /** When the snapshot was chosen. */
  at: moment,
  /** 64 hexadecimal digits. */
  snapshot: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was saved, and the moment that its data is of: the age of a backup is that of its data. */
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
});
const schema = z.object({
  /** UID, PVC and Secret of the source that was drilled: a copy of the annotation, or a source that was changed since, has no proof. */
  uid: z.string(),
  claim: z.string(),
  repository: z.string(),
  last,
  /** The newest drill that restored its snapshot whole. */
  proven: proven.exactOptional(),
});

/** What the annotation says. Anybody who may change the source can write it: it tells of a drill, and is no verdict. */
export type DrillRecord = z.infer<typeof schema>;
export type LastDrill = DrillRecord['last'];
export type ProvenDrill = NonNullable<DrillRecord['proven']>;

/** The drills of a source as it is now; undefined where there were none, or none of this PVC and repository. */
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

/** The record after one more drill; undefined where a drill that began later has been recorded already. */
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
