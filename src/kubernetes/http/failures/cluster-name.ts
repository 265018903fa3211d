import type { ConnectionTarget } from '../config/target.ts';

/** The name of an API server in messages, such as `https://10.0.0.1:6443 (context "home")`. */
export function clusterName(target: ConnectionTarget): string {
  const { contextName, clusterName } = target;
  const name = contextName === '' ? `cluster "${clusterName}"` : `context "${contextName}"`;
  return `${serverAddress(target)} (${name})`;
}

/** The address of an API server, without credentials in its URL. */
export function serverAddress({ server }: Pick<ConnectionTarget, 'server'>): string {
  return `${server.origin}${server.pathname.replace(/\/$/, '')}`;
}
