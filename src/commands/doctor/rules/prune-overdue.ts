import { ageText } from '../../../text/age.ts';
import { pruneOf } from '../../../volsync/prune.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the repository is pruned on time';
/** A prune waits for the next sync, which may run only once a day. */
const graceMs = 2 * 24 * 60 * 60_000;

export const pruneOverdue: Rule<Facts> = {
  name: 'prune-overdue',
  harm: 'waste',
  summary,
  explanation:
    'VolSync prunes after a backup once pruneIntervalDays have passed since the last prune. Without a prune, forgotten snapshots still take up space. A sync of an empty volume skips the prune but records it as done.',
  judge: ({ sources, now }) =>
    sources
      .filter(({ object }) => object.spec?.restic !== undefined)
      .map((status) => {
        const object = objectOf(status);
        const { everyDays, lastPruned, dueAt, wasSkipped } = pruneOf(status.object, status.lastSync);
        const lateMs = now.getTime() - dueAt.getTime();
        // Without syncs there is another cause, which another rule reports.
        const isLate = lateMs > graceMs && status.freshness.verdict !== 'stale' && status.lastSync.kind !== 'none';
        if (!isLate && !wasSkipped) return fine(object, summary);
        const last = lastPruned === undefined ? 'never pruned' : `last pruned ${lastPruned.toISOString()}`;
        return problem(object, {
          seen: wasSkipped
            ? 'VolSync recorded a prune but skipped it, because the volume was empty'
            : `a prune is overdue by ${ageText(lateMs)} (${last}, every ${everyDays} days)`,
          why: 'forgotten snapshots still take up space',
          fix: shellCommand`volsyncctl trigger ${object.name} -n ${object.namespace ?? ''}`,
          sure: wasSkipped ? 'certain' : 'likely',
        });
      }),
};
