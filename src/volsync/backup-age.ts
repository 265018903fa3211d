import { plainLine } from '../foreign-text.ts';
import type { BackupFacts } from './backup-facts.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { dataTimeOf, isNoticeablyOlder } from './data-time.ts';
import { freshnessSince } from './freshness.ts';
import { judgeLeftParked } from './left-parked.ts';
import { fixCommands } from './fix-commands.ts';
import { unknownApp, unprotected, type Judgement } from './verdict.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Judges the age of a snapshot's data, by the requested maximum age or else by the schedule. Undefined if it is recent.
 */
export function judgeAge(snapshot: Snapshot, { source, time: now, maxAgeMs }: BackupFacts): Judgement | undefined {
  const subject = { kind: 'replicationsource', object: source } as const;
  const dataTime = dataTimeOf(snapshot, source);
  const what = isNoticeablyOlder(dataTime, snapshot.time)
    ? 'the data of the newest snapshot, copied when its sync began,'
    : 'the newest snapshot';
  if (maxAgeMs !== undefined) {
    if (now.getTime() - dataTime.getTime() <= maxAgeMs) return undefined;
    const hint = fixCommands.sync(subject);
    return unprotected('stale', `${what} is older than --max-age allows`, { hint });
  }
  const freshness = freshnessSince(source, dataTime, now);
  const schedule = plainLine(source.spec?.trigger?.schedule ?? '');
  if (freshness.verdict === 'stale') {
    const message = `${what} is older than the schedule "${schedule}" allows`;
    return unprotected('stale', message, { hint: fixCommands.status(subject) });
  }
  if (freshness.verdict === 'fresh' && freshness.dueBy !== undefined) return judgeLeftParked(source);
  if (freshness.verdict === 'unknown' && freshness.why === 'broken-schedule') {
    const message = `VolSync cannot parse the schedule "${schedule}" and makes no further backup`;
    return unprotected('broken-schedule', message, { hint: fixCommands.edit(subject) });
  }
  return anyAge(source);
}

/** Without a maximum age or a schedule, no backup can be proven to be recent. */
function anyAge({ metadata: { name, namespace = '' } }: BackupFacts['source']): Judgement {
  const message = 'no schedule limits the age of the newest snapshot: set --max-age';
  return unknownApp('no-evidence', message, {
    hint: shellCommand`volsyncctl verify ${name} -n ${namespace} --max-age 26h`,
  });
}
