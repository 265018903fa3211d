import { readFileSync } from 'node:fs';
import type { Target } from './target.ts';
import { asText, asTree, asTrees, type Tree } from './tree.ts';

/** What a credential plug-in is told in KUBERNETES_EXEC_INFO. */
export function execInfo(target: Target, canAsk: boolean): string {
  const exec = asTree(target.user['exec']);
  const cluster = asText(exec['provideClusterInfo'])?.toLowerCase() === 'true' ? clusterInfo(target) : undefined;
  return JSON.stringify({
    apiVersion: asText(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: canAsk, cluster },
  });
}

/** Whether the plug-in may ask its user something, where there is a terminal. */
export function isInteractive(exec: Tree): boolean {
  return asText(exec['interactiveMode']) !== 'Never';
}

function clusterInfo({ cluster, server }: Target) {
  const file = asText(cluster['certificate-authority']);
  const data = asText(cluster['certificate-authority-data']);
  const extension = asTrees(cluster['extensions']).find(
    ({ name }) => asText(name) === 'client.authentication.k8s.io/exec',
  );
  return {
    server: server.href,
    'tls-server-name': asText(cluster['tls-server-name']),
    'insecure-skip-tls-verify': asText(cluster['insecure-skip-tls-verify'])?.toLowerCase() === 'true' || undefined,
    'certificate-authority-data': data ?? (file && readFileSync(file).toString('base64')),
    'proxy-url': asText(cluster['proxy-url']),
    config: extension?.['extension'],
  };
}
