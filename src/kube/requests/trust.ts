import { isIP } from 'node:net';
import * as tls from 'node:tls';
import type { SignedIn } from '../credentials/sign-in.ts';
import type { Target } from '../config/target.ts';
import { asText } from '../config/tree.ts';

/** Dual-stack names: Node gives each address a quarter of a second, which a VPN may well exceed. */
const addressAttemptMs = 2_500;

/** An option of node:net that node:https passes on. */
interface TcpOptions {
  readonly autoSelectFamilyAttemptTimeout?: number;
}

/** What every request starts from; the client library adds what the kubeconfig says about the server's certificate. */
export function baseOptions({ cluster, server }: Target, isThroughSocks: boolean): SignedIn & TcpOptions {
  const base: TcpOptions = { autoSelectFamilyAttemptTimeout: addressAttemptMs };
  if (server.protocol === 'http:') return base;
  // Node checks the server's own address by itself, and would not use a connection twice that has a check of ours.
  const address = isThroughSocks ? server.hostname.replace(/^\[|\]$/g, '') : '';
  const name = asText(cluster['tls-server-name']) ?? address;
  // Left out, NODE_TLS_REJECT_UNAUTHORIZED=0 would switch the check off.
  return { ...base, rejectUnauthorized: true, ...(isIP(name) !== 0 && expectedAddress(name)) };
}

/**
 * Node's own authorities and the system's, which kubectl trusts too; a company's own are there. Only on need: reading them
 * takes a fifth of a second, and using them slows each connection.
 */
export function systemAuthorities(): string[] | undefined {
  if (typeof tls.getCACertificates !== 'function') return undefined; // Node.js before 22.15
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
}

/** TLS cannot ask for an address by name; the certificate is checked for it all the same. */
function expectedAddress(address: string): SignedIn {
  return { servername: '', checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(address, certificate) };
}
