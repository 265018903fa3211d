import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import { isOlderApp, isSameRepository } from '../../../volsync/new-app.ts';
import { lastSyncedAt } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf } from '../judgement/claims.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'the last restore of each destination restored something';

export const restoredNothing: Rule<Facts> = {
  name: 'restored-nothing',
  harm: 'data-loss',
  summary,
  explanation:
    'VolSync reports success for a restore that found no snapshot, and the volume is then empty. For a new app that is expected: once it has a first backup, the rule gives only a note (-v).',
  judge: (facts) => facts.destinations.map((status) => judge(status, facts)),
};

function judge(status: Facts['destinations'][number], facts: Facts): Judged {
  const object = objectOf(status);
  const found = status.problems.find(({ reason }) => reason === 'restored-nothing');
  if (found === undefined) return fine(object, summary);
  const app = facts.sources.find(
    (source) =>
      source.object.metadata.namespace === object.namespace &&
      fillingDestination(claimOf(source.object, facts)) === object.name,
  );
  // The app was new at that time, and its backups are in the repository that the destination reads.
  if (
    app?.lastSync.kind === 'backup' &&
    !isLater(status.object, app.object) &&
    !isOlderApp(app.object, status.object) &&
    isSameRepository(app.object, status.object)
  ) {
    return { ...fine(object, summary), seen: 'it restored nothing when the app was new' };
  }
  // This is expected for an app that is being created, which has its own finding.
  if (app?.problems.some(({ reason }) => reason === 'starting')) return fine(object, 'the app is starting');
  return problem(object, {
    seen: found.message,
    why: 'the app started with an empty volume, and the next backup saves that state',
    fix: found.hint,
    sure: 'likely',
  });
}

/** A restore after the last backup should have found that backup. */
function isLater(destination: Facts['destinations'][number]['object'], app: Facts['sources'][number]['object']) {
  const [restored, backedUp] = [lastSyncedAt(destination), lastSyncedAt(app)];
  return restored !== undefined && backedUp !== undefined && restored > backedUp;
}
