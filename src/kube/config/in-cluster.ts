import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Host } from './host.ts';
import { asText } from './tree.ts';

const defaultFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that this process is a pod of, with its service account; undefined outside a pod. */
export function inClusterTarget({ env, serviceAccountFolder }: Host) {
  const folder = serviceAccountFolder ?? defaultFolder;
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port || !existsSync(join(folder, 'token'))) return undefined;
  return {
    contextName: 'in-cluster',
    clusterName: 'in-cluster',
    userName: 'service account',
    namespace: asText(env['POD_NAMESPACE']) ?? namespaceOf(folder) ?? 'default',
    server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
    cluster: { 'certificate-authority': join(folder, 'ca.crt') },
    user: { tokenFile: join(folder, 'token') },
  };
}

function namespaceOf(folder: string): string | undefined {
  const file = join(folder, 'namespace');
  return existsSync(file) ? asText(readFileSync(file, 'utf8').trim()) : undefined;
}
