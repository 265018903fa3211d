import { plainLine } from '../../../foreign-text.ts';
import { createdBy } from '../../../volsync/orphan.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'no VolumeSnapshot of VolSync is stuck';
const graceMs = 2 * 60_000;

export const snapshotStuck: Rule<Facts> = {
  name: 'snapshot-stuck',
  harm: 'late-backup',
  summary,
  explanation:
    'A VolumeSnapshot that VolSync created is not ready and has an error. The error comes from the CSI driver. While its sync runs, the rule copy-failing reports it instead.',
  judge: (facts) =>
    judgeListed(facts.objects.snapshots, { object: placeObject(facts), summary }, (snapshots) =>
      snapshots
        .filter(({ metadata }) => metadata.labels?.[createdBy] === 'volsync')
        .filter(({ metadata }) => !metadata.ownerReferences?.some(({ uid }) => facts.movers.has(uid)))
        .map(({ metadata: { namespace, name, creationTimestamp }, status }) => {
          const object = { kind: 'VolumeSnapshot', namespace, name };
          const ageMs = facts.now.getTime() - (dateOf(creationTimestamp)?.getTime() ?? 0);
          const said = status?.error?.message;
          if (said === undefined || status?.readyToUse === true || ageMs < graceMs) return fine(object, summary);
          return problem(object, {
            seen: `VolumeSnapshot ${name} is not ready: ${plainLine(said)}`,
            why: 'whatever waits for it waits forever',
            fix: shellCommand`kubectl describe volumesnapshot ${name} -n ${namespace ?? ''}`,
          });
        }),
    ),
};
