import type { RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import * as tls from 'node:tls';
import type { Target } from '../config/target.ts';
import { asFlag, asText } from '../config/tree.ts';
import { pem } from '../credentials/credentials.ts';

/** Which server is believed to be the right one. */
export interface Trust extends RequestOptions {
  readonly autoSelectFamilyAttemptTimeout?: number;
  /** PEM; undefined is Node's own list. */
  readonly authorities?: readonly string[];
}

/** Dual-stack names: Node gives each address a quarter of a second, which a VPN may well exceed. */
const addressAttemptMs = 2_500;

/** What the kubeconfig says about the server's certificate. */
export function trustOf({ cluster, clusterName, server }: Target): Trust {
  const base = { autoSelectFamilyAttemptTimeout: addressAttemptMs };
  if (server.protocol === 'http:') return base;
  const named = { ...base, ...expectedName(asText(cluster['tls-server-name'])) };
  if (asFlag(cluster['insecure-skip-tls-verify'])) return { ...named, rejectUnauthorized: false };
  const authority = pem(cluster, 'certificate-authority', `cluster "${clusterName}"`);
  return { ...named, rejectUnauthorized: true, ...(authority !== undefined && { authorities: [authority] }) };
}

/**
 * The same, believing the system's authorities too, as kubectl does; a company's own are there. Undefined where the
 * kubeconfig names its authority. Only on need: reading them takes a fifth of a second, and using them slows each connection.
 */
export function withSystemAuthorities(trust: Trust): Trust | undefined {
  if (trust.authorities !== undefined || trust.rejectUnauthorized !== true) return undefined;
  if (typeof tls.getCACertificates !== 'function') return undefined; // Node.js before 22.15
  return {
    ...trust,
    authorities: [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])],
  };
}

/** TLS cannot ask for an address by name; the certificate is then compared with it all the same. */
function expectedName(name: string | undefined): RequestOptions {
  if (name === undefined) return {};
  if (isIP(name) === 0) return { servername: name };
  return { servername: '', checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate) };
}
