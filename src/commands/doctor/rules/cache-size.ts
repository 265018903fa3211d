import { quantityBytes } from '../../../volsync/quantity.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { cacheOf } from '../judgement/claims.ts';
import { judgeListed, placeObject, seen } from '../judgement/judge-listed.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = "the mover's cache can be resized to cacheCapacity";
/** VolSync's default. */
const defaultCapacity = '1Gi';

export const cacheSize: Rule<Facts> = {
  name: 'cache-size',
  harm: 'no-backup',
  summary,
  explanation:
    'VolSync sets the size of the cache PVC at every sync. A StorageClass without allowVolumeExpansion cannot grow it, and no class can shrink it; each sync then fails. The cache holds only what the repository has: delete the PVC while no sync runs, and VolSync recreates it with the new size.',
  judge: (facts) =>
    judgeListed(facts.objects.claims, { object: placeObject(facts), summary }, () =>
      [...facts.sources, ...facts.destinations].map((status) => judgeCache(status, facts)),
    ),
};

type Status = Facts['sources'][number] | Facts['destinations'][number];

function judgeCache(status: Status, facts: Facts): Judged {
  const object = objectOf(status);
  const { name, size, storageClass, expands } = factsOfCache(status, facts);
  const { cacheCapacity = defaultCapacity } = status.object.spec?.restic ?? {};
  const [asked, has] = [quantityBytes(cacheCapacity), quantityBytes(size)];
  if (asked === undefined || has === undefined || asked === has) return fine(object, summary);
  if (asked > has && expands) return fine(object, summary);
  return problem(object, {
    seen: `cacheCapacity is ${cacheCapacity}, and PVC ${name} has ${size}`,
    why:
      asked < has
        ? 'a PVC cannot be shrunk, so each sync fails'
        : `StorageClass ${storageClass} cannot expand volumes, so each sync fails`,
    fix: shellCommand`kubectl delete pvc ${flagsOf({ ...object, name })}`,
  });
}

function factsOfCache(status: Status, facts: Facts) {
  const claim = cacheOf(status, facts);
  const { resources, storageClassName = '' } = claim?.spec ?? {};
  const found = seen(facts.cluster.storageClasses).find(({ metadata }) => metadata.name === storageClassName);
  // A class that may not be read proves nothing.
  const expands = found === undefined || found.allowVolumeExpansion === true;
  return {
    name: claim?.metadata.name ?? '',
    size: resources?.requests?.['storage'] ?? '',
    storageClass: storageClassName,
    expands,
  };
}
