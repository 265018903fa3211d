import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions as HttpsOptions } from 'node:https';
import * as tls from 'node:tls';
import { clientKubeConfig } from '../credentials/client-kubeconfig.ts';
import { pem, type Credentials } from '../credentials/credentials.ts';
import type { Host } from '../config/host.ts';
import { proxyFor } from '../config/proxy.ts';
import type { Target } from '../config/target.ts';
import { asFlag, asText } from '../config/tree.ts';

type RequestOptions = HttpsOptions & { readonly autoSelectFamilyAttemptTimeout?: number };

/** How requests reach the API server: options for `node:https`, the same object of which sockets are shared. */
export interface Connection {
  readonly proxyUrl: string | undefined;
  options(credentials: Credentials, isShared: boolean): Promise<RequestOptions>;
}

/** Dual-stack names: Node gives each address a quarter of a second, which a VPN may well exceed. */
const addressAttemptMs = 2_500;

/** Prepares the TLS settings, the proxy and the pool of sockets for a target. */
export function connectionTo(target: Target, host: Host): Connection {
  const proxyUrl = proxyFor(target, host.env);
  const trust = trustOf(target);
  const pool = new (target.server.protocol === 'http:' ? HttpAgent : HttpsAgent)({ keepAlive: true });
  const proxied = new Map<string, Promise<RequestOptions>>();
  return {
    proxyUrl,
    options: ({ cert, key }, isShared) => {
      const tlsOptions = { ...trust, ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
      if (proxyUrl === undefined) return Promise.resolve({ ...tlsOptions, agent: isShared ? pool : false });
      const id = `${cert ?? ''}${key ?? ''}`;
      const options = proxied.get(id) ?? proxiedOptions(target, proxyUrl, tlsOptions);
      proxied.set(id, options);
      return options;
    },
  };
}

function trustOf({ cluster, clusterName, server }: Target): RequestOptions {
  const base = { autoSelectFamilyAttemptTimeout: addressAttemptMs };
  if (server.protocol === 'http:') return base;
  const servername = asText(cluster['tls-server-name']);
  const named = servername === undefined ? base : { ...base, servername };
  if (asFlag(cluster['insecure-skip-tls-verify'])) {
    return { ...named, rejectUnauthorized: false };
  }
  const ca = pem(cluster, 'certificate-authority', `cluster "${clusterName}"`) ?? systemAuthorities();
  return { ...named, rejectUnauthorized: true, ...(ca !== undefined && { ca }) };
}

/** Node knows only its own list of authorities unless asked for the system's, where a company's own are. */
function systemAuthorities(): string[] | undefined {
  if (typeof tls.getCACertificates !== 'function') return undefined;
  return [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
}

/** A tunnel that is not there after this time is given up by itself, so that it does not outlive its request. */
const tunnelLimitMs = 10_000;

/** An agent's own options outrank a request's, so it must be made with the TLS settings. */
async function proxiedOptions(target: Target, proxyUrl: string, tlsOptions: RequestOptions): Promise<RequestOptions> {
  // For SOCKS the limit would also end a quiet watch.
  const options = { ...tlsOptions, ...(!proxyUrl.startsWith('socks') && { timeout: tunnelLimitMs }) };
  await (await clientKubeConfig({ ...target, user: {} }, proxyUrl)).applyToHTTPSOptions(options);
  return options;
}
