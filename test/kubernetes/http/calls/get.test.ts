import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import type { Failure } from '../../../../src/errors.ts';
import type { Cluster } from '../../../../src/kubernetes/cluster.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';

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
    server.on('GET /apis', groups({ apps: ['v1'] }));
    const cluster = await connectTo(server);
    const place = `${server.url} (context "home")`;
    for (const failure of await everyCall(cluster)) {
      expect(failure.kind).toBe('not-found');
      expect(failure.message).toBe(
        `VolSync is not installed in the cluster ${place}: it has no replicationsources.volsync.backube.`,
      );
      expect(failure.hint).toContain('--context');
      expect(failure.servedVersions).toEqual([]);
    }
  });

  test('no other kind, though its group is there', async () => {
    await using server = await FakeApiServer.start();
    server
      .on('GET /apis', groups({ 'snapshot.storage.k8s.io': ['v1'] }))
      .on('GET /apis/snapshot.storage.k8s.io/v1', json({ kind: 'APIResourceList', resources: [{ name: 'others' }] }));
    const failure = await caught((await connectTo(server)).list(resources.volumeSnapshots, {}));
    expect(failure.kind).toBe('not-found');
    expect(failure.message).toContain('has no volumesnapshots.snapshot.storage.k8s.io.');
    expect(failure.hint).toBe('kubectl api-resources --api-group=snapshot.storage.k8s.io');
  });

  test('another version only: nothing is known, whatever the call', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /apis', groups({ 'volsync.backube': ['v1', 'v1beta1'] }));
    for (const failure of await everyCall(await connectTo(server))) {
      expect(failure.kind).toBe('unknown');
      expect(failure.message).toContain("VolSync's CRDs are not served as v1alpha1 in the cluster");
      expect(failure.message).toContain('served: v1, v1beta1');
    }
  });

  test.each<readonly [string, (server: FakeApiServer) => unknown]>([
    ['the version is listed', (server) => server.on('GET /apis', groups({ 'volsync.backube': ['v1alpha1'] }))],
    [
      'the kind is listed',
      (server) =>
        server
          .on('GET /apis', groups({ 'volsync.backube': ['v1alpha1'] }))
          .on(
            'GET /apis/volsync.backube/v1alpha1',
            json({ kind: 'APIResourceList', resources: [{ name: 'replicationsources' }] }),
          ),
    ],
    ['the listing is forbidden', (server) => server.on('GET /apis', status(403, 'Forbidden', 'no'))],
    ['the listing is none', (server) => server.on('GET /apis', json({}))],
  ])('a 404 that the API server itself contradicts proves nothing: %s', async (_, answer) => {
    await using server = await FakeApiServer.start();
    server.on('GET /apis/volsync.backube/v1alpha1/replicationsources', (response) => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
    });
    answer(server);
    const failure = await caught((await connectTo(server)).list(resources.replicationSources, {}));
    expect(failure.kind).toBe('unknown');
    expect(failure.message).toContain("VolSync's CRDs are not served as v1alpha1 in the cluster");
    expect(failure.details).toEqual(['404 page not found']);
  });

  test('of a kind of Kubernetes itself proves nothing', async () => {
    await using server = await FakeApiServer.start();
    const failure = await caught((await connectTo(server)).list(resources.pods, {}));
    expect(failure.kind).toBe('unknown');
    expect(failure.message).toContain('pods is not served in the cluster');
  });
});

function everyCall(cluster: Cluster): Promise<readonly Failure[]> {
  return Promise.all(
    [
      cluster.get(resources.replicationSources, key),
      cluster.find(resources.replicationSources, key),
      cluster.exists(resources.replicationSources, key),
      cluster.list(resources.replicationSources, {}),
      cluster.patch(resources.replicationSources, key, {}),
      cluster.delete(resources.replicationSources, key),
    ].map(caught),
  );
}

function groups(versions: Readonly<Record<string, readonly string[]>>) {
  const all = Object.entries(versions).map(([name, served]) => ({
    name,
    versions: served.map((version) => ({ groupVersion: `${name}/${version}`, version })),
  }));
  return json({ kind: 'APIGroupList', groups: all });
}
