import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Host } from '../config/host.ts';
import { proxyFor } from '../config/proxy.ts';
import type { ConnectionTarget } from '../config/target.ts';
import { ExecAuthenticator } from '../credentials/exec-credentials.ts';
import { clientEntries, kubeConfigOf } from '../credentials/kube-config.ts';
import { signIn, type SignedIn } from '../credentials/sign-in.ts';
import { isIP } from 'node:net';
import * as tls from 'node:tls';
import { asText } from '../config/tree.ts';

/** How requests reach the API server. */
export interface Connection {
  readonly proxyUrl: string | undefined;
  /** Options of one authenticated request; a request that is not shared gets its own connection. */
  options(isShared: boolean, signal: AbortSignal | undefined): Promise<SignedIn>;
  /** Called if the server rejected the credentials; returns true if a retry may get others. */
  forget(): boolean;
  /** Called if the server's certificate authority is unknown; returns true if a second attempt may know it. */
  trustMore(): boolean;
}

/** A tunnel that is not established in this time ends by itself, so that it does not outlive its request. */
const tunnelLimitMs = 10_000;

/** Prepares credentials, TLS settings, the proxy and the socket pool for a target. */
export function connectionTo(target: ConnectionTarget, host: Host): Connection {
  const proxyUrl = proxyFor(target, host.env);
  const entries = clientEntries(target, proxyUrl);
  const plugin = target.user['exec'] === undefined ? undefined : new ExecAuthenticator(target, host);
  const agents = new Agents(target, proxyUrl !== undefined);
  const isThroughSocks = proxyUrl?.startsWith('socks') === true;
  let base: SignedIn = {
    ...baseOptions(target, isThroughSocks),
    // For SOCKS, the limit would also end a quiet watch.
    ...(proxyUrl !== undefined && !isThroughSocks && { timeout: tunnelLimitMs }),
  };
  return {
    proxyUrl,
    options: async (isShared, signal) => {
      // Its own agents and authenticators would keep using the old certificate, authorities and token file.
      const config = kubeConfigOf(entries, plugin);
      const options = await signIn(config, target, { ...base, ...(signal && { signal }) });
      return { ...options, agent: agents.agentFor(options, isShared) };
    },
    forget: () => {
      plugin?.forget();
      return plugin !== undefined;
    },
    trustMore: () => {
      if (entries.cluster.caData !== undefined || entries.cluster.skipTLSVerify) return false;
      if (base.ca !== undefined) return true;
      const ca = systemAuthorities();
      if (ca === undefined) return false;
      base = { ...base, ca };
      agents.forget();
      return true;
    },
  };
}

/** The agents of one target: our own pool, or through a proxy the library's, one per client certificate. */
class Agents {
  readonly #pool: HttpAgent | undefined;
  readonly #proxied = new Map<string, RequestOptions['agent']>();

  constructor({ server }: ConnectionTarget, isProxied: boolean) {
    if (!isProxied) this.#pool = new (server.protocol === 'http:' ? HttpAgent : HttpsAgent)({ keepAlive: true });
  }

  agentFor({ agent, cert = '', key = '' }: SignedIn, isShared: boolean): RequestOptions['agent'] {
    if (this.#pool !== undefined) return isShared ? this.#pool : false;
    const id = `${cert.toString()}${key.toString()}`;
    const known = this.#proxied.get(id) ?? agent;
    this.#proxied.set(id, known);
    return known;
  }

  /** TLS settings are part of an agent. */
  forget(): void {
    this.#proxied.clear();
  }
}

/** For dual-stack names, Node gives each address a quarter of a second, which a VPN may exceed. */
const addressAttemptMs = 2_500;

/** An option of node:net that node:https passes on. */
interface TcpOptions {
  readonly autoSelectFamilyAttemptTimeout?: number;
}

/**
 * The base options of every request; the client library adds the kubeconfig's settings for the server's certificate.
 */
function baseOptions({ cluster, server }: ConnectionTarget, isThroughSocks: boolean): SignedIn & TcpOptions {
  const base: TcpOptions = { autoSelectFamilyAttemptTimeout: addressAttemptMs };
  if (server.protocol === 'http:') return base;
  // Node checks the server's own address by itself, and does not reuse a connection with a custom check.
  const address = isThroughSocks ? server.hostname.replace(/^\[|\]$/g, '') : '';
  const name = asText(cluster['tls-server-name']) ?? address;
  // Without it, NODE_TLS_REJECT_UNAUTHORIZED=0 would disable verification.
  return { ...base, rejectUnauthorized: true, ...(isIP(name) !== 0 && expectedAddress(name)) };
}

/**
 * Node's own and the system's certificate authorities, which kubectl trusts too, including company CAs. Only if needed:
 * reading them takes 0.2 s, and using them slows each connection.
 */
function systemAuthorities(): string[] | undefined {
  if (typeof tls.getCACertificates !== 'function') return undefined; // Node.js before 22.15
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
}

/** TLS cannot request an IP address as server name; the certificate is still checked for it. */
function expectedAddress(address: string): SignedIn {
  return { servername: '', checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(address, certificate) };
}
