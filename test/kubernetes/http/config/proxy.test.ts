import { describe, expect, test } from 'vitest';
import { proxyFor } from '../../../../src/kubernetes/http/config/proxy.ts';
import type { ConnectionTarget } from '../../../../src/kubernetes/http/config/target.ts';
import { Failure } from '../../../../src/errors.ts';

function target(server: string, cluster: object = {}): ConnectionTarget {
  return {
    contextName: 'home',
    clusterName: 'home',
    userName: 'ada',
    namespace: 'default',
    server: new URL(server),
    cluster: { ...cluster },
    user: {},
    impersonation: { user: undefined, uid: undefined, groups: [], extra: {} },
  };
}

const proxy = 'http://proxy.example.org:3128';

describe('the proxy on the way to the API server', () => {
  test.each([
    ['https://api.example.org:6443', { HTTPS_PROXY: proxy }, proxy],
    ['https://api.example.org:6443', { https_proxy: proxy }, proxy],
    ['https://api.example.org:6443', { HTTPS_PROXY: 'proxy.example.org:3128' }, proxy],
    ['https://api.example.org:6443', { HTTPS_PROXY: 'socks5://proxy:1080' }, 'socks5://proxy:1080'],
    ['https://api.example.org:6443', { HTTP_PROXY: proxy }, undefined],
    ['http://api.example.org:8080', { HTTP_PROXY: proxy }, proxy],
    ['https://api.example.org:6443', {}, undefined],
    ['https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, undefined],
    ['https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
  ])('%s with %o is %s', (server, env, expected) => {
    expect(proxyFor(target(server), env)).toBe(expected);
  });

  test.each([
    ['*', true],
    ['example.org', true],
    ['.example.org', true],
    ['*.example.org', true],
    ['ample.org', false],
    ['api.example.org', true],
    ['api.example.org:6443', true],
    ['api.example.org:443', false],
    ['other.org, API.example.org', true],
    ['10.0.0.0/8', false],
    ['', false],
  ])('NO_PROXY=%s spares api.example.org:6443: %s', (noProxy, isSpared) => {
    const env = { HTTPS_PROXY: proxy, NO_PROXY: noProxy };
    expect(proxyFor(target('https://api.example.org:6443'), env) === undefined).toBe(isSpared);
  });

  test.each([
    ['10.0.0.0/8', true],
    ['10.1.2.3', true],
    ['10.1.2.4', false],
    ['fd00::/8', false],
    ['10.1.2.3/not-a-number', false],
    ['10.1.2.3/99', false],
  ])('NO_PROXY=%s spares 10.1.2.3: %s', (noProxy, isSpared) => {
    const env = { HTTPS_PROXY: proxy, no_proxy: noProxy };
    expect(proxyFor(target('https://10.1.2.3:6443'), env) === undefined).toBe(isSpared);
  });

  test("a cluster's own proxy-url comes first, whatever NO_PROXY says", () => {
    const own = { 'proxy-url': 'socks5://127.0.0.1:1080' };
    expect(proxyFor(target('https://127.0.0.1:1', own), { HTTPS_PROXY: proxy, NO_PROXY: '*' })).toBe(own['proxy-url']);
  });

  test('one that is no address is said', () => {
    const broken = () => proxyFor(target('https://a:1', { 'proxy-url': 'ftp://x' }), {});
    expect(broken).toThrow(Failure);
    expect(broken).toThrow('The proxy "ftp://x" of the cluster "home" of the kubeconfig is not a valid address.');
  });
});
