import { version } from '../../version.ts';
import type { ApiRequest } from './api-request.ts';
import { impersonationHeaders } from './impersonation.ts';
import { isLoopback } from '../config/loopback.ts';
import type { Target } from '../config/target.ts';
import { asFlag } from '../config/tree.ts';

/** The headers of a request, without its credentials. */
export function headersOf(
  target: Target,
  { accept = 'application/json', body, contentType = 'application/json' }: ApiRequest,
): Record<string, string | number | string[]> {
  return {
    accept,
    'user-agent': `volsyncctl/${version}`,
    ...(wantsCompression(target) && { 'accept-encoding': 'gzip' }),
    ...(body !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    ...impersonationHeaders(target.impersonation),
  };
}

/** Packing costs the server more time than the bytes do on the same machine. */
function wantsCompression({ server, cluster }: Target): boolean {
  return !isLoopback(server) && !asFlag(cluster['disable-compression']);
}
