import type { KubeConfig } from '@kubernetes/client-node';
import type { Target } from '../config/target.ts';
import { asText, asTree } from '../config/tree.ts';

/**
 * The client library's own form of a target, for the two things it knows best: login providers and proxies. Loaded on
 * use, because loading it takes longer than the rest of this program together.
 */
export async function clientKubeConfig(target: Target, proxyUrl?: string): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const { href, protocol } = target.server;
  const cluster = { name: 'cluster', server: href, skipTLSVerify: protocol === 'http:' };
  config.loadFromOptions({
    clusters: [proxyUrl === undefined ? cluster : { ...cluster, proxyUrl }],
    users: [{ name: 'user', authProvider: providerOf(target) }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return config;
}

function providerOf({ user }: Target) {
  const provider = asTree(user['auth-provider']);
  const name = asText(provider['name']);
  return name === undefined ? undefined : { name, config: { ...asTree(provider['config']) } };
}
