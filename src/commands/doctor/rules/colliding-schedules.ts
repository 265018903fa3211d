import { plainLine } from '../../../foreign-text.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';
import { placeObject } from '../judgement/judge-listed.ts';
import { nextRun, type NextRun } from '../judgement/next-run.ts';

const summary = 'few backups start in the same minute';
/** Up to this many copies and movers at a time are acceptable. */
const fewApps = 5;

export const collidingSchedules: Rule<Facts> = {
  name: 'colliding-schedules',
  harm: 'late-backup',
  summary,
  explanation:
    'VolSync has no limit: all sources whose schedules fire in the same minute take their copies and start their movers at once, which can fill volume groups and stall storage. A jitter that admission policies add to movers spreads the uploads and is good enough. Otherwise give each app its own minute.',
  judge: (facts) => {
    const object = placeObject(facts);
    if (!facts.isWhole) return [];
    const groups = [
      ...Map.groupBy(
        facts.sources.flatMap((status) => nextRun(status, facts) ?? []),
        ({ at }) => at,
      ).values(),
    ];
    const crowds = groups.filter((group) => group.length > fewApps);
    if (crowds.length === 0) return [fine(object, summary)];
    const answers = facts.admission.probes.filter(({ role }) => role === 'source').map(({ answer }) => answer);
    const unseen = answers.find(({ kind }) => kind === 'unknown');
    if (unseen?.kind === 'unknown') return [couldNotLook(object, summary, unseen.why)];
    // A refusal has its own rule, and takes precedence.
    if (answers.some(({ kind }) => kind === 'refused')) return [fine(object, 'the API server rejects movers')];
    const waits = (answer: (typeof answers)[number]) =>
      answer.kind === 'admitted' && answer.injection.initContainers.length > 0;
    return answers.length > 0 && answers.every(waits)
      ? [fine(object, 'an init container spreads the movers')]
      : crowds.map(crowded(object));
  },
};

function crowded(object: ReturnType<typeof placeObject>): (group: readonly NextRun[]) => Judged {
  return (group) => {
    const spread = group.map(
      ({ app, schedule }, index) => `${app} "${moved(plainLine(schedule), index, group.length)}"`,
    );
    const some = spread.slice(0, 3).join(', ');
    return problem(object, {
      seen: `${group.length} backups start at ${new Date(group[0]?.at ?? 0).toISOString()}`,
      why: 'all copies are taken and all movers start at once, which may overload storage and network',
      fix: `give each its own minute: ${some}${spread.length > 3 ? `, … (all with -v)` : ''}`,
      evidence: spread,
    });
  };
}

/** The same schedule at another minute. */
function moved(schedule: string, index: number, count: number): string {
  const minute = Math.floor((index * 60) / count);
  const rest = /^\S+ (\S+ \S+ \S+ \S+)$/.exec(schedule)?.[1];
  if (rest !== undefined) return `${minute} ${rest}`;
  return schedule === '@daily' ? `${minute} 0 * * *` : `${minute} * * * *`;
}
