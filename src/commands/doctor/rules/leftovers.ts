import type { KubeObject } from '../../../kubernetes/objects.ts';
import { createdBy, ownership, type PossibleOwners } from '../../../volsync/orphan.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Rule } from '../finding.ts';
import { judgeListed, placeFlags, placeObject, seen } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'VolSync left no objects without an owner';
/** The lists are read one after the other, and an object may be changing in between. */
const graceMs = 60_000;

export const leftovers: Rule<Facts> = {
  name: 'leftovers',
  harm: 'waste',
  summary,
  explanation:
    'PVCs and VolumeSnapshots that VolSync created and whose ReplicationSource or ReplicationDestination is gone. They take up storage. "volsyncctl cleanup --volsync" lists each with its reason before it removes any.',
  judge: (facts) => {
    const object = placeObject(facts);
    const { claims, destinations, snapshots, sources } = facts.objects;
    if (!facts.isWhole) return [];
    if ('why' in destinations) return [couldNotLook(object, summary, destinations.why, destinations.hint)];
    return judgeListed(claims, { object, summary }, (all) => {
      const owners = { sources, destinations: destinations.value, claims: all };
      const orphans = [
        ...all
          .filter(isOrphan('PersistentVolumeClaim', owners, facts.now))
          .map(({ metadata }) => `pvc/${metadata.name}`),
        ...seen(snapshots)
          .filter(isOrphan('VolumeSnapshot', owners, facts.now))
          .map(({ metadata }) => `volumesnapshot/${metadata.name}`),
      ];
      if (orphans.length === 0) return [fine(object, summary)];
      return [
        problem(object, {
          seen: `${orphans.length === 1 ? 'one object' : `${orphans.length} objects`} of VolSync without an owner: ${orphans.slice(0, 3).join(', ')}${orphans.length > 3 ? ', …' : ''}`,
          why: 'they take up storage',
          fix: shellCommand`volsyncctl cleanup --volsync ${placeFlags(facts)}`,
          evidence: orphans,
        }),
      ];
    });
  },
};

function isOrphan(kind: string, owners: PossibleOwners, now: Date): (object: KubeObject) => boolean {
  return (object) =>
    object.metadata.labels?.[createdBy] === 'volsync' &&
    now.getTime() - lastChangeOf(object) > graceMs &&
    ownership(object, kind, owners).kind === 'orphan';
}

/** An object that is being deleted disappears by itself, if it can. */
function lastChangeOf({ metadata: { creationTimestamp, deletionTimestamp } }: KubeObject): number {
  return dateOf(deletionTimestamp ?? creationTimestamp)?.getTime() ?? 0;
}
