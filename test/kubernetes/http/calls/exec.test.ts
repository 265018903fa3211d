import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer, talks, type Handler } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import {
  catRequest,
  each,
  execRoute,
  exited,
  heard,
  on,
  run,
  says,
  success,
  textOf,
} from '../../../fakes/api-server/programs.ts';

describe.concurrent('an answer that would be wrong', () => {
  test.each([
    ['at once', []],
    ['after some output', [on(1, 'half of it')]],
  ])('is none: a connection that closes without a status, %s', async (_when, messages) => {
    await using server = await FakeApiServer.start();
    server.on(
      execRoute,
      talks((socket) => {
        for (const message of messages) socket.send(message);
        socket.close();
      }),
    );
    const failure = await caught(run(server));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe('The connection to pod home/looker broke before cat ended.');
  });

  test('is none: a connection that is cut', async () => {
    await using server = await FakeApiServer.start();
    server.on(
      execRoute,
      talks((socket) => socket.send(on(1, 'half'), () => socket.terminate())),
    );
    expect((await caught(run(server))).kind).toBe('unreachable');
  });

  test('is none: something that is no WebSocket message', async () => {
    await using server = await FakeApiServer.start();
    server.on(
      execRoute,
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
      execRoute,
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
    server.on(execRoute, says([on(1, 'out'), on(0, 'in'), on(4, 'size'), on(7, 'what?'), on(255, 'close')]));
    expect(textOf(await run(server), 'stdout')).toBe('out');
  });
});

describe.concurrent('a program', () => {
  test('is told word for word, and what it says is told apart', async () => {
    await using server = await FakeApiServer.start();
    server.on(execRoute, says([on(1, ''), on(2, ''), on(1, 'one'), on(2, 'oh'), on(1, 'two')]));
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
    server.on(execRoute, says([], exited(String(code))));
    expect(await run(server)).toEqual([{ type: 'ended', exitCode: code }]);
  });

  test('that is not there is a Failure with the words of the runtime', async () => {
    await using server = await FakeApiServer.start();
    const message = 'exec: "cat": executable file not found in $PATH';
    server.on(execRoute, says([], { status: 'Failure', reason: 'InternalError', message, code: 500 }));
    const failure = await caught(run(server));
    expect([failure.kind, failure.message]).toEqual(['failed', `cat could not be run in pod home/looker: ${message}`]);
  });

  test('may say much at once: every byte comes, in order', async () => {
    await using server = await FakeApiServer.start();
    const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(300_000, index));
    server.on(execRoute, says(pieces.map((piece) => on(1, piece))));
    const events = await run(server);
    const bytes = events.flatMap((event) => (event.type === 'stdout' ? [Buffer.from(event.bytes)] : []));
    expect(Buffer.concat(bytes).equals(Buffer.concat(pieces))).toBe(true);
  });

  test('is held back while nobody takes what it says', async () => {
    await using server = await FakeApiServer.start();
    const sender = Promise.withResolvers<WebSocket>();
    const total = 64;
    server.on(
      execRoute,
      talks((socket) => {
        for (let count = 0; count < total; count += 1) socket.send(on(1, Buffer.alloc(1_000_000)));
        socket.send(on(3, JSON.stringify(success)));
        socket.close();
        sender.resolve(socket);
      }),
    );
    const cluster = await connectTo(server);
    const events = cluster.exec(catRequest, AbortSignal.timeout(8_000))[Symbol.asyncIterator]();
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
      const next = await events.next();
      if (next.done === true || next.value.type === 'ended') break;
      received += 1;
    }
    expect(received).toBe(total);
    expect(socket.bufferedAmount).toBe(0);
  });
});

describe.concurrent('a program that reads', () => {
  /** Ends the program when this many messages have arrived. */
  function listens(count: number, messages: Promise<readonly Buffer[]>[], protocol: string): Handler {
    return talks((socket) => {
      const all = heard(socket, count);
      messages.push(all);
      void all.then(async () => {
        // An unexpected message would arrive immediately.
        await sleep(50);
        socket.send(on(3, JSON.stringify(success)));
        socket.close();
      });
    }, protocol);
  }

  test('is told that there is no more, by a server that knows the word', async () => {
    await using server = await FakeApiServer.start();
    const messages: Promise<readonly Buffer[]>[] = [];
    server.on(execRoute, listens(3, messages, 'v5.channel.k8s.io'));
    await run(server, { stdin: each(Buffer.from('one'), Buffer.from('two')) });
    expect(await messages[0]).toEqual([on(0, 'one'), on(0, 'two'), Buffer.of(255, 0)]);
    expect(server.requests[0]?.query.get('stdin')).toBe('true');
  });

  test('is not told so by the word that an older server does not know', async () => {
    await using server = await FakeApiServer.start();
    const more: Buffer[] = [];
    server.on(
      execRoute,
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
    server.on(execRoute, says([on(1, 'bye')]));
    const source = new ReadableStream<Uint8Array>();
    expect(textOf(await run(server, { stdin: source }), 'stdout')).toBe('bye');
  });

  test('in a terminal is told its size, and each other one', async () => {
    await using server = await FakeApiServer.start();
    const messages: Promise<readonly Buffer[]>[] = [];
    server.on(execRoute, listens(2, messages, 'v5.channel.k8s.io'));
    const terminalSizes = each({ columns: 80, rows: 24 }, { columns: 140, rows: 50 });
    await run(server, { terminalSizes });
    expect(await messages[0]).toEqual([on(4, '{"Width":80,"Height":24}'), on(4, '{"Width":140,"Height":50}')]);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toMatchObject({ tty: 'true', stderr: 'false' });
  });
});
