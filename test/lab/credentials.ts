import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { paths } from './paths.ts';
import { apiServerUrl } from './ports.ts';

/** The node's name. */
export const nodeName = 'lab';

/** Users with few or no rights; each has its own context in the kubeconfig. Their rights are in access.ts. */
export const limitedUsers = ['viewer', 'nobody', 'limited-1', 'limited-2', 'limited-3', 'limited-4', 'limited-5'];

/** The users of the cluster's components, as in the API server's bootstrap roles. */
export const componentUsers = {
  controllerManager: 'system:kube-controller-manager',
  scheduler: 'system:kube-scheduler',
  kubelet: `system:node:${nodeName}`,
} as const;

/** The context of the lab's admin, a member of system:masters. */
const adminContext = 'lab';

/** Certificates and keys; the API server creates its own pair there when it first starts. */
export const certificates = {
  /** The self-signed serving certificate of the API server and the CA that signed it. */
  apiServer: path.join(paths.certificates, 'apiserver.crt'),
  /** Authenticates the lab's parts, and nobody else on this machine, to etcd and the kubelet. */
  internal: path.join(paths.certificates, 'internal.crt'),
  internalKey: path.join(paths.certificates, 'internal.key'),
  serviceAccountKey: path.join(paths.certificates, 'service-account.key'),
} as const;

/** Creates missing keys and tokens; requires nothing to be running. */
export async function ensureSecrets(): Promise<void> {
  mkdirSync(paths.certificates, { recursive: true, mode: 0o700 });
  if (!existsSync(certificates.serviceAccountKey)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeWhole(certificates.serviceAccountKey, privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  }
  if (!existsSync(certificates.internal)) await makeInternalCertificate();
  if (!existsSync(paths.tokens)) writeWhole(paths.tokens, newTokens());
}

/**
 * Writes the kubeconfigs: one for people and tests, and one for each part that uses the API server. Needs the API
 * server's certificate.
 */
export function writeKubeconfigs(): void {
  const tokens = tokensByUser();
  writeWhole(paths.kubeconfig, kubeconfig([adminContext, ...limitedUsers], tokens));
  for (const user of Object.values(componentUsers)) writeWhole(componentKubeconfig(user), kubeconfig([user], tokens));
}

/** The kubeconfig of one part of the cluster. */
export function componentKubeconfig(user: string): string {
  return path.join(paths.config, `${user.replaceAll(':', '-')}.kubeconfig`);
}

/** Writes a file that only its owner can read, atomically. */
export function writeWhole(file: string, text: string, mode = 0o600): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}

async function makeInternalCertificate(): Promise<void> {
  const key = `${certificates.internalKey}.new`;
  const certificate = `${certificates.internal}.new`;
  const subject = ['-subj', '/O=system:masters/CN=volsyncctl-lab-internal'];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'extendedKeyUsage=serverAuth,clientAuth'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
  await execa('openssl', ['req', ...kind, ...subject, ...names, '-keyout', key, '-out', certificate]);
  renameSync(key, certificates.internalKey);
  renameSync(certificate, certificates.internal);
}

/** The API server's token file: token, user, user id, groups. */
function newTokens(): string {
  const groups: Record<string, string> = { [adminContext]: 'system:masters', [componentUsers.kubelet]: 'system:nodes' };
  return [adminContext, ...limitedUsers, ...Object.values(componentUsers)]
    .map(
      (user) =>
        `${randomBytes(24).toString('hex')},${user},${user}${user in groups ? `,"${groups[user] ?? ''}"` : ''}\n`,
    )
    .join('');
}

function tokensByUser(): ReadonlyMap<string, string> {
  const lines = readFileSync(paths.tokens, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => line.split(',')).map(([token = '', user = '']) => [user, token]));
}

function kubeconfig(users: readonly string[], tokens: ReadonlyMap<string, string>): string {
  const authority = readFileSync(certificates.apiServer).toString('base64');
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'lab', cluster: { server: apiServerUrl, 'certificate-authority-data': authority } }],
      users: users.map((name) => ({ name, user: { token: tokens.get(name) } })),
      contexts: users.map((name) => ({ name, context: { cluster: 'lab', user: name, namespace: 'default' } })),
      'current-context': users[0],
    },
    { lineWidth: 0 },
  );
}
