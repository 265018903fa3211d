import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { ExecEvent, ExecRequest } from '../../../src/kube/cluster.ts';
import { caught } from '../caught.ts';
import { cut, FakeApiServer, hang, json, status, talks, type Handler } from '../fake-api-server.ts';
import { connectTo } from '../kubeconfig-file.ts';
import { object } from '../objects.ts';

const route = 'GET /api/v1/namespaces/home/pods/looker/exec';
const request: ExecRequest = { namespace: 'home', name: 'looker', container: 'volume', command: ['cat', '/a'] };
const success = { status: 'Success' };

function exited(code: string, reason = 'NonZeroExitCode') {
  const causes = [{ reason: 'ExitCode', message: code }];
  return { status: 'Failure', reason, message: `command terminated with exit code ${code}`, details: { causes } };
}

/** One message of a channel. */
function on(channel: number, content: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), Buffer.from(content as string)]);
}

/** Says all that, then how it ended, and closes. */
function says(messages: readonly Buffer[], end: object = success): Handler {
  return talks((socket) => {
    for (const message of [...messages, on(3, JSON.stringify(end))]) socket.send(message);
    socket.close();
  });
}

async function run(server: FakeApiServer, asked: Partial<ExecRequest> = {}, signal = AbortSignal.timeout(8_000)) {
  const cluster = await connectTo(server);
  return Array.fromAsync(cluster.exec({ ...request, ...asked }, signal));
}

function textOf(events: readonly ExecEvent[], type: 'stdout' | 'stderr'): string {
  return events.map((event) => (event.type === type ? Buffer.from(event.bytes).toString() : '')).join('');
}

/** Settles when so many messages have come from the client. */
function heard(socket: WebSocket, count: number): Promise<readonly Buffer[]> {
  const messages: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      messages.push(data);
      if (messages.length === count) resolve(messages);
    });
  });
}

async function* each<T>(...items: readonly T[]): AsyncGenerator<T, void> {
  for (const item of items) yield await Promise.resolve(item);
}

describe.concurrent('an answer that would be wrong', () => {
  test.each([
    ['at once', []],
    ['after some output', [on(1, 'half of it')]],
  ])('is none: a connection that closes without a status, %s', async (_when, messages) => {
    await using server = await FakeApiServer.start();
    server.on(
      route,
      talks((socket) => {
        for (const message of messages) socket.send(message);
        socket.close();
      }),
    );
    const failure = await caught(run(server));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe('The connection to pod home/looker was cut before cat had ended.');
  });

  test('is none: a connection that is cut', async () => {
    await using server = await FakeApiServer.start();
    server.on(
      route,
      talks((socket) => socket.send(on(1, 'half'), () => socket.terminate())),
    );
    expect((await caught(run(server))).kind).toBe('unreachable');
  });

  test('is none: something that is no WebSocket message', async () => {
    await using server = await FakeApiServer.start();
    server.on(
      route,
      talks((socket) => {
        socket.send(on(1, 'half'));
        (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      }),
    );
    expect((await caught(run(server))).kind).toBe('unreachable');
  });

  test.each([
    ['no JSON', 'gone'],
    ['cut JSON', '{"status":"Succ'],
    ['an exit code that is none', JSON.stringify(exited('many'))],
    ['an exit code that is nothing', JSON.stringify(exited(''))],
    ['neither success nor failure', '{"status":"Perhaps"}'],
    ['null', 'null'],
  ])('is none: a status that is %s', async (_what, text) => {
    await using server = await FakeApiServer.start();
    server.on(
      route,
      talks((socket) => {
        socket.send(on(3, text));
        socket.close();
      }),
    );
    const failure = await caught(run(server));
    expect(failure.kind).toBe('failed');
    expect(failure.message).toContain('cat could not be run in pod home/looker: ');
  });

  test('is none: what comes on a channel that a program does not write to', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, says([on(1, 'out'), on(0, 'in'), on(4, 'size'), on(7, 'what?'), on(255, 'close')]));
    expect(textOf(await run(server), 'stdout')).toBe('out');
  });
});

describe.concurrent('a program', () => {
  test('is told word for word, and what it says is told apart', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, says([on(1, ''), on(2, ''), on(1, 'one'), on(2, 'oh'), on(1, 'two')]));
    const events = await run(server, { command: ['sh', '-c', 'a & b=c "d"\n+ä', ''] });
    expect(events.map(({ type }) => type)).toEqual(['stdout', 'stderr', 'stdout', 'ended']);
    expect([textOf(events, 'stdout'), textOf(events, 'stderr')]).toEqual(['onetwo', 'oh']);
    expect(events.at(-1)).toEqual({ type: 'ended', exitCode: 0 });
    const [asked] = server.requests;
    expect(asked?.query.getAll('command')).toEqual(['sh', '-c', 'a & b=c "d"\n+ä', '']);
    expect(Object.fromEntries(asked?.query ?? [])).toMatchObject({
      container: 'volume',
      stdin: 'false',
      stdout: 'true',
      stderr: 'true',
      tty: 'false',
    });
    expect(asked?.headers['sec-websocket-protocol']).toBe('v5.channel.k8s.io,v4.channel.k8s.io');
    expect(asked?.headers.authorization).toBe('Bearer secret-token');
  });

  test.each([1, 66, 137])('that fails has its exit code: %i', async (code) => {
    await using server = await FakeApiServer.start();
    server.on(route, says([], exited(String(code))));
    expect(await run(server)).toEqual([{ type: 'ended', exitCode: code }]);
  });

  test('that is not there is a Failure with the words of the runtime', async () => {
    await using server = await FakeApiServer.start();
    const message = 'exec: "cat": executable file not found in $PATH';
    server.on(route, says([], { status: 'Failure', reason: 'InternalError', message, code: 500 }));
    const failure = await caught(run(server));
    expect([failure.kind, failure.message]).toEqual(['failed', `cat could not be run in pod home/looker: ${message}`]);
  });

  test('may say much at once: every byte comes, in order', async () => {
    await using server = await FakeApiServer.start();
    const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(300_000, index));
    server.on(route, says(pieces.map((piece) => on(1, piece))));
    const events = await run(server);
    const bytes = events.flatMap((event) => (event.type === 'stdout' ? [Buffer.from(event.bytes)] : []));
    expect(Buffer.concat(bytes).equals(Buffer.concat(pieces))).toBe(true);
  });

  test('is held back while nobody takes what it says', async () => {
    await using server = await FakeApiServer.start();
    const sender = Promise.withResolvers<WebSocket>();
    const total = 64;
    server.on(
      route,
      talks((socket) => {
        for (let count = 0; count < total; count += 1) socket.send(on(1, Buffer.alloc(1_000_000)));
        socket.send(on(3, JSON.stringify(success)));
        socket.close();
        sender.resolve(socket);
      }),
    );
    const cluster = await connectTo(server);
    const events = cluster.exec(request, AbortSignal.timeout(8_000))[Symbol.asyncIterator]();
    await events.next();
    const socket = await sender.promise;
    let before = -1;
    // Until the system's own buffers are full and nothing moves any more.
    while (before !== socket.bufferedAmount) {
      before = socket.bufferedAmount;
      await sleep(100);
    }
    expect(socket.bufferedAmount).toBeGreaterThan(30_000_000);
    let received = 1;
    for (;;) {
      const { done, value } = await events.next();
      if (done === true || value.type === 'ended') break;
      received += 1;
    }
    expect(received).toBe(total);
    expect(socket.bufferedAmount).toBe(0);
  });
});

describe.concurrent('a program that reads', () => {
  /** Ends the program when so many messages have come. */
  function listens(count: number, messages: Promise<readonly Buffer[]>[], protocol: string): Handler {
    return talks((socket) => {
      const all = heard(socket, count);
      messages.push(all);
      void all.then(async () => {
        // What should not come would come at once.
        await sleep(50);
        socket.send(on(3, JSON.stringify(success)));
        socket.close();
      });
    }, protocol);
  }

  test('is told that there is no more, by a server that knows the word', async () => {
    await using server = await FakeApiServer.start();
    const messages: Promise<readonly Buffer[]>[] = [];
    server.on(route, listens(3, messages, 'v5.channel.k8s.io'));
    await run(server, { stdin: each(Buffer.from('one'), Buffer.from('two')) });
    expect(await messages[0]).toEqual([on(0, 'one'), on(0, 'two'), Buffer.of(255, 0)]);
    expect(server.requests[0]?.query.get('stdin')).toBe('true');
  });

  test('is not told so by the word that an older server does not know', async () => {
    await using server = await FakeApiServer.start();
    const more: Buffer[] = [];
    server.on(
      route,
      talks((socket) => {
        socket.on('message', (data: Buffer) => more.push(data));
        void heard(socket, 1).then(async () => {
          await sleep(100);
          socket.send(on(3, JSON.stringify(success)));
          socket.close();
        });
      }, 'v4.channel.k8s.io'),
    );
    await run(server, { stdin: each(Buffer.from('one')) });
    expect(more).toEqual([on(0, 'one')]);
  });

  test('ends also while its source has nothing more to say', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, says([on(1, 'bye')]));
    const source = new ReadableStream<Uint8Array>();
    expect(textOf(await run(server, { stdin: source }), 'stdout')).toBe('bye');
  });

  test('in a terminal is told its size, and each other one', async () => {
    await using server = await FakeApiServer.start();
    const messages: Promise<readonly Buffer[]>[] = [];
    server.on(route, listens(2, messages, 'v5.channel.k8s.io'));
    const terminalSizes = each({ columns: 80, rows: 24 }, { columns: 140, rows: 50 });
    await run(server, { terminalSizes });
    expect(await messages[0]).toEqual([on(4, '{"Width":80,"Height":24}'), on(4, '{"Width":140,"Height":50}')]);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toMatchObject({ tty: 'true', stderr: 'false' });
  });
});

describe.concurrent('a server that does not open it', () => {
  test('for credentials that it does not accept says whose they are', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(401, 'Unauthorized', 'Unauthorized'));
    const failure = await caught(run(server));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toContain('did not accept the credentials of user "ada"');
    expect(server.count(route)).toBe(1); // a token in a kubeconfig does not become another
  });

  test('for lack of a right says which', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(403, 'Forbidden', 'no', { name: 'looker', kind: 'pods' }));
    server.on('POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', json({ status: { allowed: false } }, 201));
    const failure = await caught(run(server));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toContain('may not get pods/exec "looker" in namespace home');
    expect(failure.missingRight).toMatchObject({ verb: 'get', resource: 'pods', subresource: 'exec' });
    expect(server.count(route)).toBe(1);
  });

  test('for a pod that is gone says so', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(404, 'NotFound', 'pods "looker" not found', { name: 'looker', kind: 'pods' }));
    server.on('GET /api/v1/namespaces/home', json(object('home', 1)));
    const failure = await caught(run(server));
    expect([failure.kind, failure.message]).toEqual(['not-found', 'There is no Pod "looker" in namespace home.']);
  });

  test('for a container that does not run is heard with its own words', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(400, 'BadRequest', 'container volume is not valid for pod looker'));
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
    server.on(route, handler);
    const failure = await caught(run(server));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toMatch(/^The API server https:.* \(context "home"\) is none: /);
    expect(failure.message).not.toContain('redirect');
  });

  test('because it redirects elsewhere is not followed', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, (response) => response.writeHead(302, { location: `${server.url}/login` }).end());
    const failure = await caught(run(server));
    expect([failure.kind, server.requests.length]).toEqual(['unreachable', 1]);
  });

  test('and cuts the connection is not asked again: the program may have begun', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, cut);
    expect((await caught(run(server))).kind).toBe('unreachable');
    expect(server.count(route)).toBe(1);
  });

  test('but has too much to do is asked again', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(route, status(429, 'TooManyRequests', 'later'), says([on(1, 'now')]));
    expect(textOf(await run(server), 'stdout')).toBe('now');
  });

  test.each<[string, Handler]>([
    ['never answers', hang],
    ['begins to say why and does not go on', (response) => void response.writeHead(403).write('{"kind":')],
  ])('and %s is given up after the time that was asked for', async (_what, handler) => {
    await using server = await FakeApiServer.start();
    server.on(route, handler);
    const cluster = await connectTo(server, { options: { requestTimeoutMs: 300 } });
    const failure = await caught(Array.fromAsync(cluster.exec(request, AbortSignal.timeout(8_000))));
    expect(failure.kind).toBe('timeout');
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
  server.inTurn(route, unauthorized, says([on(1, 'in')]));
  const cluster = await connectTo(server, { user: { exec } });
  expect(textOf(await Array.fromAsync(cluster.exec(request)), 'stdout')).toBe('in');
  const tokens = server.requests.map(({ headers }) => headers.authorization);
  expect(new Set(tokens).size).toBe(2);
  server.on(route, unauthorized);
  expect((await caught(Array.fromAsync(cluster.exec(request)))).kind).toBe('forbidden');
  expect(server.count(route)).toBe(4);
});

describe.concurrent('an interruption', () => {
  async function closed(server: FakeApiServer): Promise<void> {
    while (server.openConnections > 0) await sleep(10);
  }

  test('before it begins sends nothing', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, says([]));
    expect((await caught(run(server, {}, AbortSignal.abort()))).kind).toBe('interrupted');
    await closed(server);
  });

  test('while it opens leaves no connection', async () => {
    await using server = await FakeApiServer.start();
    const interruption = new AbortController();
    server.on(route, () => interruption.abort());
    expect((await caught(run(server, {}, interruption.signal))).kind).toBe('interrupted');
    await closed(server);
  });

  test('while nothing is said leaves no connection', async () => {
    await using server = await FakeApiServer.start();
    const interruption = new AbortController();
    server.on(
      route,
      talks((socket) => socket.send(on(1, 'one'))),
    );
    const cluster = await connectTo(server);
    const reading = (async () => {
      for await (const event of cluster.exec(
        { ...request, stdin: new ReadableStream<Uint8Array>() },
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
      route,
      talks((socket) => {
        for (let count = 0; count < 50; count += 1) socket.send(on(1, Buffer.alloc(100_000)));
      }),
    );
    for await (const event of (await connectTo(server)).exec(request)) {
      expect(event.type).toBe('stdout');
      break;
    }
    await closed(server);
  });
});
