import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import { suspensionInForce } from '../../../volsync/suspension.ts';
import { dateOf, lastSyncedAt } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf } from '../judgement/claims.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'a PVC that was recreated has the data of the last backup';

export const newVolume: Rule<Facts> = {
  name: 'new-volume',
  harm: 'data-loss',
  summary,
  explanation:
    'A PVC that is newer than the last backup is not the one that was backed up. If the ReplicationDestination that filled it restored nothing, or restored before that backup, the app runs without its newest data, and the next sync saves that state. Without such a destination the PVC may be empty: that is a problem if backups are suspended, because no sync will save what is written to it.',
  judge: (facts) =>
    judgeListed(facts.objects.claims, { object: placeObject(facts), summary }, () =>
      facts.sources.map((status) => judge(status, facts)),
    ),
};

type Source = Facts['sources'][number];

function judge(status: Source, facts: Facts): Judged {
  const object = objectOf(status);
  const claim = claimOf(status.object, facts);
  const [made, backedUp] = [dateOf(claim?.metadata.creationTimestamp), lastSyncedAt(status.object)];
  if (claim === undefined || made === undefined || backedUp === undefined || made <= backedUp) {
    return fine(object, summary);
  }
  const state = stateOf(status, fillingDestination(claim), facts);
  if (state === undefined) return fine(object, summary);
  const last = `after the last backup (${backedUp.toISOString()})`;
  return problem(object, {
    seen: `PVC ${claim.metadata.name} was created at ${made.toISOString()}, ${last}, and ${state.seen}`,
    why: state.why,
    fix: state.fix,
    sure: 'likely',
  });
}

/** What is wrong with the new volume. */
function stateOf(status: Source, filler: string | undefined, { destinations }: Facts) {
  const app = flagsOf(objectOf(status));
  if (filler === undefined) {
    const suspension = suspensionInForce(status.object);
    if (suspension === undefined) return undefined;
    return {
      seen: `backups are suspended by ${suspension.by}`,
      why: 'it may be empty, and nothing in it is backed up',
      fix: shellCommand`volsyncctl ls ${app}`,
    };
  }
  const destination = destinations.find(
    ({ object: { metadata } }) => metadata.name === filler && metadata.namespace === status.object.metadata.namespace,
  );
  const [restored, backedUp] = [destination && lastSyncedAt(destination.object), lastSyncedAt(status.object)];
  if (destination === undefined || restored === undefined || backedUp === undefined) return undefined;
  const isEmpty = destination.lastRestore.kind === 'nothing';
  if (!isEmpty && restored > backedUp) return undefined;
  const what = isEmpty ? 'restored nothing' : `restored its data before that (${restored.toISOString()})`;
  return {
    seen: `ReplicationDestination ${filler}, which filled it, ${what}`,
    why: 'the app runs without its newest data, and the next sync saves that state',
    fix: shellCommand`volsyncctl restore ${app} --in-place --latest`,
  };
}
