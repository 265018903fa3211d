import type { DrillRecord } from '../volsync/drill-record.ts';
import { agoText } from './age.ts';

/** JSON document of the drills of a source; `proven` is the last one that passed. */
export function drillRecordDocument(record: DrillRecord | undefined) {
  if (record === undefined) return undefined;
  const { last, proven } = record;
  return {
    ...{ verdict: last.verdict, reason: last.reason, snapshotId: last.snapshot },
    ...{ chosenAt: last.at, tookSeconds: last.seconds },
    proven: proven && {
      ...{ snapshotId: proven.snapshot, time: proven.snapshotTime, dataTime: proven.dataTime },
      ...{ chosenAt: proven.at, tookSeconds: proven.seconds },
    },
  };
}

/** The age of the data that a drill has restored last; with a cross if a later drill failed. */
export function drillText(record: DrillRecord | undefined, now: Date): string {
  if (record === undefined) return '–';
  const { last, proven } = record;
  const age = proven === undefined ? 'never passed' : agoText(new Date(proven.dataTime), now);
  return last.verdict === 'protected' ? age : `${last.verdict === 'unknown' ? '?' : '✗'} ${age}`;
}
