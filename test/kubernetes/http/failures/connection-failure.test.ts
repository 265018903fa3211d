import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { certificate, clientCertificate } from '../../../fakes/api-server/certificates.ts';
import { cut, FakeApiServer, hang, json } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';

afterEach(() => void vi.useRealTimers());

describe('a server that cannot be reached', () => {
  test('refuses the connection', async () => {
    const server = await FakeApiServer.start();
    await server.stop();
    const cluster = await connectTo(server);
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe(
      `The API server ${server.url} (context "home") refused the connection: nothing listens there.`,
    );
    expect(failure.hint).toContain('kubectl config get-contexts');
  });

  test('has a name that is not known', async () => {
    const cluster = await connectTo({ url: 'https://no-such-host.invalid:6443' });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('https://no-such-host.invalid:6443 (context "home") cannot be reached');
    expect(failure.message).toContain('host name cannot be resolved');
  });

  test('cuts every connection: three tries, then the failure', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', cut);
    const failure = await caught((await connectTo(server)).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('closed the connection before it answered');
    expect(server.count('GET /api/v1/pods')).toBe(3);
  });
});

describe('a certificate that cannot be trusted', () => {
  test('of an unknown authority', async () => {
    await using server = await FakeApiServer.start();
    const other = await clientCertificate('another authority');
    const authority = Buffer.from(other.cert).toString('base64');
    const cluster = await connectTo(server, { cluster: { 'certificate-authority-data': authority } });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('a certificate of an authority that the kubeconfig does not know');
    expect(failure.hint).toContain('cluster "home-cluster"');
    expect(server.requests).toEqual([]);
  });

  test('of an unknown authority, where the kubeconfig names none', async () => {
    await using server = await FakeApiServer.start();
    const cluster = await connectTo(server, { cluster: { 'certificate-authority-data': '' } });
    expect((await caught(cluster.list(resources.pods, {}))).message).toContain('the kubeconfig does not know');
  });

  test('that has expired', async () => {
    await using server = await FakeApiServer.start({ certificate: 'expired' });
    const authority = Buffer.from((await certificate('expired')).cert).toString('base64');
    const cluster = await connectTo(server, { cluster: { 'certificate-authority-data': authority } });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('a certificate that is out of date');
    expect(failure.hint).toContain('clocks');
  });

  test('for another host, unless that name is expected', async () => {
    await using server = await FakeApiServer.start({ certificate: 'wrong-name' });
    const authority = Buffer.from((await certificate('wrong-name')).cert).toString('base64');
    const cluster = { 'certificate-authority-data': authority };
    const failure = await caught((await connectTo(server, { cluster })).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('a certificate that is not for 127.0.0.1');
    expect(failure.hint).toContain('tls-server-name for cluster "home-cluster"');

    server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
    const misnamed = { ...cluster, 'tls-server-name': 'third.example.org' };
    const other = await caught((await connectTo(server, { cluster: misnamed })).list(resources.pods, {}));
    expect(other.message).toContain('a certificate that is not for third.example.org');
    const named = { ...cluster, 'tls-server-name': 'elsewhere.example.org' };
    await expect((await connectTo(server, { cluster: named })).list(resources.pods, {})).resolves.toEqual([]);
  });

  test.each([
    ['127.0.0.1', true],
    ['127.0.0.2', false],
  ])('may be expected to be for an address: %s', async (address, isRight) => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
    const url = server.url.replace('127.0.0.1', 'localhost');
    const cluster = await connectTo({ url }, { cluster: { 'tls-server-name': address } });
    const ending = cluster.list(resources.pods, {}).then(
      () => 'fine',
      (error: unknown) => String(error),
    );
    expect(await ending).toContain(isRight ? 'fine' : 'a certificate that is not for 127.0.0.2');
  });

  test('is not looked at with insecure-skip-tls-verify', async () => {
    await using server = await FakeApiServer.start({ certificate: 'expired' });
    server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
    const cluster = await connectTo(server, {
      cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': '' },
    });
    await expect(cluster.list(resources.pods, {})).resolves.toEqual([]);
  });
});

describe('something that is no API server', () => {
  test('speaks plain HTTP where TLS is expected', async () => {
    await using server = await FakeApiServer.start({ isPlain: true });
    const failure = await caught(
      (await connectTo({ url: server.url.replace('http:', 'https:') })).list(resources.pods, {}),
    );
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('does not speak TLS');
  });

  test('speaks something else than HTTP', async () => {
    await using server = await RawServer.start((socket) => void socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'));
    const failure = await caught((await connectTo(server)).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('does not speak HTTP');
  });

  test('answers with a page', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', (response) => void response.end('<html>\n<body>Please log in</body></html>'));
    const failure = await caught((await connectTo(server)).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('is not a Kubernetes API server: its answer is not JSON and begins with: <html>');
  });

  test('redirects to a login page', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', (response) => void response.writeHead(302, { location: '/login' }).end());
    const failure = await caught((await connectTo(server)).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('it answered with a redirect (302)');
  });
});

describe('a server that hangs', () => {
  test('before TLS', async () => {
    await using server = await RawServer.start(() => undefined);
    const failure = await silentFor30s(server.accepted, `https://127.0.0.1:${server.port}`);
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('accepted the connection but did not complete the TLS handshake within 30s');
    expect(failure.hint).toContain('--request-timeout');
  });

  test('before the answer', async () => {
    await using server = await FakeApiServer.start();
    const asked = new Promise<void>((resolve) => server.on('GET /api/v1/pods', () => resolve()));
    const failure = await silentFor30s(asked, server.url);
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('accepted the request but did not answer within 30s');
  });

  test('in the middle of its answer', async () => {
    await using server = await FakeApiServer.start();
    const begun = new Promise<void>((resolve) =>
      server.on('GET /api/v1/pods', (response) => response.write('{"items":', () => setImmediate(resolve))),
    );
    const failure = await silentFor30s(begun, server.url);
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('started to answer, then sent nothing for 30s');
  });

  test('longer than --request-timeout, which is our own deadline', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', hang);
    const failure = await caught(
      (await connectTo(server, { options: { requestTimeoutMs: 50 } })).list(resources.pods, {}),
    );
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('did not answer within 0.05s');
    expect(failure.hint).toContain('--request-timeout');
  });

  test('dribbles past --request-timeout, which is for the whole answer', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', (response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const cluster = await connectTo(server, { options: { requestTimeoutMs: 150 } });
    expect((await caught(cluster.list(resources.pods, {}))).kind).toBe('unreachable');
  });

  test('until Ctrl-C', async () => {
    await using server = await FakeApiServer.start();
    const controller = new AbortController();
    server.on('GET /api/v1/pods', () => controller.abort());
    const failure = await caught((await connectTo(server)).list(resources.pods, {}, controller.signal));
    expect(failure.kind).toBe('interrupted');
  });
});

/** How a list ends after half a minute of silence at this point. */
async function silentFor30s(soFar: Promise<unknown>, url: string) {
  const cluster = await connectTo({ url });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const failure = caught(cluster.list(resources.pods, {}));
  await soFar;
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  vi.advanceTimersByTime(30_000);
  return failure;
}

/** A server below HTTP. */
class RawServer implements AsyncDisposable {
  readonly accepted: Promise<unknown>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(onConnection: (socket: Socket) => void) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.accepted = promise;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
      resolve(undefined);
    });
  }

  static async start(onConnection: (socket: Socket) => void): Promise<RawServer> {
    const server = new RawServer(onConnection);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
