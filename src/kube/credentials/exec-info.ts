import { pemData } from './pem-data.ts';
import type { Target } from '../config/target.ts';
import { asFlag, asText, asTree, asTrees } from '../config/tree.ts';

/** What a credential plug-in is told in KUBERNETES_EXEC_INFO. */
export function execInfo(target: Target, canAsk: boolean): string {
  const exec = asTree(target.user['exec']);
  const cluster = asFlag(exec['provideClusterInfo']) ? clusterInfo(target) : undefined;
  return JSON.stringify({
    apiVersion: asText(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: canAsk, cluster },
  });
}

function clusterInfo({ cluster, clusterName, server }: Target) {
  const extension = asTrees(cluster['extensions']).find(
    ({ name }) => asText(name) === 'client.authentication.k8s.io/exec',
  );
  return {
    server: server.href,
    'tls-server-name': asText(cluster['tls-server-name']),
    'insecure-skip-tls-verify': asFlag(cluster['insecure-skip-tls-verify']) || undefined,
    'certificate-authority-data': pemData(cluster, 'certificate-authority', `cluster "${clusterName}"`),
    'proxy-url': asText(cluster['proxy-url']),
    config: extension?.['extension'],
  };
}
