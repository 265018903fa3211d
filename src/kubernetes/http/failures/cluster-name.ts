import type { ConnectionTarget } from '../config/target.ts';

/** An API server as messages name it, such as `https://10.0.0.1:6443 (context "home")`. */
export function clusterName(target: ConnectionTarget): string {
  const { contextName, clusterName } = target;
  const name = contextName === '' ? `cluster "${clusterName}"` : `context "${contextName}"`;
  return `${serverAddress(target)} (${name})`;
}

/** The address of an API server, without what a URL may have of credentials. */
export function serverAddress({ server }: Pick<ConnectionTarget, 'server'>): string {
  return `${server.origin}${server.pathname.replace(/\/$/, '')}`;
}
