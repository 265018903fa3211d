import { quantityBytes } from '../../../volsync/quantity.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf, sizeOf } from '../judgement/claims.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'no destination is smaller than the volume it restores';

export const destinationSize: Rule<Facts> = {
  name: 'destination-size',
  harm: 'data-loss',
  summary,
  explanation:
    'A destination with less capacity than the app\'s volume may not hold its data: the restore fails with "no space left on device" and is retried forever. This shows only at the next restore.',
  judge: (facts) =>
    judgeListed(facts.objects.claims, { object: placeObject(facts), summary }, () =>
      facts.destinations.map((status) => judgeSize(status, facts)),
    ),
};

function judgeSize(status: Facts['destinations'][number], facts: Facts): Judged {
  const object = objectOf(status);
  const { capacity = '' } = status.object.spec?.restic ?? {};
  const { claim, size } = backedUp(status, facts);
  const [has, needs] = [quantityBytes(capacity), quantityBytes(size)];
  if (has === undefined || needs === undefined || has >= needs) return fine(object, summary);
  const patch = JSON.stringify({ spec: { restic: { capacity: size } } });
  return problem(object, {
    seen: `capacity is ${capacity}, and PVC ${claim} has ${size}`,
    why: 'a restore may not fit, and is then retried forever',
    fix: shellCommand`kubectl patch replicationdestination ${flagsOf(object)} --type merge -p ${patch}`,
    sure: 'likely',
  });
}

/** The volume whose backups it restores: that of a source with the same Secret. */
function backedUp({ object: { metadata, spec } }: Facts['destinations'][number], facts: Facts) {
  const secret = spec?.restic?.repository;
  const source = facts.objects.sources.find(
    (one) => one.metadata.namespace === metadata.namespace && one.spec?.restic?.repository === secret,
  );
  const claim = secret === undefined || source === undefined ? undefined : claimOf(source, facts);
  return { claim: claim?.metadata.name ?? '', size: sizeOf(claim) ?? '' };
}
