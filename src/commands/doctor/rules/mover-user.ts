import type { Pod } from '../../../kubernetes/objects.ts';
import { mountsClaim } from '../../../volsync/claim-users.ts';
import { fixCommands } from '../../../volsync/fix-commands.ts';
import { createdBy } from '../../../volsync/orphan.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type FindingObject, type Judged, type Rule } from '../finding.ts';
import { isFailing } from '../judgement/failing-source.ts';
import { judgeListed, placeObject, seen } from '../judgement/judge-listed.ts';
import { flagsOf, objectOf } from '../judgement/status-rule.ts';
import { shellCommand } from '../../../shell-command.ts';

const summary = 'the mover runs as the user whose files it reads';

export const moverUser: Rule<Facts> = {
  name: 'mover-user',
  harm: 'no-backup',
  summary,
  explanation:
    'A mover that runs as another user than the app may not be able to read its files: movers have no capabilities unless they are privileged, not even as root. Where no backup succeeds, the rule compares runAsUser, runAsGroup, supplementalGroups and fsGroup of the two, and it is certain where the mover itself says that it cannot read files. Where a backup succeeds, the mover can read the files, and nothing is reported.',
  judge: (facts) =>
    judgeListed(facts.objects.pods, { object: placeObject(facts), summary }, (pods) =>
      facts.sources.map((status) => judge(status, pods, facts)),
    ),
};

type Source = Facts['sources'][number];

function judge(status: Source, pods: readonly Pod[], facts: Facts): Judged {
  const object = objectOf(status);
  if (!isFailing(status)) return fine(object, summary);
  if (isPrivileged(object.namespace, facts)) return fine(object, 'movers are privileged');
  const failure = status.problems.find(({ reason }) => reason === 'failing');
  const pod = podOf(status, pods);
  const [mover, app] = [identity(status.object.spec?.restic?.moverSecurityContext), identityIn(pod, status)];
  const who = pod === undefined ? '' : `, pod ${pod.metadata.name} as ${userText(app)}`;
  const fix = fixOf(object, app);
  if (failure?.cause === 'unreadable-files') {
    return problem(object, {
      seen: `the mover runs as ${userText(mover)}${who}: it cannot read all files`,
      why: 'no sync succeeds, and the files are in no backup',
      ...{ fix, evidence: failure.details },
    });
  }
  // A failure with another known cause is not about the user.
  if (failure?.cause !== undefined || !differ(mover, app, failure !== undefined)) return fine(object, summary);
  return problem(object, {
    seen: `the mover runs as ${userText(mover)}${who}, without a common group`,
    why: 'the mover may not be able to read the files of the app',
    ...{ fix, sure: 'likely' },
  });
}

/** The mover gets the app's user if that is known; otherwise VolSync needs permission to read everything. */
function fixOf(object: FindingObject, { user, groups }: Identity): string {
  if (user === undefined) return fixCommands.privilegedMovers(object.namespace);
  const moverSecurityContext = { runAsUser: user, runAsGroup: groups[0] ?? user, fsGroup: groups.at(-1) ?? user };
  const patch = JSON.stringify({ spec: { restic: { moverSecurityContext } } });
  return shellCommand`kubectl patch replicationsource ${flagsOf(object)} --type merge -p ${patch}`;
}

/**
 * Without a user, the mover runs as its image's user, root; like all movers it has no capability to read files of
 * others.
 */
function userText({ user }: Identity): string {
  return user === undefined ? "its image's user" : `user ${user}`;
}

type Context = Readonly<Record<string, unknown>>;

/** The identity of the container that mounts the volume. */
function identityIn(pod: Pod | undefined, { object }: Source): Identity {
  const { containers = [], volumes = [], securityContext } = pod?.spec ?? {};
  const volume = volumes.find(({ persistentVolumeClaim: claim }) => claim?.claimName === object.spec?.sourcePVC)?.name;
  const container = containers.find(({ volumeMounts = [] }) => volumeMounts.some(({ name }) => name === volume));
  return identity({ ...securityContext, ...(container ?? containers[0])?.securityContext });
}

/** A pod of the app, not a mover or helper pod. */
function podOf({ object: { metadata, spec } }: Source, pods: readonly Pod[]): Pod | undefined {
  return pods.find(
    (pod) =>
      pod.metadata.namespace === metadata.namespace &&
      pod.metadata.labels?.[createdBy] !== 'volsync' &&
      pod.metadata.labels?.['app.kubernetes.io/managed-by'] !== 'volsyncctl' &&
      mountsClaim(pod.spec, spec?.sourcePVC ?? ''),
  );
}

interface Identity {
  readonly user: number | undefined;
  /** The group of its processes first, the group that owns the volume last. */
  readonly groups: readonly unknown[];
}

function identity(context: Context = {}): Identity {
  const more = context['supplementalGroups'];
  const groups = [context['runAsGroup'], ...(Array.isArray(more) ? (more as unknown[]) : []), context['fsGroup']];
  const user = context['runAsUser'];
  return { user: typeof user === 'number' ? user : undefined, groups: groups.filter((group) => group !== undefined) };
}

/** With a common group, both can read what the group may read, as Kubernetes gives the volume to fsGroup. */
function differ(mover: Identity, app: Identity, hasFailed: boolean): boolean {
  const hasCommonGroup = mover.groups.some((group) => app.groups.includes(group));
  // World-readable files are readable for any user: for a mover without a set user, more evidence is needed.
  const isKnown = app.user !== undefined && (mover.user !== undefined || hasFailed);
  return isKnown && mover.user !== app.user && !hasCommonGroup;
}

function isPrivileged(namespace: string | undefined, { cluster }: Facts): boolean {
  const found = seen(cluster.namespaces).find(({ metadata }) => metadata.name === namespace);
  return found?.metadata.annotations?.['volsync.backube/privileged-movers']?.toLowerCase() === 'true';
}
