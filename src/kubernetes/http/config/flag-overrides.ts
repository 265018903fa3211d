import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../../errors.ts';
import { withoutCredentials } from '../../../without-credentials.ts';
import type { ConnectionOptions } from '../../cluster.ts';
import type { YamlTree } from './tree.ts';

/** The kubeconfig's cluster with the fields that flags override, by kubectl's rules. */
export function clusterWithFlags(cluster: YamlTree, options: ConnectionOptions): YamlTree {
  const { server, tlsServerName, insecureSkipTlsVerify, certificateAuthority } = options;
  if (insecureSkipTlsVerify === true && certificateAuthority !== undefined) {
    throw new Failure('usage', '--certificate-authority and --insecure-skip-tls-verify cannot be combined');
  }
  if (server !== undefined && parsedServer(server) === undefined) {
    throw new Failure('usage', `--server "${withoutCredentials(server)}" is not the address of an API server`, {
      hint: 'expected a URL, such as https://10.0.0.1:6443',
    });
  }
  return {
    ...cluster,
    // The TLS server name of another server does not apply to this one.
    ...(server !== undefined && { server, 'tls-server-name': undefined }),
    ...(insecureSkipTlsVerify === true && { ...noAuthority, 'insecure-skip-tls-verify': 'true' }),
    ...(certificateAuthority !== undefined && {
      ...{ ...noAuthority, 'insecure-skip-tls-verify': undefined },
      'certificate-authority': file('--certificate-authority', certificateAuthority),
    }),
    ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
  };
}

/** The same for the user; a token replaces every other authentication except a client certificate. */
export function userWithFlags(user: YamlTree, { token, clientCertificate, clientKey }: ConnectionOptions): YamlTree {
  return {
    ...user,
    ...(clientCertificate !== undefined && {
      'client-certificate-data': undefined,
      'client-certificate': file('--client-certificate', clientCertificate),
    }),
    ...(clientKey !== undefined && { 'client-key-data': undefined, 'client-key': file('--client-key', clientKey) }),
    ...(token !== undefined && { ...noSignIn, token }),
  };
}

/** The values of `--as-user-extra` by key. */
export function extraOf(texts: readonly string[]): YamlTree {
  const extra: Record<string, string[]> = {};
  for (const text of texts) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (key === '') throw new Failure('usage', `--as-user-extra "${text}" is not KEY=VALUE`);
    (extra[key] ??= []).push(value);
  }
  return extra;
}

/** `https://HOST:PORT`, or HOST:PORT as kubectl accepts it; undefined for anything else. */
export function parsedServer(text: string): URL | undefined {
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

/** The absolute path of a file given by a flag. */
function file(flag: string, path: string): string {
  if (existsSync(path)) return resolve(path);
  throw new Failure('usage', `${flag}: there is no file ${path}`);
}

const noAuthority = { 'certificate-authority': undefined, 'certificate-authority-data': undefined };
const noSignIn = {
  ...{ tokenFile: undefined, exec: undefined, 'auth-provider': undefined },
  ...{ username: undefined, password: undefined },
};
