import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { fillingDestination } from '../../../volsync/bootstrap-facts.ts';
import { missingLink } from '../../../volsync/bootstrap-link.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimOf } from '../judgement/claims.ts';
import { judgeListed, placeObject, seen } from '../judgement/judge-listed.ts';
import { secretKey } from '../judgement/secret-key.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'the PVC that is backed up is bound';
/** A restore into a new volume may take this long before it is reported. */
const graceMs = 10 * 60_000;

export const volumePending: Rule<Facts> = {
  name: 'volume-pending',
  harm: 'no-backup',
  summary,
  explanation:
    'The PVC of an app is Pending. The rule follows its dataSourceRef, the destination, its restore and its image to the first one that is missing.',
  judge: (facts) =>
    judgeListed(facts.objects.claims, { object: placeObject(facts), summary }, () =>
      facts.sources.flatMap((status) => {
        const claim = claimOf(status.object, facts);
        return claim === undefined ? [] : [judgeClaim(status, claim, facts)];
      }),
    ),
};

function judgeClaim(status: Facts['sources'][number], claim: PersistentVolumeClaim, facts: Facts): Judged {
  const object = objectOf(status);
  if (claim.status?.phase === 'Bound') return fine(object, summary);
  const link = linkOf(status, claim, facts);
  const waitedMs = link.since === undefined ? 0 : facts.now.getTime() - link.since.getTime();
  if (link.isMoving && waitedMs < graceMs) return fine(object, link.message);
  return problem(object, {
    seen: `PVC ${claim.metadata.name} is ${claim.status?.phase ?? 'Pending'}: ${link.message}`,
    why: 'the app does not start, and there is nothing to back up',
    fix: link.hint,
    evidence: link.details,
    sure: link.isMoving ? 'likely' : 'certain',
  });
}

function linkOf({ object: source }: Facts['sources'][number], claim: PersistentVolumeClaim, facts: Facts) {
  const fills = fillingDestination(claim);
  const destination = filler(claim, facts);
  const found = 'value' in destination ? destination.value : undefined;
  const secret = found && facts.secrets.get(secretKey(found) ?? '');
  const bootstrap = {
    ...{ source, destination, claim: { value: claim }, writers: [], pod: undefined, now: facts.now },
    persistentVolume: { value: undefined },
    hasSecret: secret !== undefined && 'value' in secret ? secret.value : undefined,
    restore: facts.movers.get(found?.metadata.uid ?? '') ?? { kind: 'not-looked' as const },
    backup: { kind: 'not-looked' as const },
    events: seen(facts.objects.warnings).filter(({ regarding }) => regarding?.uid === claim.metadata.uid),
  };
  return missingLink(bootstrap, claim, fills);
}

function filler(claim: PersistentVolumeClaim, { objects: { destinations } }: Facts) {
  if ('why' in destinations) return destinations;
  const name = fillingDestination(claim);
  const { namespace } = claim.metadata;
  return {
    value: destinations.value.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
  };
}
