import type { VolumeSnapshot } from '../../../kubernetes/objects.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { clusterObject, judgeListed } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the API server serves VolumeSnapshots, and a snapshot controller is running';
/** A running snapshot controller sets a status within seconds. */
const graceMs = 2 * 60_000;

export const snapshotSupport: Rule<Facts> = {
  name: 'snapshot-support',
  harm: 'no-backup',
  summary,
  explanation:
    'copyMethod Snapshot needs the CRDs of snapshot.storage.k8s.io and a snapshot controller; VolSync itself does not start without the CRDs. A VolumeSnapshot without a status after two minutes means that no controller is running.',
  judge: (facts) =>
    judgeListed(facts.objects.snapshots, { object: clusterObject, summary }, (snapshots) => {
      if ('value' in facts.objects.snapshots && !facts.objects.snapshots.isServed) return notServed(facts);
      const idle = snapshots.filter((snapshot) => isIgnored(snapshot, facts.now));
      return idle.length === 0 ? [fine(clusterObject, summary)] : [ignored(idle)];
    }),
};

function notServed({ sources, destinations }: Facts): readonly Judged[] {
  const users = [...sources, ...destinations].filter(({ object }) => object.spec?.restic?.copyMethod === 'Snapshot');
  if (users.length === 0) return [fine(clusterObject, 'no VolumeSnapshot is needed')];
  return [
    problem(clusterObject, {
      seen: `snapshot.storage.k8s.io/v1 is not served, but ${users.length} objects have copyMethod Snapshot`,
      why: 'no copy can be taken, so nothing is backed up',
      fix: 'kubectl get crd volumesnapshots.snapshot.storage.k8s.io',
    }),
  ];
}

function isIgnored({ metadata, status }: VolumeSnapshot, now: Date): boolean {
  const created = dateOf(metadata.creationTimestamp);
  return status === undefined && created !== undefined && now.getTime() - created.getTime() > graceMs;
}

function ignored(idle: readonly VolumeSnapshot[]): Judged {
  const [first] = idle;
  const { namespace = '', name = '' } = first?.metadata ?? {};
  return problem(
    { kind: 'VolumeSnapshot', namespace, name },
    {
      seen: `no controller has processed ${idle.length === 1 ? 'VolumeSnapshot' : `${idle.length} VolumeSnapshots, such as`} ${name}`,
      why: "the snapshot controller or the driver's sidecar is not running, so copies never become ready",
      fix: shellCommand`kubectl describe volumesnapshot ${name} -n ${namespace}`,
      sure: 'likely',
    },
  );
}
