import { Failure } from '../../errors.ts';
import { allowed } from '../../kubernetes/allowed.ts';
import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../kubernetes/context.ts';
import { shellCommand } from '../../shell-command.ts';
import { notFound } from '../../sources/not-found.ts';
import { resources } from '../../volsync/resources.ts';
import { isSameVolume } from '../../volsync/same-volume.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { settingsElsewhere } from './repository-access.ts';

/** The repositories to restore from, if not simply the app's own. */
export interface RepositorySelector {
  /** Another namespace, which has the repository of the app of that name; undefined for the app's own namespace. */
  readonly namespace: string | undefined;
  /** Secrets in that namespace; empty for the repository of the app there. */
  readonly secrets: readonly string[];
}

/** A repository that a restore may read. */
export interface CandidateRepository {
  readonly secret: ObjectKey;
  /** How a mover in the Secret's namespace reaches it. */
  readonly source: ReplicationSource;
  /** What its snapshots are judged by: the source that backs up into it, else the app's. */
  readonly judge: ReplicationSource;
  /** Whose ReplicationSource names the Secret: one of the app's volume, only other ones (`namespace/name`), or none. */
  readonly whose: 'app' | 'nobody' | { readonly others: readonly string[] };
  /** Whether it is the one that the app backs up into. */
  readonly isOwn: boolean;
  /** It is only read to compare ages. */
  readonly isOnlyCompared: boolean;
}

type Ports = ClusterContext<'exists' | 'find' | 'list'> & {
  report(event: { readonly type: 'step'; readonly words: string }): void;
};

/** The app to restore for: its ReplicationSource may be missing if the data is that of another namespace. */
export interface AppOfRestore extends ObjectKey {
  readonly source: ReplicationSource | undefined;
}

/**
 * Finds the repositories; a Secret that does not exist is a Failure. In the app's own namespace, its own repository is
 * added to compare ages.
 */
export async function findRepositories(
  app: AppOfRestore,
  repositorySelector: RepositorySelector,
  ports: Ports,
): Promise<readonly CandidateRepository[]> {
  const { secrets } = repositorySelector;
  const namespace = repositorySelector.namespace ?? app.namespace;
  const key = { namespace, name: app.name };
  const isElsewhere = namespace !== app.namespace;
  const home = isElsewhere ? await ports.cluster.find(resources.replicationSources, key, ports.signal) : app.source;
  // Its Secret may be all that is left of an app in another namespace.
  if (home === undefined && secrets.length === 0) throw await noSource(key, ports);
  const known = { home, template: app.source, around: await sourcesIn(namespace, ports) };
  const own = home?.spec?.restic?.repository ?? '';
  const names = secrets.length > 0 ? [...new Set(secrets)] : [own];
  await Promise.all(names.map((name) => requireSecret({ namespace, name }, ports)));
  const compared = isElsewhere || names.includes(own) ? [] : [own];
  return [
    ...names.map((name) => candidateOf({ namespace, name }, known)),
    ...compared.map((name) => ({ ...candidateOf({ namespace, name }, known), isOnlyCompared: true })),
  ];
}

/** What is known of an app and its repositories. */
interface Known {
  /** The app's source in the namespace of the repositories, and the one in its own namespace. */
  readonly home: ReplicationSource | undefined;
  readonly template: ReplicationSource | undefined;
  readonly around: readonly ReplicationSource[];
}

function candidateOf(secret: ObjectKey, { home, template, around }: Known): CandidateRepository {
  const users = around.filter(({ spec }) => spec?.restic?.repository === secret.name);
  const isOwn = home?.spec?.restic?.repository === secret.name;
  const ofApp = isOwn ? home : home && users.find((user) => isSameVolume(home, user));
  const common = { secret, isOwn, isOnlyCompared: false };
  if (ofApp !== undefined) return { ...common, source: ofApp, judge: ofApp, whose: 'app' };
  const [other] = users;
  if (other !== undefined) {
    return { ...common, source: other, judge: other, whose: { others: users.map(nameOf) } };
  }
  // Without a UID it is a repository of which only the Secret is known: no hint names an app.
  const metadata = { namespace: secret.namespace, name: secret.name };
  if (home === undefined) {
    const bare = { metadata, spec: { restic: { ...settingsElsewhere(template ?? {}), repository: secret.name } } };
    return { ...common, source: bare, judge: bare, whose: 'nobody' };
  }
  const access = { ...home.spec?.restic, repository: secret.name };
  const source = { metadata, spec: { restic: access } };
  return { ...common, source, judge: { ...home, spec: { ...home.spec, restic: access } }, whose: 'nobody' };
}

function nameOf({ metadata }: ReplicationSource): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Without permission to list them, who uses a Secret is not known. */
async function sourcesIn(namespace: string, ports: Ports): Promise<readonly ReplicationSource[]> {
  const listed = await allowed(ports.cluster.list(resources.replicationSources, { namespace }, ports.signal));
  if ('value' in listed) return listed.value;
  ports.report({ type: 'step', words: `which apps use the repositories is not known: ${listed.why}` });
  return [];
}

/** Of apps in other namespaces it is not known which is meant. */
async function noSource(key: ObjectKey, { cluster, signal }: Ports): Promise<Failure> {
  const { kind, message, details, hint } = await notFound(cluster, resources.replicationSources, key, signal);
  const isElsewhere = hint?.includes('choose with -n') === true;
  return new Failure(kind, message, {
    details,
    hint: hint !== undefined && !isElsewhere ? hint.split('\n') : 'if only its Secret is left: --from SECRET',
  });
}

/** Throws a Failure if a Secret does not exist; only its metadata is read. */
export async function requireSecret({ namespace, name }: ObjectKey, ports: Ports): Promise<void> {
  const isThere = await allowed(ports.cluster.exists(resources.secrets, { namespace, name }, ports.signal));
  if ('why' in isThere) {
    ports.report({
      type: 'step',
      words: `whether the Secret ${name} is there was not checked: no permission to read Secrets`,
    });
  } else if (!isThere.value) {
    const hint = shellCommand`kubectl get secrets -n ${namespace}`;
    throw new Failure('not-found', `There is no Secret ${namespace}/${name}, which names the repository.`, { hint });
  }
}
