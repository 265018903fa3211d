import { resolve } from 'node:path';
import { Failure } from '../../../errors.ts';
import type { ConnectionOptions } from '../../cluster.ts';
import type { YamlTree } from './tree.ts';

/** The kubeconfig's cluster with what the flags say in place of its fields, by the rules of kubectl. */
export function clusterWithFlags(cluster: YamlTree, options: ConnectionOptions): YamlTree {
  const { server, tlsServerName, insecureSkipTlsVerify, certificateAuthority } = options;
  if (insecureSkipTlsVerify === true && certificateAuthority !== undefined) {
    throw new Failure('usage', '--certificate-authority and --insecure-skip-tls-verify cannot be combined');
  }
  return {
    ...cluster,
    // A name for another server's certificate does not hold for this one.
    ...(server !== undefined && { server, 'tls-server-name': undefined }),
    ...(insecureSkipTlsVerify === true && { ...noAuthority, 'insecure-skip-tls-verify': 'true' }),
    ...(certificateAuthority !== undefined && {
      ...{ ...noAuthority, 'insecure-skip-tls-verify': undefined },
      'certificate-authority': resolve(certificateAuthority),
    }),
    ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
  };
}

/** Likewise for the user; a token takes the place of every other way to sign in but a client certificate. */
export function userWithFlags(user: YamlTree, { token, clientCertificate, clientKey }: ConnectionOptions): YamlTree {
  return {
    ...user,
    ...(clientCertificate !== undefined && {
      'client-certificate-data': undefined,
      'client-certificate': resolve(clientCertificate),
    }),
    ...(clientKey !== undefined && { 'client-key-data': undefined, 'client-key': resolve(clientKey) }),
    ...(token !== undefined && { ...noSignIn, token }),
  };
}

/** The values of `--as-user-extra` by their keys. */
export function extraOf(texts: readonly string[]): YamlTree {
  const extra: Record<string, string[]> = {};
  for (const text of texts) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (key === '') throw new Failure('usage', `--as-user-extra "${text}" is not KEY=VALUE`);
    (extra[key] ??= []).push(value);
  }
  return extra;
}

const noAuthority = { 'certificate-authority': undefined, 'certificate-authority-data': undefined };
const noSignIn = {
  ...{ tokenFile: undefined, exec: undefined, 'auth-provider': undefined },
  ...{ username: undefined, password: undefined },
};
