import { destinationNames, sourceNames } from '../../../volsync/mover-names.ts';
import { quantityBytes } from '../../../volsync/quantity.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimBeside } from '../judgement/claims.ts';
import { looked, placeObject, seen } from '../judgement/looked.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = "the mover's cache can get the size that is asked for";
/** VolSync's own. */
const defaultCapacity = '1Gi';

export const cacheSize: Rule<Facts> = {
  name: 'cache-size',
  harm: 'no-backup',
  summary,
  explanation:
    'VolSync sets the size of the cache PVC at every sync. A class without allowVolumeExpansion refuses to grow it, and no class shrinks one; each sync then ends in an error. The cache holds nothing that the repository does not have: delete the PVC while no sync runs, and VolSync creates it in the new size.',
  judge: (facts) =>
    looked(facts.objects.claims, { object: placeObject(facts), summary }, () =>
      [...facts.sources, ...facts.destinations].flatMap((status) => judgeCache(status, facts) ?? []),
    ),
};

function judgeCache(
  status: Facts['sources'][number] | Facts['destinations'][number],
  facts: Facts,
): Judged | undefined {
  const object = objectOf(status);
  const names = object.kind === 'ReplicationSource' ? sourceNames(object.name) : destinationNames(object.name);
  const claim = claimBeside(status.object, names.cachePVC, facts);
  const { cacheCapacity = defaultCapacity } = status.object.spec?.restic ?? {};
  const size = claim?.spec?.resources?.requests?.['storage'];
  const [asked, has] = [quantityBytes(cacheCapacity), quantityBytes(size ?? '')];
  if (asked === undefined || has === undefined || asked === has) return fine(object, summary);
  const storageClass = claim?.spec?.storageClassName ?? '';
  const found = seen(facts.cluster.storageClasses).find(({ metadata }) => metadata.name === storageClass);
  const isRefused = asked < has || (found !== undefined && found.allowVolumeExpansion !== true);
  if (!isRefused) return fine(object, summary);
  return problem(object, {
    seen: `cacheCapacity is ${cacheCapacity}, and PVC ${names.cachePVC} has ${size ?? ''}`,
    why:
      asked < has
        ? 'a PVC cannot be shrunk, so each sync ends in an error'
        : `StorageClass ${storageClass} does not expand volumes, so each sync ends in an error`,
    fix: `kubectl delete pvc ${names.cachePVC} -n ${object.namespace ?? ''}`,
  });
}
