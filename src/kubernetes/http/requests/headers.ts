import { version } from '../../../version.ts';
import type { ApiRequest } from './api-request.ts';
import { isLoopback } from '../config/loopback.ts';
import type { ConnectionTarget, Impersonation } from '../config/target.ts';
import { asFlag, asTexts } from '../config/tree.ts';

/** The headers of a request, without its credentials. */
export function headersOf(
  target: ConnectionTarget,
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

/** On the same machine, compression costs the server more time than the bytes do. */
function wantsCompression({ server, cluster }: ConnectionTarget): boolean {
  return !isLoopback(server) && !asFlag(cluster['disable-compression']);
}

/** The impersonation headers; empty without impersonation. */
function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Record<string, string | string[]> {
  if (user === undefined) return {};
  const headers: Record<string, string | string[]> = { 'Impersonate-User': asHeader(user) };
  if (uid !== undefined) headers['Impersonate-Uid'] = asHeader(uid);
  if (groups.length > 0) headers['Impersonate-Group'] = groups.map(asHeader);
  for (const [key, values] of Object.entries(extra)) {
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = asTexts(values).map(asHeader);
  }
  return headers;
}

/** Node writes headers as Latin-1; the API server reads them as UTF-8. */
function asHeader(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
