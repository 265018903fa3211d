import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import { lastSyncedAt } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination } from '../../../volsync/types.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf } from '../judgement/claims.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the destination that fills the PVC exists, and so does its image';

export const bootstrapDestination: Rule<Facts> = {
  name: 'bootstrap-destination',
  harm: 'data-loss',
  summary,
  explanation:
    'The dataSourceRef of a PVC names the ReplicationDestination that fills it when it is recreated. Without the destination, or without its VolumeSnapshot, a new PVC stays Pending. A destination that is kept fills a new PVC with what it restored long ago, or with nothing if it restored nothing: delete it together with the PVC, so that it restores the newest snapshot. Every kept destination works like this, so it is a note (-v), not a problem.',
  judge: (facts) =>
    judgeListed(facts.objects.destinations, { object: placeObject(facts), summary }, (destinations) =>
      facts.sources.flatMap((status) => {
        const name = fillingDestination(claimOf(status.object, facts));
        if (name === undefined) return [];
        const destination = destinations.find(
          ({ metadata }) => metadata.name === name && metadata.namespace === status.object.metadata.namespace,
        );
        return [destination === undefined ? missing(status, name) : judgeImage(status, destination, facts)];
      }),
    ),
};

function missing(status: Facts['sources'][number], name: string): Judged {
  const object = objectOf(status);
  return problem(object, {
    seen: `the dataSourceRef of PVC ${status.object.spec?.sourcePVC ?? ''} names ReplicationDestination ${name}, which is gone`,
    why: 'if the PVC is recreated, it stays Pending and its data is not restored',
    fix: `recreate ReplicationDestination ${name} from the app's manifests`,
  });
}

function judgeImage(status: Facts['sources'][number], destination: ReplicationDestination, facts: Facts): Judged {
  const object = objectOf(status);
  const { name, namespace = '' } = destination.metadata;
  const { latestImage } = destination.status ?? {};
  const { snapshots } = facts.objects;
  const isGone =
    latestImage?.kind === 'VolumeSnapshot' &&
    'value' in snapshots &&
    !snapshots.value.some((one) => one.metadata.name === latestImage.name && one.metadata.namespace === namespace);
  if (isGone) {
    return problem(object, {
      seen: `ReplicationDestination ${name} has the image VolumeSnapshot ${latestImage.name ?? ''}, which is gone`,
      why: 'if the PVC is recreated, it stays Pending and its data is not restored',
      fix: shellCommand`kubectl patch replicationdestination ${name} -n ${namespace} --type merge -p '{"spec":{"trigger":{"manual":"restore-again"}}}'`,
    });
  }
  const restored = lastSyncedAt(destination);
  const backedUp = lastSyncedAt(status.object);
  if (restored === undefined || backedUp === undefined || backedUp <= restored) return fine(object, summary);
  const note = `the image of ReplicationDestination ${name} dates from ${restored.toISOString()}: if only the PVC is recreated, it gets that data`;
  const fix = `delete ReplicationDestination ${name} together with the PVC`;
  return { ...fine(object, summary), seen: note, why: 'newer backups are not restored', fix };
}
