import { describe, expect, test } from 'vitest';
import { resources } from '../../../src/kube/resources.ts';
import { caught } from '../caught.ts';
import { FakeApiServer, json, status } from '../fake-api-server.ts';
import { connectTo } from '../kubeconfig-file.ts';
import { object } from '../objects.ts';

const key = { namespace: 'media', name: 'web' };
const route = 'GET /api/v1/namespaces/media/secrets/web';
const missing = status(404, 'NotFound', 'secrets "web" not found', { name: 'web', kind: 'secrets' });

test('get returns the object, find undefined where there is none', async () => {
  await using server = await FakeApiServer.start();
  server.inTurn(route, json(object('web', 1)), json(object('web', 1)), missing);
  const cluster = await connectTo(server);
  await expect(cluster.get(resources.secrets, key)).resolves.toEqual(object('web', 1));
  await expect(cluster.find(resources.secrets, key)).resolves.toEqual(object('web', 1));
  await expect(cluster.find(resources.secrets, key)).resolves.toBeUndefined();
});

test('exists asks for the metadata alone', async () => {
  await using server = await FakeApiServer.start();
  server.inTurn(route, json(object('web', 1)), missing);
  const cluster = await connectTo(server);
  await expect(cluster.exists(resources.secrets, key)).resolves.toBe(true);
  await expect(cluster.exists(resources.secrets, key)).resolves.toBe(false);
  expect(server.requests[0]?.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
});

describe('what a 404 means', () => {
  test('no such object', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, missing).on('GET /api/v1/namespaces/media', json(object('media', 1)));
    const failure = await caught((await connectTo(server)).get(resources.secrets, key));
    expect(failure.kind).toBe('not-found');
    expect(failure.message).toBe('There is no Secret "web" in namespace media.');
    expect(failure.hint).toBe('kubectl get secrets -n media');
  });

  test('no such namespace', async () => {
    await using server = await FakeApiServer.start();
    const noNamespace = status(404, 'NotFound', 'not found', { name: 'media', kind: 'namespaces' });
    server.on(route, missing).on('GET /api/v1/namespaces/media', noNamespace);
    const failure = await caught((await connectTo(server)).get(resources.secrets, key));
    expect(failure.kind).toBe('not-found');
    expect(failure.message).toContain('There is no namespace "media" in the cluster');
  });

  test('no VolSync, also where a missing object would do', async () => {
    await using server = await FakeApiServer.start();
    const cluster = await connectTo(server);
    const place = `${server.url} (context "home")`;
    const failures = await Promise.all(
      [
        cluster.get(resources.replicationSources, key),
        cluster.find(resources.replicationSources, key),
        cluster.exists(resources.replicationSources, key),
        cluster.list(resources.replicationSources, {}),
        cluster.patch(resources.replicationSources, key, {}),
      ].map(caught),
    );
    for (const failure of failures) {
      expect(failure.kind).toBe('not-found');
      expect(failure.message).toBe(
        `VolSync is not installed in the cluster ${place}: it has no replicationsources.volsync.backube.`,
      );
      expect(failure.hint).toContain('--context');
    }
  });

  test('no other kind', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /apis/snapshot.storage.k8s.io/v1/volumesnapshots', (response) => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
    });
    const failure = await caught((await connectTo(server)).list(resources.volumeSnapshots, {}));
    expect(failure.kind).toBe('not-found');
    expect(failure.message).toContain('has no volumesnapshots.snapshot.storage.k8s.io.');
    expect(failure.hint).toBe('kubectl api-resources --api-group=snapshot.storage.k8s.io');
  });
});
