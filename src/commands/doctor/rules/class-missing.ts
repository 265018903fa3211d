import { destinationNames, sourceNames } from '../../../volsync/mover-names.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { claimBeside } from '../judgement/claims.ts';
import { clusterObject, judgeListed } from '../judgement/judge-listed.ts';
import { objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'every StorageClass that is used exists';

export const classMissing: Rule<Facts> = {
  name: 'class-missing',
  harm: 'no-backup',
  summary,
  explanation:
    "storageClassName is for the copy of the volume, cacheStorageClassName for the mover's cache; without either, the cache uses the default StorageClass. A PVC whose class does not exist stays Pending, and the mover waits for it.",
  judge: (facts) =>
    judgeListed(facts.cluster.storageClasses, { object: clusterObject, summary }, (classes) => {
      const names = new Set(classes.map(({ metadata }) => metadata.name));
      const hasDefault = classes.some(
        ({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
      );
      return [...facts.sources, ...facts.destinations].flatMap((status) => {
        const missing = missingClass(status, names);
        if (missing !== undefined) return [missing];
        return [hasDefault || !needsDefault(status, facts) ? fine(objectOf(status), summary) : noDefault(status)];
      });
    }),
};

type Status = Facts['sources'][number] | Facts['destinations'][number];

function missingClass(status: Status, names: ReadonlySet<string>): Judged | undefined {
  const { storageClassName, cacheStorageClassName } = status.object.spec?.restic ?? {};
  const fields = Object.entries({ storageClassName, cacheStorageClassName });
  const [field, name] = fields.find(([, each]) => each !== undefined && each !== '' && !names.has(each)) ?? [];
  if (field === undefined) return undefined;
  return problem(objectOf(status), {
    seen: `${field} is ${name ?? ''}, but that StorageClass does not exist`,
    why: 'the volume stays Pending, and the mover waits for it',
    fix: edit(status),
    evidence: [`available: ${[...names].join(', ')}`],
  });
}

/** An existing cache no longer needs a class. */
function needsDefault(status: Status, facts: Facts): boolean {
  const { name, kind } = objectOf(status);
  const { restic } = status.object.spec ?? {};
  if (restic === undefined || restic.cacheStorageClassName || restic.storageClassName) return false;
  const { cachePVC } = kind === 'ReplicationSource' ? sourceNames(name) : destinationNames(name);
  return (
    claimBeside(status.object, cachePVC, facts)?.status?.phase !== 'Bound' &&
    status.object.status?.lastSyncTime === undefined
  );
}

function noDefault(status: Status): Judged {
  return problem(objectOf(status), {
    seen: 'neither cacheStorageClassName nor storageClassName is set, and there is no default StorageClass',
    why: "the mover's cache stays Pending, and the mover waits for it",
    fix: edit(status),
  });
}

function edit(status: Status): string {
  const { kind, name, namespace = '' } = objectOf(status);
  return shellCommand`kubectl edit ${kind.toLowerCase()} ${name} -n ${namespace}`;
}
