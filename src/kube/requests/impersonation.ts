import type { Impersonation } from '../config/target.ts';
import { asTexts } from '../config/tree.ts';

/** The headers by which the API server is asked to see another user; empty without one. */
export function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Record<string, string | string[]> {
  if (user === undefined) return {};
  const headers: Record<string, string | string[]> = { 'Impersonate-User': asHeader(user) };
  if (uid !== undefined) headers['Impersonate-Uid'] = asHeader(uid);
  if (groups.length > 0) headers['Impersonate-Group'] = groups.map(asHeader);
  for (const [key, values] of Object.entries(extra)) {
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = asTexts(values).map(asHeader);
  }
  return headers;
}

/** Node writes a header as Latin-1; the API server reads it as UTF-8. */
function asHeader(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
