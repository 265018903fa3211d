import { BlockList, isIP } from 'node:net';
import { Failure } from '../../../errors.ts';
import { withoutCredentials } from '../../../without-credentials.ts';
import type { Host } from './host.ts';
import { isLoopback } from './loopback.ts';
import type { ConnectionTarget } from './target.ts';
import { asText } from './tree.ts';

/** The proxy for the API server: the cluster's own `proxy-url`, else the one from the environment. */
export function proxyFor({ cluster, clusterName, server }: ConnectionTarget, env: Host['env']): string | undefined {
  const own = asText(cluster['proxy-url']);
  if (own !== undefined) return usable(own, `the cluster "${clusterName}" of the kubeconfig`);
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const inEnvironment = asText(env[name]) ?? asText(env[name.toLowerCase()]);
  if (inEnvironment === undefined || isExempt(server, env['NO_PROXY'] ?? env['no_proxy'] ?? '')) return undefined;
  return usable(/^[a-z0-9]+:\/\//i.test(inEnvironment) ? inEnvironment : `http://${inEnvironment}`, name);
}

function usable(text: string, where: string): string {
  if (URL.canParse(text) && /^(?:https?|socks(?:4a?|5h?)?):$/.test(new URL(text).protocol)) return text;
  throw new Failure('unreachable', `The proxy "${withoutCredentials(text)}" of ${where} is not a valid address.`, {
    hint: 'expected http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT',
  });
}

/** Parses NO_PROXY like Go programs, including kubectl: loopback is never proxied. */
function isExempt(server: URL, noProxy: string): boolean {
  if (isLoopback(server)) return true;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  return noProxy
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => rule !== '' && (rule === '*' || isInRange(host, rule) || isNamed(host, port, rule)));
}

function isInRange(host: string, range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family) return false;
  if (bits === '') return address === host;
  if (!/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function isNamed(host: string, port: string, rule: string): boolean {
  const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? [];
  if (rulePort !== undefined && rulePort !== port) return false;
  const domain = name.replace(/^\*(?=\.)/, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}
