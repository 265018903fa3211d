import { quantityBytes } from '../../../volsync/quantity.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf, sizeOf } from '../judgement/claims.ts';
import { looked, placeObject } from '../judgement/looked.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'no destination is smaller than the volume whose backup it restores';

export const destinationSize: Rule<Facts> = {
  name: 'destination-size',
  harm: 'data-loss',
  summary,
  explanation:
    'A destination whose capacity is smaller than the volume of the app cannot hold its data: the restore ends with "no space left on device" and is tried again without end. This shows only at the next restore.',
  judge: (facts) =>
    looked(facts.objects.claims, { object: placeObject(facts), summary }, () =>
      facts.destinations.map((status) => judgeSize(status, facts)),
    ),
};

function judgeSize(status: Facts['destinations'][number], facts: Facts): Judged {
  const object = objectOf(status);
  const { capacity, repository } = status.object.spec?.restic ?? {};
  const source = facts.objects.sources.find(
    ({ metadata, spec }) =>
      repository !== undefined && metadata.namespace === object.namespace && spec?.restic?.repository === repository,
  );
  const size = source && sizeOf(claimOf(source, facts));
  const [has, needs] = [quantityBytes(capacity ?? ''), quantityBytes(size ?? '')];
  if (has === undefined || needs === undefined || has >= needs) return fine(object, summary);
  return problem(object, {
    seen: `capacity is ${capacity ?? ''}, and PVC ${source?.spec?.sourcePVC ?? ''} has ${size ?? ''}`,
    why: 'a restore may not fit, and is then tried again without end',
    fix: `kubectl patch replicationdestination ${object.name} -n ${object.namespace ?? ''} --type merge -p '{"spec":{"restic":{"capacity":"${size ?? ''}"}}}'`,
    sure: 'likely',
  });
}
