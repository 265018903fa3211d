import { unprotectedClaims } from '../../../volsync/unprotected-claims.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Rule } from '../finding.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'every PVC has a ReplicationSource';

export const unprotectedPvc: Rule<Facts> = {
  name: 'unprotected-pvc',
  harm: 'no-backup',
  summary,
  explanation:
    "PVCs that no ReplicationSource backs up, one finding per namespace. VolSync's caches and copies do not count. If that is intended, use --skip unprotected-pvc.",
  judge: (facts) => {
    const object = placeObject(facts);
    const { claims, destinations, sources } = facts.objects;
    if (!facts.isWhole) return [];
    if ('why' in destinations) return [couldNotLook(object, summary, destinations.why, destinations.hint)];
    return judgeListed(claims, { object, summary }, (all) => {
      const found = unprotectedClaims({ claims: all, sources, destinations: destinations.value });
      if (found.length === 0) return [fine(object, summary)];
      return [...Map.groupBy(found, ({ namespace }) => namespace)].map(([namespace, some]) => {
        const names = some.slice(0, 3).map(({ name }) => name);
        const more = some.length > names.length ? ` and ${some.length - names.length} more` : '';
        return problem(
          { kind: 'Namespace', name: namespace },
          {
            seen: `${some.length === 1 ? 'one PVC has' : `${some.length} PVCs have`} no ReplicationSource: ${names.join(', ')}${more}`,
            why: 'their data is not backed up',
            fix: shellCommand`volsyncctl bootstrap-check --unprotected -n ${namespace}`,
            evidence: some.map(({ name, size = '', storageClass = '' }) => `${name} ${size} ${storageClass}`.trim()),
          },
        );
      });
    });
  },
};
