import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { listOf, object } from '../../../fakes/api-server/objects.ts';

const route = 'GET /apis/volsync.backube/v1alpha1/replicationsources';

describe.concurrent('a server that answers 503', () => {
  test('that is ready, of an API that is down, is believed after two seconds', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(503, '', 'service unavailable'));
    server.on('GET /readyz', (response) => void response.end('ok'));
    const cluster = await connectTo(server);
    server.on('GET /api/v1/namespaces', json(listOf(1, [])));
    await cluster.list(resources.namespaces, {});
    const startedAt = performance.now();
    const failure = await caught(cluster.list(resources.replicationSources, {}));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(failure).toMatchObject({ kind: 'unreachable', hint: 'kubectl get apiservices v1alpha1.volsync.backube' });
    expect(failure.message).toContain('is ready, but the API volsync.backube/v1alpha1 is down (503)');
    expect(server.count('GET /readyz')).toBe(1);
  });

  test('that says that it is not ready is waited for', async () => {
    await using server = await FakeApiServer.start();
    const busy = status(503, 'ServiceUnavailable', 'starting');
    server.inTurn(route, json(listOf(1, [])), busy, busy, busy, busy, busy, json(listOf(1, [object('a', 1)])));
    server.on('GET /readyz', (response) => void response.writeHead(500).end('[-]etcd failed'));
    const cluster = await connectTo(server);
    await cluster.list(resources.replicationSources, {});
    await expect(cluster.list(resources.replicationSources, {})).resolves.toHaveLength(1);
    expect(server.count('GET /readyz')).toBeGreaterThan(0);
  });
});
