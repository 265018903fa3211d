import { copyFile } from 'node:fs/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { clientCertificate } from '../../../fakes/api-server/certificates.ts';
import { ConnectProxy } from '../../../fakes/api-server/connect-proxy.ts';
import { FakeApiServer, json } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo, Folder } from '../../../fakes/api-server/kubeconfig-file.ts';
import { SocksProxy } from '../../../fakes/api-server/socks-proxy.ts';

/** A name that only the proxy knows. */
const hidden = { url: 'https://api.test:6443' };
const empty = json({ metadata: {}, items: [] });

afterEach(() => void vi.useRealTimers());

describe('through a proxy', () => {
  test('that the cluster names, with its password', async () => {
    await using server = await FakeApiServer.start();
    await using proxy = await ConnectProxy.start(server.port);
    server.on('GET /api/v1/pods', empty);
    const cluster = await connectTo(hidden, { cluster: { 'proxy-url': `http://ada:pa%40ss@${proxy.host}` } });
    await expect(cluster.list(resources.pods, {})).resolves.toEqual([]);
    expect(proxy.asked[0]).toEqual({
      authority: 'api.test:6443',
      authorization: `Basic ${Buffer.from('ada:pa@ss').toString('base64')}`,
    });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret-token');
  });

  test('that the environment names', async () => {
    await using server = await FakeApiServer.start();
    await using proxy = await ConnectProxy.start(server.port);
    server.on('GET /api/v1/pods', empty);
    const cluster = await connectTo(hidden, { env: { HTTPS_PROXY: `http://${proxy.host}` } });
    await expect(cluster.list(resources.pods, {})).resolves.toEqual([]);
    expect(proxy.asked).toHaveLength(1);
  });

  test('that speaks SOCKS', async () => {
    await using server = await FakeApiServer.start();
    await using proxy = await SocksProxy.start(server.port);
    server.on('GET /api/v1/pods', empty);
    const cluster = await connectTo(hidden, { cluster: { 'proxy-url': `socks5h://${proxy.host}` } });
    await expect(cluster.list(resources.pods, {})).resolves.toEqual([]);
    expect(proxy.connections).toBe(1);
  });

  test.each(['http', 'socks5h'])('(%s) a server with an address instead of a name', async (scheme) => {
    await using server = await FakeApiServer.start();
    await using proxy = scheme === 'http' ? await ConnectProxy.start(server.port) : await SocksProxy.start(server.port);
    server.on('GET /api/v1/pods', empty);
    const cluster = await connectTo(server, { cluster: { 'proxy-url': `${scheme}://${proxy.host}` } });
    await expect(cluster.list(resources.pods, {})).resolves.toEqual([]);
  });

  test('a client certificate that a plug-in has renewed is used from then on', async () => {
    await using server = await FakeApiServer.start({ requestCert: true });
    await using proxy = await ConnectProxy.start(server.port);
    await using folder = await Folder.make();
    server.on('GET /api/v1/pods', empty);
    const answers = await Promise.all(
      ['carol', 'dave'].map(async (name) => {
        const { cert, key } = await clientCertificate(name);
        const status = { clientCertificateData: cert, clientKeyData: key, expirationTimestamp: '2020-01-01T00:00:00Z' };
        return folder.write(name, { kind: 'ExecCredential', status });
      }),
    );
    const command = await folder.write('login', `#!/bin/sh\ncat ${folder.path}/current`, 0o700);
    const cluster = await connectTo(hidden, {
      user: { exec: { command } },
      cluster: { 'proxy-url': `http://${proxy.host}` },
      env: { PATH: process.env['PATH'] ?? '' },
    });
    for (const answer of answers) {
      await copyFile(answer, `${folder.path}/current`);
      await cluster.list(resources.pods, {});
    }
    expect(server.requests.map(({ clientName }) => clientName)).toEqual(['carol', 'dave']);
  });

  test('a client certificate is shown to the API server', async () => {
    await using server = await FakeApiServer.start({ requestCert: true });
    await using proxy = await ConnectProxy.start(server.port);
    server.on('GET /api/v1/pods', empty);
    const carol = await clientCertificate('carol');
    const user = {
      'client-certificate-data': Buffer.from(carol.cert).toString('base64'),
      'client-key-data': Buffer.from(carol.key).toString('base64'),
    };
    await (
      await connectTo(hidden, { user, cluster: { 'proxy-url': `http://${proxy.host}` } })
    ).list(resources.pods, {});
    expect(server.requests[0]?.clientName).toBe('carol');
  });

  test.each(['http', 'socks5h'])('(%s) the certificate is checked all the same', async (scheme) => {
    await using server = await FakeApiServer.start();
    await using proxy = scheme === 'http' ? await ConnectProxy.start(server.port) : await SocksProxy.start(server.port);
    const other = await clientCertificate('another authority');
    const cluster = {
      'proxy-url': `${scheme}://${proxy.host}`,
      'certificate-authority-data': Buffer.from(other.cert).toString('base64'),
    };
    const failure = await caught((await connectTo(hidden, { cluster })).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('a certificate of an authority that the kubeconfig does not know');
    expect(server.requests).toEqual([]);
  });
});

describe('a proxy that does not work', () => {
  test('declines: its password stays out of the message', async () => {
    await using proxy = await ConnectProxy.start(1, 'declines');
    const cluster = await connectTo(hidden, { cluster: { 'proxy-url': `http://ada:pa55word@${proxy.host}` } });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain(`through the proxy http://${proxy.host} cannot be reached: Bad response: 407`);
    expect(failure.message).not.toContain('pa55word');
  });

  test('is not there', async () => {
    const proxy = await ConnectProxy.start(1);
    const { host } = proxy;
    await proxy[Symbol.asyncDispose]();
    const cluster = await connectTo(hidden, { cluster: { 'proxy-url': `http://${host}` } });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain(`through the proxy http://${host} refused the connection`);
  });

  test('hangs', async () => {
    await using proxy = await ConnectProxy.start(1, 'hangs');
    const cluster = await connectTo(hidden, {
      cluster: { 'proxy-url': `http://${proxy.host}` },
      options: { requestTimeoutMs: 200 },
    });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain(`through the proxy http://${proxy.host} did not accept a connection within 0.2s`);
  });
});
