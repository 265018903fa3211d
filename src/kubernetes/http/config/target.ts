import { Failure } from '../../../errors.ts';
import { withoutCredentials } from '../../../without-credentials.ts';
import type { ConnectionOptions } from '../../cluster.ts';
import { clusterWithFlags, extraOf, parsedServer, userWithFlags } from './flag-overrides.ts';
import type { Host } from './host.ts';
import { loadKubeconfig, type Kubeconfig } from './kubeconfig.ts';
import { asText, asTexts, asTree, type YamlTree } from './tree.ts';
import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { shellCommand } from '../../../shell-command.ts';

/** One API server and the user for it, before any credential file is read. */
export interface ConnectionTarget {
  readonly contextName: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly namespace: string;
  readonly server: URL;
  /** The kubeconfig's entries, with its own field names; paths are absolute. */
  readonly cluster: YamlTree;
  readonly user: YamlTree;
  readonly impersonation: Impersonation;
}

export interface Impersonation {
  readonly user: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: YamlTree;
}

/**
 * Finds the API server as kubectl does: flags override the kubeconfig; without a kubeconfig, a pod uses its own
 * cluster.
 */
export function findConnectionTarget(options: ConnectionOptions, host: Host): ConnectionTarget {
  const config = loadKubeconfig(options.kubeconfig, host);
  const wantsEntry = (options.context ?? options.cluster ?? options.user ?? options.server) !== undefined;
  const isInCluster = config.isEmpty && options.kubeconfig === undefined && !wantsEntry;
  const found = (isInCluster ? inClusterTarget(host) : undefined) ?? fromKubeconfig(config, options);
  const cluster = clusterWithFlags(found.cluster, options);
  const server = serverUrl(cluster, found.clusterName);
  return {
    ...found,
    // The context's name would refer to a different server.
    contextName: options.server === undefined ? found.contextName : server.host,
    server,
    cluster,
    user: userWithFlags(found.user, options),
    namespace: options.namespace ?? validNamespace(found),
    impersonation: impersonation(options, found.user),
  };
}

/** The kubeconfig's entries, or those of a pod's own cluster, before flags are applied. */
type Entries = Omit<ConnectionTarget, 'impersonation' | 'server'>;

function validNamespace({ namespace, contextName }: Pick<ConnectionTarget, 'namespace' | 'contextName'>): string {
  if (/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(namespace)) return namespace;
  throw new Failure('unreachable', `The namespace of context "${contextName}" is not a valid name: "${namespace}".`, {
    hint: 'set another: kubectl config set-context --current --namespace=NAME; or choose one with -n',
  });
}

function fromKubeconfig(config: Kubeconfig, options: ConnectionOptions): Entries {
  const contextName = options.context ?? config.currentContext;
  const context = contextEntry(config, options, contextName);
  const clusterName = options.cluster ?? asText(context['cluster']);
  const userName = options.user ?? asText(context['user']);
  return {
    contextName: contextName ?? '',
    clusterName: clusterName ?? '',
    userName: userName ?? '',
    namespace: asText(context['namespace']) ?? 'default',
    cluster: clusterEntry(config, options, clusterName),
    user: userName === undefined ? {} : entry(config, 'user', userName),
  };
}

function contextEntry(config: Kubeconfig, options: ConnectionOptions, name: string | undefined): YamlTree {
  if (name !== undefined) return entry(config, 'context', name);
  if ((options.cluster ?? options.server) !== undefined) return {};
  const files = config.files.join(', ');
  if (config.isEmpty) {
    throw new Failure('unreachable', `No kubeconfig found in ${files}.`, {
      hint: 'set a kubeconfig file with --kubeconfig or KUBECONFIG',
    });
  }
  throw new Failure('unreachable', `No context is selected in ${files}.`, {
    hint: 'select one with --context, or permanently: kubectl config use-context NAME',
  });
}

/** With `--server`, no cluster of the kubeconfig is needed. */
function clusterEntry(config: Kubeconfig, options: ConnectionOptions, name: string | undefined): YamlTree {
  return options.server !== undefined && name === undefined ? {} : entry(config, 'cluster', name);
}

/** A referenced entry must exist; `name` is undefined if a context leaves it out. */
function entry(config: Kubeconfig, kind: 'context' | 'cluster' | 'user', name: string | undefined): YamlTree {
  const found = name === undefined ? undefined : config[`${kind}s`].get(name);
  if (found !== undefined) return found;
  const known = [...config[`${kind}s`].keys()];
  const files = config.files.join(', ');
  const what = name === undefined ? `The context names no ${kind}` : `There is no ${kind} "${name}"`;
  throw new Failure('unreachable', `${what} in ${files}; it has ${known.length > 0 ? known.join(', ') : 'none'}.`, {
    hint: kind === 'context' ? 'kubectl config get-contexts' : 'kubectl config view',
  });
}

function serverUrl(cluster: YamlTree, name: string): URL {
  const text = asText(cluster['server']) ?? '';
  const url = parsedServer(text);
  if (url !== undefined) return url;
  throw new Failure(
    'unreachable',
    `The cluster "${name}" of the kubeconfig has no valid server address: "${withoutCredentials(text)}".`,
    {
      hint: shellCommand`kubectl config set-cluster ${name} --server=https://HOST:PORT`,
    },
  );
}

/** Flags override the kubeconfig field by field. */
function impersonation(options: ConnectionOptions, user: YamlTree): Impersonation {
  const { as, asGroup = [], asUid, asUserExtra = [] } = options;
  const result = {
    user: as ?? asText(user['as']),
    uid: asUid ?? asText(user['as-uid']),
    groups: asGroup.length > 0 ? asGroup : asTexts(user['as-groups']),
    extra: asUserExtra.length > 0 ? extraOf(asUserExtra) : asTree(user['as-user-extra']),
  };
  const flags = {
    '--as-group': result.groups.length > 0,
    '--as-uid': asUid !== undefined,
    '--as-user-extra': asUserExtra.length > 0,
  };
  const [flag] = Object.entries(flags).find(([, isGiven]) => isGiven) ?? [];
  if (result.user === undefined && flag !== undefined) {
    const what = flag === '--as-group' ? 'a group is impersonated together with a user' : 'it belongs to a user';
    throw new Failure('usage', `${flag} needs --as: ${what}.`, { hint: 'add --as USER' });
  }
  return result;
}

const defaultFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that this process is a pod of, with its service account; undefined outside a pod. */
function inClusterTarget({ env, serviceAccountFolder }: Host): Entries | undefined {
  const folder = serviceAccountFolder ?? defaultFolder;
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port || !existsSync(join(folder, 'token'))) return undefined;
  return {
    contextName: 'in-cluster',
    clusterName: 'in-cluster',
    userName: 'service account',
    namespace: asText(env['POD_NAMESPACE']) ?? namespaceOf(folder) ?? 'default',
    cluster: {
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      'certificate-authority': join(folder, 'ca.crt'),
    },
    user: { tokenFile: join(folder, 'token') },
  };
}

function namespaceOf(folder: string): string | undefined {
  const file = join(folder, 'namespace');
  return existsSync(file) ? asText(readFileSync(file, 'utf8').trim()) : undefined;
}
