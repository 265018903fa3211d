import type { Agent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { clientKubeConfig } from '../credentials/client-kubeconfig.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { Host } from '../config/host.ts';
import { proxyFor } from '../config/proxy.ts';
import type { Target } from '../config/target.ts';
import { trustOf, withSystemAuthorities, type Trust } from './trust.ts';

/** How requests reach the API server: options for `node:https`, the same object of which sockets are shared. */
export interface Connection {
  readonly proxyUrl: string | undefined;
  options(credentials: Credentials, isShared: boolean): Promise<RequestOptions>;
  /** Told that the server's authority is unknown; true where a second attempt may know it. */
  trustMore(): boolean;
}

/** Prepares the TLS settings, the proxy and the pool of sockets for a target. */
export function connectionTo(target: Target, host: Host): Connection {
  const proxyUrl = proxyFor(target, host.env);
  const pool = poolFor(target);
  const prepared = new Map<string, Promise<RequestOptions>>();
  let trust = trustOf(target);
  let hasTrustedMore = false;
  return {
    proxyUrl,
    options: async (credentials, isShared) => {
      const id = `${credentials.cert ?? ''}${credentials.key ?? ''}`;
      const known = prepared.get(id) ?? preparedOptions(target, proxyUrl, withCertificate(trust, credentials));
      prepared.set(id, known);
      return proxyUrl === undefined ? { ...(await known), agent: isShared ? await pool() : false } : known;
    },
    trustMore: () => {
      const more = withSystemAuthorities(trust);
      if (more === undefined) return hasTrustedMore;
      hasTrustedMore = true;
      trust = more;
      prepared.clear();
      return true;
    },
  };
}

/** node:http is loaded only where it is needed: see transport.ts. */
function poolFor({ server }: Target): () => Promise<Agent> {
  let pool: Promise<Agent> | undefined;
  const open = async () =>
    server.protocol === 'http:'
      ? new (await import('node:http')).Agent({ keepAlive: true })
      : new HttpsAgent({ keepAlive: true });
  return () => (pool ??= open());
}

function withCertificate(trust: Trust, { cert, key }: Credentials): RequestOptions {
  const { authorities, ...options } = trust;
  const certificate = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
  const ca = authorities === undefined ? {} : { ca: [...authorities] };
  return { ...options, ...certificate, ...ca };
}

/** A tunnel that is not there after this time is given up by itself, so that it does not outlive its request. */
const tunnelLimitMs = 10_000;

/** An agent's own options outrank a request's, so it must be made with the TLS settings. */
async function preparedOptions(
  target: Target,
  proxyUrl: string | undefined,
  tlsOptions: RequestOptions,
): Promise<RequestOptions> {
  if (proxyUrl === undefined) return tlsOptions;
  // For SOCKS the limit would also end a quiet watch.
  const options = { ...tlsOptions, ...(!proxyUrl.startsWith('socks') && { timeout: tunnelLimitMs }) };
  await (await clientKubeConfig({ ...target, user: {} }, proxyUrl)).applyToHTTPSOptions(options);
  return options;
}
