import type { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { Failure } from '../../../errors.ts';
import type { ConnectionTarget } from '../config/target.ts';
import { asText, asTree } from '../config/tree.ts';
import { unreadableFile } from './pem-data.ts';

/** Request options with credentials, TLS settings and an agent. */
export interface SignedIn extends Omit<RequestOptions, 'headers' | 'cert' | 'key'> {
  headers?: Readonly<Record<string, string>>;
  /** PEM of the client certificate and its key. */
  cert?: string | Buffer;
  key?: string | Buffer;
}

/** Adds to `options` what the client library has for the target. `options.signal` ends an exec plug-in. */
export async function signIn(config: KubeConfig, target: ConnectionTarget, options: SignedIn): Promise<SignedIn> {
  const result = { ...options };
  try {
    await config.applyToHTTPSOptions(result);
  } catch (error) {
    throw signInFailure(target, error);
  }
  delete result.signal;
  const authorization = result.headers?.['Authorization'];
  // The library would send the newline at the end of a token file as part of the token.
  if (authorization !== undefined && isTokenFile(target)) result.headers = { Authorization: authorization.trim() };
  return result;
}

/** Whether the user's token is in a file, which the kubelet rotates while volsyncctl runs. */
function isTokenFile({ user }: ConnectionTarget): boolean {
  return user['exec'] === undefined && user['auth-provider'] === undefined && asText(user['tokenFile']) !== undefined;
}

function signInFailure(target: ConnectionTarget, error: unknown): unknown {
  const { user, userName } = target;
  if (error instanceof Failure) return error;
  if (isTokenFile(target))
    return unreadableFile(asText(user['tokenFile']) ?? '', `the token of user "${userName}"`, error);
  const provider = user['auth-provider'];
  if (provider === undefined) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(
    'unreachable',
    `The login of user "${userName}" could not be renewed by its provider ${asText(asTree(provider)['name']) ?? 'without a name'}: ${why}`,
    { hint: 'log in again as you did for kubectl', cause: error },
  );
}
