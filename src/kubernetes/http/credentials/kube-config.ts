import { KubeConfig, type Cluster, type User } from '@kubernetes/client-node';
import type { Authenticator } from '@kubernetes/client-node/dist/auth.js';
import { isIP } from 'node:net';
import type { ConnectionTarget } from '../config/target.ts';
import { asFlag, asText, asTree, type YamlTree } from '../config/tree.ts';
import { pemData } from './pem-data.ts';

/** One cluster and one user in the client library's format, with the contents of their certificate files. */
export interface ClientEntries {
  readonly cluster: Cluster;
  readonly user: User;
}

/** Converts a target for the client library. */
export function clientEntries(target: ConnectionTarget, proxyUrl: string | undefined): ClientEntries {
  return { cluster: clusterOf(target, proxyUrl), user: userOf(target) };
}

/**
 * The client library's kubeconfig: it authenticates and prepares TLS and proxies. `plugin` authenticates if none of its
 * own methods applies.
 */
export function kubeConfigOf({ cluster, user }: ClientEntries, plugin?: Authenticator): KubeConfig {
  const config = new KubeConfig();
  if (plugin !== undefined) config.addAuthenticator(plugin);
  config.loadFromOptions({
    clusters: [cluster],
    users: [user],
    contexts: [{ name: 'target', cluster: cluster.name, user: user.name }],
    currentContext: 'target',
  });
  return config;
}

function clusterOf({ cluster, clusterName, server }: ConnectionTarget, proxyUrl: string | undefined): Cluster {
  const isVerified = server.protocol === 'https:' && !asFlag(cluster['insecure-skip-tls-verify']);
  const caData = isVerified ? pemData(cluster, 'certificate-authority', `cluster "${clusterName}"`) : undefined;
  const tlsServerName = asText(cluster['tls-server-name']);
  return {
    name: clusterName,
    server: server.href,
    skipTLSVerify: !isVerified,
    ...(caData !== undefined && { caData }),
    // TLS cannot request an IP address as server name: see trust.ts.
    ...(tlsServerName !== undefined && isIP(tlsServerName) === 0 && { tlsServerName }),
    ...(proxyUrl !== undefined && { proxyUrl }),
  };
}

/** The client certificate is combined with any other authentication; of the others, kubectl's order decides. */
function userOf({ user, userName }: ConnectionTarget): User {
  const owner = `user "${userName}"`;
  const certData = pemData(user, 'client-certificate', owner);
  const keyData = pemData(user, 'client-key', owner);
  return {
    name: userName,
    ...(certData !== undefined && { certData }),
    ...(keyData !== undefined && { keyData }),
    ...signInOf(user),
  };
}

/** An `exec` entry is left out: the library would run the plug-in itself. */
function signInOf(user: ConnectionTarget['user']): Partial<User> {
  if (user['exec'] !== undefined) return {};
  if (user['auth-provider'] !== undefined) {
    const { name, config } = asTree(user['auth-provider']);
    return asText(name) === undefined ? {} : { authProvider: { name, config: providerConfig(asTree(config)) } };
  }
  const tokenFile = asText(user['tokenFile']);
  if (tokenFile !== undefined) return { authProvider: { name: 'tokenFile', config: { tokenFile } } };
  const token = asText(user['token']);
  if (token !== undefined) return { token };
  const username = asText(user['username']);
  return username === undefined ? {} : { username, password: asText(user['password']) ?? '' };
}

/** The library passes the issuer unchanged to a function that accepts only a URL. */
function providerConfig(config: YamlTree): YamlTree {
  const issuer = asText(config['idp-issuer-url']) ?? '';
  return URL.canParse(issuer) ? { ...config, 'idp-issuer-url': new URL(issuer) } : { ...config };
}
