import type { VolumeSnapshotContent } from '../../../kubernetes/volume-snapshot-content.ts';
import { sizeText } from '../../../text/size.ts';
import { isNamedByVolSync } from '../../../volsync/orphan.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { judgeListed, placeFlags, placeObject, seen } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'no copy of a sync is kept by deletionPolicy Retain';

export const retainedCopies: Rule<Facts> = {
  name: 'retained-copies',
  harm: 'waste',
  summary,
  explanation:
    'VolSync takes a VolumeSnapshot for each sync and deletes it. If its class has deletionPolicy Retain, the VolumeSnapshotContent and the snapshot on the storage stay forever. Use a class with deletionPolicy Delete, and remove the copies that were kept.',
  judge: (facts) => {
    const object = placeObject(facts);
    if ('why' in facts.objects.snapshots) return [];
    return judgeListed(facts.cluster.snapshotContents, { object, summary }, (contents) => {
      const kept = contents.filter((content) => isKept(content, facts));
      if (kept.length === 0) return [fine(object, summary)];
      const bytes = kept.reduce((sum, { status }) => sum + (status?.restoreSize ?? 0), 0);
      return [
        problem(object, {
          seen: `${kept.length} VolumeSnapshotContents of syncs are kept (${sizeText(bytes)}), and their VolumeSnapshots are gone`,
          why: 'the storage fills up with unused copies',
          fix: shellCommand`volsyncctl cleanup ${placeFlags(facts)} --volsync --snapshot-contents`,
          evidence: kept.map(({ metadata, status }) => `${metadata.name} ${status?.snapshotHandle ?? ''}`),
        }),
      ];
    });
  },
};

function isKept({ spec }: VolumeSnapshotContent, { namespace, isWhole, objects }: Facts): boolean {
  const { name = '', namespace: place, uid } = spec?.volumeSnapshotRef ?? {};
  if (!isWhole || spec?.deletionPolicy !== 'Retain' || (namespace !== undefined && namespace !== place)) return false;
  return (
    isNamedByVolSync('VolumeSnapshot', name) && !seen(objects.snapshots).some(({ metadata }) => metadata.uid === uid)
  );
}
