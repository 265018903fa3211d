import type { Pod } from '../../../kubernetes/objects.ts';
import { mountsClaim } from '../../../volsync/claim-users.ts';
import { createdBy } from '../../../volsync/orphan.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { isFailing } from '../judgement/failing.ts';
import { looked, placeObject, seen } from '../judgement/looked.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';

const summary = 'the mover runs as the user whose files it reads';

export const moverUser: Rule<Facts> = {
  name: 'mover-user',
  harm: 'no-backup',
  summary,
  explanation:
    'A mover that runs as a different user than the app may not be able to read its files. If no backup succeeds, the rule compares runAsUser and fsGroup of the two; if one does, the mover can read the files, and the rule passes.',
  judge: (facts) =>
    looked(facts.objects.pods, { object: placeObject(facts), summary }, (pods) =>
      facts.sources.map((status) => judge(status, pods, facts)),
    ),
};

function judge(status: Facts['sources'][number], pods: readonly Pod[], facts: Facts): Judged {
  const object = objectOf(status);
  const mover = identity(status.object.spec?.restic?.moverSecurityContext);
  const app = podOf(status, pods);
  const user = userOf(app);
  if (app === undefined || !isFailing(status) || !differ(mover, user)) return fine(object, summary);
  if (isPrivileged(object.namespace, facts)) return fine(object, 'movers are privileged');
  const moverSecurityContext = { runAsUser: user.user, fsGroup: user.group ?? user.user };
  const patch = JSON.stringify({ spec: { restic: { moverSecurityContext } } });
  return problem(object, {
    seen: `the mover runs as user ${String(mover.user)}, pod ${app.metadata.name} as user ${String(user.user)}, without a common fsGroup`,
    why: "the mover may not be able to read the app's files",
    fix: `kubectl patch replicationsource ${flagsOf(object)} --type merge -p '${patch}'`,
    sure: 'likely',
  });
}

function userOf(pod: Pod | undefined): Identity {
  return identity({ ...pod?.spec?.securityContext, ...pod?.spec?.containers?.[0]?.securityContext });
}

/** A pod of the app, and no mover and no helper. */
function podOf({ object: { metadata, spec } }: Facts['sources'][number], pods: readonly Pod[]): Pod | undefined {
  return pods.find(
    (pod) =>
      pod.metadata.namespace === metadata.namespace &&
      pod.metadata.labels?.[createdBy] !== 'volsync' &&
      pod.metadata.labels?.['app.kubernetes.io/managed-by'] !== 'volsyncctl' &&
      mountsClaim(pod.spec, spec?.sourcePVC ?? ''),
  );
}

interface Identity {
  readonly user: unknown;
  readonly group: unknown;
}

function identity(context: Readonly<Record<string, unknown>> = {}): Identity {
  return { user: context['runAsUser'], group: context['fsGroup'] };
}

/** Root reads everything, and so does who is in the group that owns the volume. */
function differ(mover: Identity, app: Identity): boolean {
  const isSameGroup = mover.group !== undefined && mover.group === app.group;
  const areKnown = mover.user !== undefined && app.user !== undefined;
  return areKnown && mover.user !== app.user && mover.user !== 0 && !isSameGroup;
}

function isPrivileged(namespace: string | undefined, { cluster }: Facts): boolean {
  const found = seen(cluster.namespaces).find(({ metadata }) => metadata.name === namespace);
  return found?.metadata.annotations?.['volsync.backube/privileged-movers']?.toLowerCase() === 'true';
}
