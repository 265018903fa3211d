import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { cut, FakeApiServer, json, status, type Handler } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { listOf, object } from '../../../fakes/api-server/objects.ts';
import {
  added,
  bookmark,
  deleted,
  expired,
  modified,
  read,
  route,
  sends,
  serve,
  startedFrom,
} from '../../../fakes/api-server/watch-script.ts';

afterEach(() => void vi.useRealTimers());

describe.concurrent('a watch', () => {
  test('lists, says synced, then follows from there', async () => {
    await using server = await FakeApiServer.start();
    const changes = [added(object('b', 11)), modified(object('a', 12)), deleted(object('b', 13))];
    serve(server, [json(listOf(10, [object('a', 9)]))], [sends(changes)]);
    expect(await read(await connectTo(server), 5)).toEqual([
      'added a@9',
      'synced',
      'added b@11',
      'modified a@12',
      'deleted b@13',
    ]);
    const asked = server.requests[1]?.query;
    expect(asked?.get('resourceVersion')).toBe('10');
    expect(asked?.get('allowWatchBookmarks')).toBe('true');
    expect(Number(asked?.get('timeoutSeconds'))).toBeGreaterThan(0);
  });

  test('leaves nothing open when its reader leaves', async () => {
    await using server = await FakeApiServer.start();
    const closed = Promise.withResolvers<undefined>();
    const watching: Handler = (response, request) => {
      response.on('close', () => closed.resolve(undefined));
      sends([added(object('b', 11))])(response, request);
    };
    serve(server, [json(listOf(10, []))], [watching]);
    await read(await connectTo(server), 2);
    await closed.promise;
  });

  test('ends with interrupted, also while it waits to try again', async () => {
    await using server = await FakeApiServer.start();
    serve(server, [json(listOf(10, []))], [sends([])]);
    const cluster = await connectTo(server);
    for (const isDown of [false, true]) {
      const controller = new AbortController();
      const watching = async () => {
        for await (const { type } of cluster.watch(resources.pods, {}, controller.signal)) {
          expect(type).toBe('synced');
          if (isDown) await server.stop();
          setTimeout(() => controller.abort(), 200);
        }
      };
      expect((await caught(watching())).kind).toBe('interrupted');
    }
  });

  test('reads events that come in pieces', async () => {
    await using server = await FakeApiServer.start();
    const text = Buffer.from(`${JSON.stringify(added(object('bänder', 11)))}\n`);
    const inPieces: Handler = (response) => {
      response.write(text.subarray(0, text.indexOf('ä') + 1));
      setTimeout(() => response.write(text.subarray(text.indexOf('ä') + 1)), 30);
    };
    serve(server, [json(listOf(10, []))], [inPieces]);
    expect(await read(await connectTo(server), 2)).toEqual(['synced', 'added bänder@11']);
  });
});

describe.concurrent('the first list', () => {
  test('fails as any request', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(401, 'Unauthorized', 'Unauthorized'));
    expect((await caught(read(await connectTo(server), 1))).kind).toBe('forbidden');
    await server.stop();
    expect((await caught(read(await connectTo(server), 1))).kind).toBe('unreachable');
  });

  test('of an absent namespace fails too', async () => {
    await using server = await FakeApiServer.start();
    const missing = status(404, 'NotFound', 'no', { name: 'media', kind: 'namespaces' });
    server.on('GET /api/v1/namespaces/media/pods', json(listOf(1, []))).on('GET /api/v1/namespaces/media', missing);
    const scope = { namespace: 'media' };
    const events = (await connectTo(server)).watch(resources.pods, scope, AbortSignal.timeout(5_000));
    expect((await caught(Array.fromAsync(events))).kind).toBe('not-found');
  });
});

describe('a connection that ends', () => {
  test.concurrent('quietly is taken up where it was, without a list', async () => {
    await using server = await FakeApiServer.start();
    serve(
      server,
      [json(listOf(10, []))],
      [sends([added(object('a', 11)), bookmark(20)], 'closes'), sends([modified(object('a', 21))])],
    );
    expect(await read(await connectTo(server), 3)).toEqual(['synced', 'added a@11', 'modified a@21']);
    expect(startedFrom(server)).toEqual(['10', '20']);
  });

  test.concurrent('by a cut is taken up where it was; what comes twice is told once', async () => {
    await using server = await FakeApiServer.start();
    const half: Handler = (response) => {
      response.write(`${JSON.stringify(added(object('a', 11)))}\n{"type":"MODIFIED","obj`, () =>
        setTimeout(() => response.destroy(), 20),
      );
    };
    serve(server, [json(listOf(10, []))], [half, cut, sends([added(object('a', 11)), modified(object('a', 12))])]);
    expect(await read(await connectTo(server), 3)).toEqual(['synced', 'added a@11', 'modified a@12']);
    expect(startedFrom(server)).toEqual(['10', '11', '11']);
  });

  test.concurrent('with the server, which comes back later', async () => {
    await using server = await FakeApiServer.start();
    serve(server, [json(listOf(10, []))], [sends([added(object('a', 11))]), sends([modified(object('a', 12))])]);
    const cluster = await connectTo(server);
    const reading = read(cluster, 3);
    await vi.waitUntil(() => startedFrom(server).length === 1);
    await server.stop();
    setTimeout(() => void server.listen(), 500);
    expect(await reading).toEqual(['synced', 'added a@11', 'modified a@12']);
  });

  test('half-open, in silence, is given up and created again', async () => {
    await using server = await FakeApiServer.start();
    serve(server, [json(listOf(10, []))], [sends([]), sends([added(object('a', 11))])]);
    const cluster = await connectTo(server);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const reading = read(cluster, 2);
    await vi.waitUntil(() => startedFrom(server).length === 1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    vi.advanceTimersByTime(200_000);
    expect(await reading).toEqual(['synced', 'added a@11']);
  });
});

describe.concurrent('a version that the server has forgotten', () => {
  const before = [object('same', 1), object('changed', 2), object('gone', 3), object('remade', 4)];
  const after = [object('same', 1), object('changed', 50), object('remade', 51, 'uid-other'), object('new', 52)];
  const told = [
    'added same@1',
    'added changed@2',
    'added gone@3',
    'added remade@4',
    'synced',
    'deleted gone@3',
    'deleted remade@4',
    'modified changed@50',
    'added remade@51',
    'added new@52',
    'synced',
    'modified same@61',
  ];

  test.each([
    ['as an event', sends([expired])],
    ['as a status', status(410, 'Expired', 'too old resource version')],
  ])('%s: the difference is told, then synced', async (_how, forgotten) => {
    await using server = await FakeApiServer.start();
    serve(
      server,
      [json(listOf(10, before)), json(listOf(60, after))],
      [forgotten, sends([modified(object('same', 61))])],
    );
    expect(await read(await connectTo(server), told.length)).toEqual(told);
    expect(startedFrom(server)).toEqual(['10', '60']);
  });

  test('while the server is away as well', async () => {
    await using server = await FakeApiServer.start();
    serve(
      server,
      [json(listOf(10, [object('a', 1)])), cut, status(503, 'ServiceUnavailable', 'x'), json(listOf(60, []))],
      [sends([expired]), sends([])],
    );
    expect(await read(await connectTo(server), 4)).toEqual(['added a@1', 'synced', 'deleted a@1', 'synced']);
  });
});

describe('a server that refuses what it allowed', () => {
  test.concurrent('for a moment is starting up', async () => {
    await using server = await FakeApiServer.start();
    serve(
      server,
      [json(listOf(10, []))],
      [
        sends([], 'cuts'),
        status(403, 'Forbidden', 'not yet'),
        status(401, 'Unauthorized', 'x'),
        sends([added(object('a', 11))]),
      ],
    );
    expect(await read(await connectTo(server), 4)).toEqual(['synced', 'synced', 'synced', 'added a@11']);
  });

  test.each([
    ['both', status(401, 'Unauthorized', 'x')],
    ['only the watch', json(listOf(10, []))],
  ])('for longer means it: %s', async (_what, secondList) => {
    await using server = await FakeApiServer.start();
    serve(server, [json(listOf(10, [])), secondList], [sends([], 'cuts'), status(403, 'Forbidden', 'x')]);
    const cluster = await connectTo(server);
    const startedAt = Date.now();
    vi.useFakeTimers({ toFake: ['Date'] });
    const ended = caught(read(cluster, 99));
    await vi.waitUntil(() => startedFrom(server).length > 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    vi.setSystemTime(startedAt + 60_000);
    expect((await ended).kind).toBe('forbidden');
  });
});

test('a reader that is slow holds the server back instead of filling the memory', async () => {
  await using server = await FakeApiServer.start();
  let sent = 0;
  const flood: Handler = (response: ServerResponse) => {
    const push = () => {
      while (sent < 2_000) {
        sent += 1;
        const item = { ...object('a', 10 + sent), data: 'x'.repeat(50_000) };
        if (!response.write(`${JSON.stringify(modified(item))}\n`)) {
          response.once('drain', push);
          return;
        }
      }
    };
    push();
  };
  serve(server, [json(listOf(10, []))], [flood]);
  let count = 0;
  for await (const event of (await connectTo(server)).watch(resources.pods, {}, AbortSignal.timeout(8_000))) {
    if (event.type === 'synced') continue;
    count += 1;
    if (count === 1) await new Promise((resolve) => setTimeout(resolve, 300));
    if (count === 1) expect(sent).toBeLessThan(500);
    if (count === 5) break;
  }
});
