import type { ConnectionTarget } from '../config/target.ts';

/** An API server as messages name it, such as `https://10.0.0.1:6443 (context "home")`. */
export function clusterName({ server, contextName, clusterName }: ConnectionTarget): string {
  const name = contextName === '' ? `cluster "${clusterName}"` : `context "${contextName}"`;
  return `${server.origin}${server.pathname.replace(/\/$/, '')} (${name})`;
}
