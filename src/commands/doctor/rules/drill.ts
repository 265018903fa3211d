import { shellCommand } from '../../../shell-command.ts';
import { agoText } from '../../../text/age.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { drillRecordOf, type DrillRecord } from '../../../volsync/drill-record.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';

const summary = 'the last drill restored the backup, and its data is at most 90 days old';
const longestMs = 90 * 24 * 60 * 60_000;

/** If there has never been a drill, nothing is reported: drills are optional. */
export const drillRule: Rule<Facts> = {
  name: 'drill',
  harm: 'data-loss',
  summary,
  explanation:
    'volsyncctl drill restores a backup into a scratch PVC, compares every file, and records the result on the ReplicationSource. A drill that failed, or whose data is old by now, proves nothing about the backups of today.',
  judge: ({ sources, now }) =>
    sources.flatMap((status) => {
      const record = drillRecordOf(status.object);
      return record === undefined ? [] : [judged(status, record, now)];
    }),
};

function judged(status: SourceStatus, { last, proven }: DrillRecord, now: Date): Judged {
  const object = objectOf(status);
  const fix = shellCommand`volsyncctl drill ${flagsOf(object)}`;
  const provenAt = proven && new Date(proven.dataTime);
  if (last.verdict !== 'protected') {
    const at = agoText(new Date(last.at), now);
    const before =
      provenAt === undefined ? 'none before it passed' : `the last that passed had data of ${agoText(provenAt, now)}`;
    return problem(object, {
      seen: `the last drill, ${at}, ended ${last.verdict}${last.reason === undefined ? '' : ` (${last.reason})`}; ${before}`,
      why: 'whether the backup can be restored is not proven',
      fix,
    });
  }
  if (proven === undefined || provenAt === undefined || now.getTime() - provenAt.getTime() <= longestMs) {
    return fine(object, summary);
  }
  return problem(object, {
    seen: `the last drill restored snapshot ${shortId(proven.snapshot)}, whose data is of ${agoText(provenAt, now)}`,
    why: 'whether the backups since then can be restored is not proven',
    fix,
  });
}
