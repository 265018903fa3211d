import { describe, expect, test } from 'vitest';
import { rawText } from '../../../../src/foreign-text.ts';
import { isUnanswered } from '../../../../src/errors.ts';
import type { Cluster, OverloadWait } from '../../../../src/kubernetes/cluster.ts';
import { StatusError } from '../../../../src/kubernetes/http/requests/status-error.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer, json, status, type Handler } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { listOf, object } from '../../../fakes/api-server/objects.ts';
import { catRequest, execRoute, on, says } from '../../../fakes/api-server/programs.ts';
import { added, route as podsRoute, sends, serve } from '../../../fakes/api-server/watch-script.ts';

const podRoute = 'GET /api/v1/namespaces/home/pods/web';

function overloaded(retryAfter?: string): Handler {
  return (response, request) => {
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    status(429, 'TooManyRequests', 'please try again later')(response, request);
  };
}

interface Call {
  readonly route: string;
  readonly answer: Handler;
  readonly call: (cluster: Cluster, signal: AbortSignal) => Promise<unknown>;
}

const pod = { namespace: 'home', name: 'web' };
const calls: Readonly<Record<string, Call>> = {
  get: { route: podRoute, answer: json(object('web', 1)), call: (cluster) => cluster.get(resources.pods, pod) },
  list: { route: podsRoute, answer: json(listOf(1, [])), call: (cluster) => cluster.list(resources.pods, {}) },
  create: {
    route: 'POST /api/v1/namespaces/home/pods',
    answer: json(object('web', 1), 201),
    call: (cluster) => cluster.create(resources.pods, { metadata: pod }),
  },
  patch: {
    route: 'PATCH /api/v1/namespaces/home/pods/web',
    answer: json(object('web', 2)),
    call: (cluster) => cluster.patch(resources.pods, pod, { spec: {} }),
  },
  delete: {
    route: 'DELETE /api/v1/namespaces/home/pods/web',
    answer: json({ kind: 'Status' }),
    call: (cluster) => cluster.delete(resources.pods, pod),
  },
  'access review': {
    route: 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    answer: json({ status: { allowed: true } }, 201),
    call: (cluster) => cluster.isAllowed({ verb: 'get', group: '', resource: 'pods' }),
  },
  log: {
    route: 'GET /api/v1/namespaces/home/pods/web/log',
    answer: (response) => response.end('2026-11-23T15:00:01.000000000Z line\n'),
    call: (cluster, signal) => Array.fromAsync(cluster.logs(pod, signal), rawText),
  },
  exec: {
    route: execRoute,
    answer: says([on(1, 'now')]),
    call: (cluster, signal) => Array.fromAsync(cluster.exec(catRequest, signal)),
  },
};

describe.concurrent('an overloaded server is asked again after the time it names', () => {
  test.each(Object.entries(calls))('%s', async (_name, { route, answer, call }) => {
    await using server = await FakeApiServer.start();
    server.inTurn(route, overloaded('1'), answer);
    const waits: OverloadWait[] = [];
    const cluster = await connectTo(server, { options: { onOverload: (wait) => waits.push(wait) } });
    const startedAt = performance.now();
    await call(cluster, AbortSignal.timeout(60_000));
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(server.count(route)).toBe(2);
    expect(waits).toMatchObject([{ delayMs: 1000 }]);
  });

  test('a watch that is opened, and one that is resumed, without a gap', async () => {
    await using server = await FakeApiServer.start();
    serve(
      server,
      [overloaded('1'), json(listOf(10, []))],
      [overloaded('1'), sends([added(object('a', 11))], 'closes'), overloaded('1'), sends([added(object('b', 12))])],
    );
    const cluster = await connectTo(server);
    const seen: string[] = [];
    for await (const event of cluster.watch(resources.pods, {}, AbortSignal.timeout(60_000))) {
      seen.push(event.type === 'synced' ? event.type : event.object.metadata.name);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['synced', 'a', 'b']);
  });
});

describe.concurrent('a server that is overloaded for too long', () => {
  test.each(Object.entries(calls))('is neither unreachable nor empty: %s', async (_name, { route, call }) => {
    await using server = await FakeApiServer.start();
    server.on(route, overloaded('600'));
    const cluster = await connectTo(server);
    const failure = await caught(call(cluster, AbortSignal.timeout(60_000)));
    expect([failure.kind, failure.isOverload, isUnanswered(failure)]).toEqual(['timeout', true, true]);
    expect(failure.message).toContain(
      'is overloaded and rejected the request (429): please try again later; it asks to wait 600s.',
    );
    expect(server.count(route)).toBe(1);
  });

  test('is not waited for beyond --request-timeout', async () => {
    await using server = await FakeApiServer.start();
    server.on(podRoute, overloaded('40'));
    const cluster = await connectTo(server, { options: { requestTimeoutMs: 30_000 } });
    const failure = await caught(cluster.find(resources.pods, pod));
    expect(failure.message).toContain('it asks to wait 40s');
    expect(server.count(podRoute)).toBe(1);
  });

  test('is not waited for after Ctrl-C', async () => {
    await using server = await FakeApiServer.start();
    server.on(podRoute, overloaded('60'));
    const interruption = new AbortController();
    const cluster = await connectTo(server, { options: { onOverload: () => interruption.abort() } });
    const failure = await caught(cluster.get(resources.pods, pod, interruption.signal));
    expect(failure.kind).toBe('interrupted');
  });
});

test.each([
  ['in seconds', '7', {}, 7000],
  ['in the body', undefined, { retryAfterSeconds: 3 }, 3000],
  ['nowhere', undefined, {}, undefined],
  ['as nonsense', 'soon', {}, undefined],
  ['as a date of the past', 'Mon, 23 Nov 2020 15:00:00 GMT', {}, 0],
])('the time to wait is read %s', (_where, header, details, ms) => {
  const request = { method: 'GET', path: '/', access: { verb: 'list', group: '', resource: 'pods' } } as const;
  const body = JSON.stringify({ kind: 'Status', details });
  expect(new StatusError(429, body, request, header).retryAfterMs).toBe(ms);
});

test('the time to wait may be a date', () => {
  const request = { method: 'GET', path: '/', access: { verb: 'list', group: '', resource: 'pods' } } as const;
  const error = new StatusError(429, '', request, new Date(Date.now() + 3_600_000).toUTCString());
  expect(error.retryAfterMs).toBeGreaterThan(3_000_000);
});
