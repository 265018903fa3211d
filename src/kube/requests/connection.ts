import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Host } from '../config/host.ts';
import { proxyFor } from '../config/proxy.ts';
import type { Target } from '../config/target.ts';
import { ExecAuthenticator } from '../credentials/exec-credentials.ts';
import { clientEntries, kubeConfigOf } from '../credentials/kube-config.ts';
import { signIn, type SignedIn } from '../credentials/sign-in.ts';
import { baseOptions, systemAuthorities } from './trust.ts';

/** How requests reach the API server. */
export interface Connection {
  readonly proxyUrl: string | undefined;
  /** Options of one request, signed in; a request that is not shared gets a connection of its own. */
  options(isShared: boolean, signal: AbortSignal | undefined): Promise<SignedIn>;
  /** Told that the server refused the credentials; true where asking again may give others. */
  forget(): boolean;
  /** Told that the server's authority is unknown; true where a second attempt may know it. */
  trustMore(): boolean;
}

/** A tunnel that is not there after this time is given up by itself, so that it does not outlive its request. */
const tunnelLimitMs = 10_000;

/** Prepares credentials, TLS settings, the proxy and the pool of sockets for a target. */
export function connectionTo(target: Target, host: Host): Connection {
  const proxyUrl = proxyFor(target, host.env);
  const entries = clientEntries(target, proxyUrl);
  const plugin = target.user['exec'] === undefined ? undefined : new ExecAuthenticator(target, host);
  const agents = new Agents(target, proxyUrl !== undefined);
  const isThroughSocks = proxyUrl?.startsWith('socks') === true;
  let base: SignedIn = {
    ...baseOptions(target, isThroughSocks),
    // For SOCKS the limit would also end a quiet watch.
    ...(proxyUrl !== undefined && !isThroughSocks && { timeout: tunnelLimitMs }),
  };
  return {
    proxyUrl,
    options: async (isShared, signal) => {
      // Its own agents and authenticators would go on with the certificate, the authorities and the token file of before.
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

/** The agents of one target: a pool of our own, or the library's through a proxy, one for each client certificate. */
class Agents {
  readonly #pool: HttpAgent | undefined;
  readonly #proxied = new Map<string, RequestOptions['agent']>();

  constructor({ server }: Target, isProxied: boolean) {
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
