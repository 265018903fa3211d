import type { VolumeSnapshotClass } from '../../../kubernetes/storage.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf } from '../judgement/claims.ts';
import { clusterObject, judgeListed, seen } from '../judgement/judge-listed.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the VolumeSnapshotClass that is used exists, or the driver has one default';
const defaultMark = 'snapshot.storage.kubernetes.io/is-default-class';

export const snapshotClass: Rule<Facts> = {
  name: 'snapshot-class',
  harm: 'no-backup',
  summary,
  explanation:
    'With copyMethod Snapshot and no volumeSnapshotClassName, the snapshot controller uses the default class of the CSI driver. If there is none, or more than one, it fails, and the VolumeSnapshot never becomes ready.',
  judge: (facts) => {
    const { snapshotClasses, storageClasses } = facts.cluster;
    if ('value' in snapshotClasses && !snapshotClasses.isServed) return [];
    if ('why' in storageClasses) return [couldNotLook(clusterObject, summary, storageClasses.why, storageClasses.hint)];
    return judgeListed(snapshotClasses, { object: clusterObject, summary }, (classes) =>
      facts.sources
        .filter(({ object }) => object.spec?.restic?.copyMethod === 'Snapshot')
        .map((status) => judgeClass(status, classes, facts)),
    );
  },
};

function judgeClass(status: Facts['sources'][number], classes: readonly VolumeSnapshotClass[], facts: Facts): Judged {
  const object = objectOf(status);
  const { volumeSnapshotClassName: named = '' } = status.object.spec?.restic ?? {};
  const said = named === '' ? withoutDefault(status, classes, facts) : withoutClass(named, classes);
  if (said === undefined) return fine(object, summary);
  const why = 'the copy never becomes ready, and nothing is backed up';
  return problem(object, { seen: said, why, fix: shellCommand`kubectl edit replicationsource ${flagsOf(object)}` });
}

function withoutClass(named: string, classes: readonly VolumeSnapshotClass[]): string | undefined {
  return classes.some(({ metadata }) => metadata.name === named)
    ? undefined
    : `there is no VolumeSnapshotClass ${named}`;
}

function withoutDefault(
  status: Facts['sources'][number],
  classes: readonly VolumeSnapshotClass[],
  facts: Facts,
): string | undefined {
  const storageClass = claimOf(status.object, facts)?.spec?.storageClassName;
  const driver = seen(facts.cluster.storageClasses).find(({ metadata }) => metadata.name === storageClass)?.provisioner;
  const defaults = classes
    .filter((one) => one.driver === driver && one.metadata.annotations?.[defaultMark] === 'true')
    .map(({ metadata }) => metadata.name);
  if (driver === undefined || defaults.length === 1) return undefined;
  const has =
    defaults.length === 0 ? 'no default VolumeSnapshotClass' : `${defaults.length} defaults: ${defaults.join(', ')}`;
  return `volumeSnapshotClassName is not set, and ${driver} has ${has}`;
}
