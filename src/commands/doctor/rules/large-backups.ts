import { plainLine } from '../../../foreign-text.ts';
import { goDurationMs } from '../../../go-duration.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { placeObject } from '../judgement/judge-listed.ts';
import { nextRun, type NextRun } from '../judgement/next-run.ts';

const summary = 'few long backups run at the same time';
/** From this duration on, a backup counts as large. */
const longMs = 10 * 60_000;
/** This many at a time are normal in a fleet with large volumes. */
const fewApps = 2;

export const largeBackups: Rule<Facts> = {
  name: 'large-backups',
  harm: 'late-backup',
  summary,
  explanation:
    'A backup is large if the last one took 10 minutes or longer, and its next scheduled run is expected to take as long. Three or more that overlap compete for the network, the repository and the nodes; a jitter of a few minutes does not keep them apart. Give each its own hour.',
  judge: (facts) => {
    if (!facts.isWhole) return [];
    const object = placeObject(facts);
    const runs = facts.sources.flatMap((status) => largeRun(status, facts) ?? []);
    const crowds = runs.map(({ at }) => runs.filter((run) => run.at <= at && at < run.at + run.ms));
    const [most] = crowds.toSorted((a, b) => b.length - a.length);
    if (most === undefined || most.length <= fewApps) return [fine(object, summary)];
    const lines = most.map(
      ({ app, schedule, ms }) => `${app} "${plainLine(schedule)}" takes ${Math.round(ms / 60_000)} min`,
    );
    const at = new Date(Math.max(...most.map((run) => run.at))).toISOString();
    return [
      problem(object, {
        seen: `${most.length} large backups will run at the same time at ${at}`,
        why: 'they compete for network and repository, so each takes longer, and later ones start late',
        fix: `give each its own hour: ${lines.slice(0, 3).join(', ')}${lines.length > 3 ? ', … (all with -v)' : ''}`,
        evidence: lines,
        sure: 'likely',
      }),
    ];
  },
};

interface LargeRun extends NextRun {
  /** The duration of the last one. */
  readonly ms: number;
}

/** The next run of a large backup. */
function largeRun(status: Facts['sources'][number], facts: Facts): LargeRun | undefined {
  const ms = goDurationMs(status.object.status?.lastSyncDuration ?? '') ?? 0;
  const run = ms < longMs ? undefined : nextRun(status, facts);
  return run && { ...run, ms };
}
