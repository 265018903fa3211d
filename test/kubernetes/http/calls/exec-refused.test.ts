import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { caught } from '../../../fakes/api-server/caught.ts';
import {
  cut,
  FakeApiServer,
  hang,
  json,
  status,
  talks,
  type Handler,
} from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';
import { catRequest, execRoute, on, run, says, textOf } from '../../../fakes/api-server/programs.ts';

describe.concurrent('a server that does not open it', () => {
  test('for credentials that it does not accept says whose they are', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, status(401, 'Unauthorized', 'Unauthorized'));
    const failure = await caught(run(server));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toContain('did not accept the credentials of user "ada"');
    expect(server.count(execRoute)).toBe(1); // a token in a kubeconfig does not become another
  });

  test.each([
    ['get', 'get'],
    // Since 1.35; a user who only has `get` is not reported as allowed.
    ['create', 'create'],
  ])('for lack of the right to %s says so', async (_verb, verb) => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, status(403, 'Forbidden', 'no', { name: 'looker', kind: 'pods' }));
    server.on('POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', (response, received) => {
      const { spec } = JSON.parse(received.body) as { spec: { resourceAttributes: { verb: string } } };
      json({ status: { allowed: spec.resourceAttributes.verb !== verb } }, 201)(response, received);
    });
    const failure = await caught(run(server));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toContain(`cannot ${verb} pods/exec "looker" in namespace home`);
    expect(failure.missingRight).toMatchObject({ verb, resource: 'pods', subresource: 'exec' });
    expect(server.count(execRoute)).toBe(1);
  });

  test('although the rights are there has another reason, and its own words', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, status(403, 'Forbidden', 'pods "looker" is forbidden: no exec on Fridays'));
    server.on('POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', json({ status: { allowed: true } }, 201));
    const failure = await caught(run(server));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain('no exec on Fridays');
  });

  test('for a pod that is gone says so', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, status(404, 'NotFound', 'pods "looker" not found', { name: 'looker', kind: 'pods' }));
    server.on('GET /api/v1/namespaces/home', json(object('home', 1)));
    const failure = await caught(run(server));
    expect([failure.kind, failure.message]).toEqual(['not-found', 'There is no Pod "looker" in namespace home.']);
  });

  test('for a container that does not run is heard with its own words', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, status(400, 'BadRequest', 'container volume is not valid for pod looker'));
    const failure = await caught(run(server));
    expect([failure.kind, failure.message]).toEqual([
      'refused',
      'The API server refused to get pods/exec "looker" in namespace home: container volume is not valid for pod looker',
    ]);
  });

  test.each<[string, Handler]>([
    ['a page', (response) => response.writeHead(200).end('<html>Welcome</html>')],
    [
      'another protocol',
      (response) => {
        response.writeHead(101, { upgrade: 'h2c', connection: 'Upgrade' });
        response.end();
      },
    ],
    ['a WebSocket of no protocol that was asked for', talks(() => undefined, 'chat')],
  ])('because it is no API server is unreachable: %s', async (_what, handler) => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, handler);
    const failure = await caught(run(server));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toMatch(/^The API server https:.* \(context "home"\) is not a Kubernetes API server: /);
    expect(failure.message).not.toContain('redirect');
  });

  test('because it redirects elsewhere is not followed', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, (response) => response.writeHead(302, { location: `${server.url}/login` }).end());
    const failure = await caught(run(server));
    expect([failure.kind, server.requests.length]).toEqual(['unreachable', 1]);
  });

  test('and cuts the connection is not asked again: the program may have begun', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, cut);
    expect((await caught(run(server))).kind).toBe('unreachable');
    expect(server.count(execRoute)).toBe(1);
  });

  test.each<[string, Handler]>([
    ['never answers', hang],
    ['begins to say why and does not go on', (response) => void response.writeHead(403).write('{"kind":')],
  ])('and %s is given up after the time that was asked for', async (_what, handler) => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, handler);
    const cluster = await connectTo(server, { options: { requestTimeoutMs: 300 } });
    const failure = await caught(Array.fromAsync(cluster.exec(catRequest, AbortSignal.timeout(8_000))));
    expect(failure.kind).toBe('unreachable');
    expect(failure.hint).toContain('--request-timeout');
  });
});

test('credentials of a plug-in are renewed once', async () => {
  await using server = await FakeApiServer.start();
  const script = `console.log(JSON.stringify({apiVersion:'client.authentication.k8s.io/v1',kind:'ExecCredential',status:{token:String(Math.random())}}))`;
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: globalThis.process.execPath,
    args: ['-e', script],
    interactiveMode: 'Never',
  };
  const unauthorized = status(401, 'Unauthorized', 'Unauthorized');
  server.inTurn(execRoute, unauthorized, says([on(1, 'in')]));
  const cluster = await connectTo(server, { user: { exec } });
  expect(textOf(await Array.fromAsync(cluster.exec(catRequest)), 'stdout')).toBe('in');
  const tokens = server.requests.map(({ headers }) => headers.authorization);
  expect(new Set(tokens).size).toBe(2);
  server.on(execRoute, unauthorized);
  expect((await caught(Array.fromAsync(cluster.exec(catRequest)))).kind).toBe('forbidden');
  expect(server.count(execRoute)).toBe(4);
});

describe.concurrent('an interruption', () => {
  async function closed(server: FakeApiServer): Promise<void> {
    while (server.openConnections > 0) await sleep(10);
  }

  test('before it begins sends nothing', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, says([]));
    expect((await caught(run(server, {}, AbortSignal.abort()))).kind).toBe('interrupted');
    await closed(server);
  });

  test('while it opens leaves no connection', async () => {
    await using server = await FakeApiServer.start();
    const interruption = new AbortController();
    server.on(execRoute, () => interruption.abort());
    expect((await caught(run(server, {}, interruption.signal))).kind).toBe('interrupted');
    await closed(server);
  });

  test('while nothing is said leaves no connection', async () => {
    await using server = await FakeApiServer.start();
    const interruption = new AbortController();
    server.on(
      execRoute,
      talks((socket) => socket.send(on(1, 'one'))),
    );
    const cluster = await connectTo(server);
    const reading = (async () => {
      for await (const event of cluster.exec(
        { ...catRequest, stdin: new ReadableStream<Uint8Array>() },
        interruption.signal,
      )) {
        expect(event.type).toBe('stdout');
        setTimeout(() => interruption.abort(), 20);
      }
    })();
    expect((await caught(reading)).kind).toBe('interrupted');
    await closed(server);
  });

  test('by a reader that leaves leaves no connection', async () => {
    await using server = await FakeApiServer.start();
    server.on(
      execRoute,
      talks((socket) => {
        for (let count = 0; count < 50; count += 1) socket.send(on(1, Buffer.alloc(100_000)));
      }),
    );
    for await (const event of (await connectTo(server)).exec(catRequest)) {
      expect(event.type).toBe('stdout');
      break;
    }
    await closed(server);
  });
});
