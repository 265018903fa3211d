import { goDurationMs } from '../../../go-duration.ts';
import { durationText } from '../../../text/age.ts';
import { syncingSince } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'no sync has been running for implausibly long';
const hourMs = 60 * 60_000;

export const longSync: Rule<Facts> = {
  name: 'long-sync',
  harm: 'late-backup',
  summary,
  explanation:
    'A sync that has been running for more than six hours, and ten times as long as the last one, is probably waiting for something that never happens. While it runs, no other sync of the app starts.',
  judge: ({ sources, destinations, now }) =>
    [...sources, ...destinations].map((status) => {
      const object = objectOf(status);
      const since = syncingSince(status.object);
      const ranMs = since === undefined ? 0 : now.getTime() - since.getTime();
      const last = goDurationMs(status.object.status?.lastSyncDuration) ?? 0;
      const isSaid = status.problems.some(({ reason }) => ['failing', 'paused', 'error'].includes(reason));
      if (ranMs < Math.max(6 * hourMs, 10 * last) || isSaid) return fine(object, summary);
      const before = last === 0 ? '' : `; the last one took ${durationText(last)}`;
      const logs = shellCommand`volsyncctl logs ${flagsOf(object)}`;
      return problem(object, {
        seen: `a sync has been running for ${durationText(ranMs)}${before}`,
        why: 'no other sync starts until it ends',
        fix: object.kind === 'ReplicationSource' ? logs : `${logs} --destination`,
        sure: 'likely',
      });
    }),
};
