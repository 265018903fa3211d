import type { RequestOptions } from 'node:http';
import { version } from '../../version.ts';
import type { ApiRequest } from './api-request.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { impersonationHeaders } from './impersonation.ts';
import { isLoopback } from '../config/loopback.ts';
import type { Target } from '../config/target.ts';
import { asFlag } from '../config/tree.ts';

/** Everything that is said beside the request itself. */
export function headersOf(
  target: Target,
  { accept = 'application/json', body, contentType = 'application/json' }: ApiRequest,
  { authorization }: Credentials,
): NonNullable<RequestOptions['headers']> {
  return {
    accept,
    'user-agent': `volsyncctl/${version}`,
    ...(wantsCompression(target) && { 'accept-encoding': 'gzip' }),
    ...(body !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    ...(authorization !== undefined && { authorization }),
    ...impersonationHeaders(target.impersonation),
  };
}

/** Packing costs the server more time than the bytes do on the same machine. */
function wantsCompression({ server, cluster }: Target): boolean {
  return !isLoopback(server) && !asFlag(cluster['disable-compression']);
}
