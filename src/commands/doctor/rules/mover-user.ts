import type { Pod } from '../../../kubernetes/objects.ts';
import { mountsClaim } from '../../../volsync/claim-users.ts';
import { createdBy } from '../../../volsync/orphan.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { looked, placeObject, seen } from '../judgement/looked.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'the mover runs as the user whose files it reads';

export const moverUser: Rule<Facts> = {
  name: 'mover-user',
  harm: 'no-backup',
  summary,
  explanation:
    'A mover that runs as another user than the app may not be able to read its files. The rule compares runAsUser and fsGroup of the two where no backup succeeds; where one does, the mover can read the files, and nothing is said.',
  judge: (facts) =>
    looked(facts.objects.pods, { object: placeObject(facts), summary }, (pods) =>
      facts.sources.map((status) => judge(status, pods, facts)),
    ),
};

function judge(status: Facts['sources'][number], pods: readonly Pod[], facts: Facts): Judged {
  const object = objectOf(status);
  const mover = identity(status.object.spec?.restic?.moverSecurityContext);
  const claim = status.object.spec?.sourcePVC ?? '';
  const isFailing = status.lastSync.kind === 'none' || status.problems.some(({ reason }) => reason === 'failing');
  const app = pods.find(
    ({ metadata, spec }) =>
      metadata.namespace === object.namespace &&
      metadata.labels?.[createdBy] !== 'volsync' &&
      metadata.labels?.['app.kubernetes.io/managed-by'] !== 'volsyncctl' &&
      mountsClaim(spec, claim),
  );
  const user = identity({ ...app?.spec?.securityContext, ...app?.spec?.containers?.[0]?.securityContext });
  const isSameGroup = mover.group !== undefined && mover.group === user.group;
  const differs = mover.user !== undefined && user.user !== undefined && mover.user !== user.user && !isSameGroup;
  if (!isFailing || !differs || mover.user === 0 || isPrivileged(object.namespace, facts)) return fine(object, summary);
  return problem(object, {
    seen: `the mover runs as user ${String(mover.user)}, pod ${app?.metadata.name ?? ''} as user ${String(user.user)}, without a common fsGroup`,
    why: 'the mover may not be able to read the files of the app',
    fix: `kubectl patch replicationsource ${object.name} -n ${object.namespace ?? ''} --type merge -p '{"spec":{"restic":{"moverSecurityContext":{"runAsUser":${String(user.user)},"fsGroup":${String(user.group ?? user.user)}}}}}'`,
    sure: 'likely',
  });
}

function identity(context: Readonly<Record<string, unknown>> = {}) {
  return { user: context['runAsUser'], group: context['fsGroup'] };
}

function isPrivileged(namespace: string | undefined, { cluster }: Facts): boolean {
  const found = seen(cluster.namespaces).find(({ metadata }) => metadata.name === namespace);
  return found?.metadata.annotations?.['volsync.backube/privileged-movers']?.toLowerCase() === 'true';
}
