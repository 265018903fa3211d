import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { cut, FakeApiServer, json, status, type Handler } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { listOf, object } from '../../../fakes/api-server/objects.ts';

const route = 'GET /apis/volsync.backube/v1alpha1/replicationsources';

async function listed(server: FakeApiServer) {
  const items = await (await connectTo(server)).list(resources.replicationSources, {});
  return items.map(({ metadata }) => metadata.name);
}

afterEach(() => void vi.useRealTimers());

describe.concurrent('a list', () => {
  test('asks for pages of 500 and puts them together', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(
      route,
      json(listOf(7, [object('a', 1)], { continue: 'to=ken/1' })),
      json(listOf(7, [object('b', 2)], { continue: '' })),
    );
    expect(await listed(server)).toEqual(['a', 'b']);
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { limit: '500' },
      { limit: '500', continue: 'to=ken/1' },
    ]);
  });

  test('sends its selectors and its namespace', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/namespaces/media/pods', json(listOf(1, [object('a', 1)])));
    const scope = { namespace: 'media', labelSelector: 'app in (web,db)', fieldSelector: 'metadata.name=a' };
    await (await connectTo(server)).list(resources.pods, scope);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      labelSelector: 'app in (web,db)',
      fieldSelector: 'metadata.name=a',
      limit: '500',
    });
  });

  test('that expires between two pages is read once more, in one piece', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(
      route,
      json(listOf(7, [object('a', 1)], { continue: 'token' })),
      status(410, 'Expired', 'The provided continue parameter is too old'),
      json(listOf(9, [object('b', 8), object('c', 9)])),
    );
    expect(await listed(server)).toEqual(['b', 'c']);
    expect(server.requests.at(-1)?.query.has('limit')).toBe(false);
  });

  test('that is cut in the middle of a page goes on with that page', async () => {
    await using server = await FakeApiServer.start();
    const half: Handler = (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"items":[', () => response.destroy());
    };
    server.inTurn(
      route,
      json(listOf(7, [object('a', 1)], { continue: 'token' })),
      half,
      cut,
      json(listOf(7, [object('b', 2)])),
    );
    expect(await listed(server)).toEqual(['a', 'b']);
    expect(server.requests.at(-1)?.query.get('continue')).toBe('token');
  });

  test('packed by the server is unpacked', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(listOf(1, [object('a', 1)]))));
    });
    expect(await listed(server)).toEqual(['a']);
  });

  test('without items is empty', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json({ metadata: {}, items: null }));
    expect(await listed(server)).toEqual([]);
  });

  test.each<readonly [string, Handler]>([
    ['an empty document', json({})],
    ['null', json(null)],
    ['a Status', json({ kind: 'Status', status: 'Success' })],
    ['no items', json({ metadata: {} })],
    ['more items than it has', json(listOf(7, [object('a', 1)], { remainingItemCount: 3 }))],
  ])('that is none is no empty list: %s', async (_, answer) => {
    await using server = await FakeApiServer.start();
    server.on(route, answer);
    const failure = await caught(listed(server));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('its answer is not a list of replicationsources');
  });

  test('that expires and is cut in one piece too is no answer', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(
      route,
      json(listOf(7, [object('a', 1)], { continue: 'token' })),
      status(410, 'Expired', 'The provided continue parameter is too old'),
      json(listOf(9, [object('b', 8)], { continue: 'again' })),
    );
    expect((await caught(listed(server))).message).toContain('is truncated');
  });

  test.each(['packed', 'plain'])('whose body ends too early is no answer: %s', async (form) => {
    await using server = await FakeApiServer.start();
    const text = JSON.stringify(listOf(7, [object('a', 1)]));
    const body = form === 'packed' ? gzipSync(text) : Buffer.from(text);
    server.on(route, (response) => {
      response.writeHead(200, form === 'packed' ? { 'content-encoding': 'gzip' } : {});
      response.end(body.subarray(0, body.length - 12));
    });
    const failure = await caught(listed(server));
    expect(failure.kind).toBe('unreachable');
  });

  test('keeps its connection for the next', async () => {
    await using server = await FakeApiServer.start();
    const ports = new Set<number | undefined>();
    server.on(route, (response, request) => {
      ports.add(response.socket?.remotePort);
      json(listOf(1, [object('a', 1)]))(response, request);
    });
    const cluster = await connectTo(server);
    for (let turn = 0; turn < 3; turn += 1) await cluster.list(resources.replicationSources, {});
    expect(ports.size).toBe(1);
  });
});

describe('a server in trouble', () => {
  test.concurrent('with 503 is asked again, with 500 not', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(route, status(503, 'ServiceUnavailable', 'starting'), json(listOf(1, [object('a', 1)])));
    expect(await listed(server)).toEqual(['a']);
    server.on(route, status(500, 'InternalError', 'etcdserver: no leader'));
    const failure = await caught(listed(server));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain(`${server.url} (context "home") failed with status 500: etcdserver: no leader`);
  });

  test.concurrent('that restarts between two calls is waited for', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json(listOf(1, [object('a', 1)])));
    const cluster = await connectTo(server);
    await cluster.list(resources.replicationSources, {});
    await server.stop();
    const again = cluster.list(resources.replicationSources, {});
    setTimeout(() => void server.listen(), 400);
    await expect(again).resolves.toHaveLength(1);
  });

  test.concurrent('that has just restarted is not believed when it refuses what it allowed', async () => {
    await using server = await FakeApiServer.start();
    const answer = json(listOf(1, [object('a', 1)]));
    server.inTurn(
      route,
      answer,
      status(403, 'Forbidden', 'no role is known yet'),
      status(404, 'NotFound', 'no kind'),
      answer,
    );
    const cluster = await connectTo(server);
    await cluster.list(resources.replicationSources, {});
    await server.stop();
    const again = cluster.list(resources.replicationSources, {});
    setTimeout(() => void server.listen(), 100);
    await expect(again).resolves.toHaveLength(1);
    expect(server.count(route)).toBe(4);
  });

  test('that stays away is given up after half a minute', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json(listOf(1, [object('a', 1)])));
    const cluster = await connectTo(server);
    await cluster.list(resources.replicationSources, {});
    await server.stop();
    vi.useFakeTimers({ toFake: ['Date'] });
    const failing = caught(cluster.list(resources.replicationSources, {}));
    setTimeout(() => vi.setSystemTime(Date.now() + 31_000), 100);
    expect((await failing).kind).toBe('unreachable');
  });
});

describe('an empty list', () => {
  const inMedia = 'GET /api/v1/namespaces/media/pods';

  test('of a namespace that does not exist is no answer', async () => {
    await using server = await FakeApiServer.start();
    const missing = status(404, 'NotFound', 'namespaces "media" not found', { name: 'media', kind: 'namespaces' });
    server.on(inMedia, json(listOf(1, []))).on('GET /api/v1/namespaces/media', missing);
    const failure = await caught((await connectTo(server)).list(resources.pods, { namespace: 'media' }));
    expect(failure.kind).toBe('not-found');
    expect(failure.message).toBe(`There is no namespace "media" in the cluster ${server.url} (context "home").`);
    expect(failure.hint).toBe('kubectl get namespaces');
  });

  test('of a namespace that is there is empty, and that is asked once', async () => {
    await using server = await FakeApiServer.start();
    server.on(inMedia, json(listOf(1, []))).on('GET /api/v1/namespaces/media', json(object('media', 1)));
    const cluster = await connectTo(server);
    await expect(cluster.list(resources.pods, { namespace: 'media' })).resolves.toEqual([]);
    await expect(cluster.list(resources.pods, { namespace: 'media' })).resolves.toEqual([]);
    expect(server.count('GET /api/v1/namespaces/media')).toBe(1);
  });

  test('of a namespace that may not be looked at is empty', async () => {
    await using server = await FakeApiServer.start();
    server.on(inMedia, json(listOf(1, []))).on('GET /api/v1/namespaces/media', status(403, 'Forbidden', 'no'));
    await expect((await connectTo(server)).list(resources.pods, { namespace: 'media' })).resolves.toEqual([]);
  });
});
