import { readFileSync } from 'node:fs';
import { Failure } from '../../errors.ts';
import { authProviderCredentials } from './auth-provider.ts';
import { execCredentials } from './exec-credentials.ts';
import type { Host } from '../config/host.ts';
import type { Target } from '../config/target.ts';
import { asText, type Tree } from '../config/tree.ts';

/** What one request shows of who we are. */
export interface Credentials {
  readonly authorization?: string | undefined;
  /** PEM of a client certificate and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Where credentials come from; asked before every request, since some expire. */
export interface CredentialSource {
  current(signal: AbortSignal | undefined): Promise<Credentials>;
  /** Told that the server refused them; true where asking again may give others. */
  forget(): boolean;
}

/** The source that a kubeconfig user stands for: plug-in, login provider, or what the entry itself holds. */
export function credentialSource(target: Target, host: Host): CredentialSource {
  if (target.user['exec'] !== undefined) return execCredentials(target, host);
  if (target.user['auth-provider'] !== undefined) return authProviderCredentials(target);
  const certificate = clientCertificate(target);
  return {
    current: () => Promise.resolve({ ...certificate, authorization: authorization(target) }),
    forget: () => false,
  };
}

/** The client certificate that the entry itself holds, which a plug-in's token does not replace. */
export function clientCertificate({ user, userName }: Target): Pick<Credentials, 'cert' | 'key'> {
  const whose = `user "${userName}"`;
  return { cert: pem(user, 'client-certificate', whose), key: pem(user, 'client-key', whose) };
}

/** PEM of a kubeconfig field: its base64 `-data` form outranks the file. */
export function pem(entry: Tree, field: string, whose: string): string | undefined {
  const data = asText(entry[`${field}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('latin1');
  const file = asText(entry[field]);
  return file === undefined ? undefined : readCredential(file, `the ${field} of ${whose}`);
}

/** A token file is read for every request: the kubelet replaces it while we run. */
function authorization({ user, userName }: Target): string | undefined {
  const file = asText(user['tokenFile']);
  const token =
    file === undefined ? asText(user['token']) : readCredential(file, `the token of user "${userName}"`).trim();
  if (token !== undefined) return `Bearer ${token}`;
  const name = asText(user['username']);
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${asText(user['password']) ?? ''}`).toString('base64')}`;
}

function readCredential(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`;
    throw new Failure('unreachable', `The file ${file}, ${what} in the kubeconfig, ${why}.`, {
      hint: 'kubectl config view',
      cause: error,
    });
  }
}
