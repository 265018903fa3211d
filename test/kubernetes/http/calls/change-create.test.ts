import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { cut, FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';

const route = 'POST /api/v1/namespaces/media/pods';
const pod = { metadata: { namespace: 'media', generateName: 'volsyncctl-verify-' }, spec: { containers: [] } };

describe('creating', () => {
  test('sends the whole object as volsyncctl, and gives it back as the server has made it', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json(object('volsyncctl-verify-x7k2p', 1), 201));
    const cluster = await connectTo(server);
    await expect(cluster.create(resources.pods, pod)).resolves.toEqual(object('volsyncctl-verify-x7k2p', 1));
    const [request] = server.requests;
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ fieldManager: 'volsyncctl', fieldValidation: 'Strict' });
    expect(JSON.parse(request?.body ?? '')).toEqual({ apiVersion: 'v1', kind: 'Pod', ...pod });
  });

  test('writes on the object who has made it, beside what is written there, but not of a dry run', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json(object('volsyncctl-verify-x7k2p', 1), 201));
    const cluster = await connectTo(server, { creator: { hostname: 'desk', pid: 42, place: 'boot 7' } });
    const noted = { ...pod, metadata: { ...pod.metadata, annotations: { note: 'a' } } };
    await cluster.create(resources.pods, noted);
    await cluster.create(resources.pods, noted, { isDryRun: true });
    const annotations = server.requests.map(({ body }) => (JSON.parse(body) as typeof noted).metadata.annotations);
    expect(annotations).toEqual([
      { note: 'a', 'volsyncctl/made-by': 'desk 42', 'volsyncctl/made-in': 'boot 7' },
      { note: 'a' },
    ]);
  });

  test('as a dry run stores nothing, and is asked again when its answer is lost', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(route, cut, json(object('volsyncctl-verify-x7k2p', 1), 201));
    const cluster = await connectTo(server);
    await cluster.create(resources.pods, pod, { isDryRun: true });
    expect(server.requests.map(({ query }) => query.get('dryRun'))).toEqual(['All', 'All']);
  });

  test('is not done again when its answer is lost: it may have been made', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, cut);
    const failure = await caught((await connectTo(server)).create(resources.pods, pod));
    expect(failure.kind).toBe('unreachable');
    expect(server.count(route)).toBe(1);
  });

  test('is refused in the words of the server where it has the right', async () => {
    await using server = await FakeApiServer.start();
    const review = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    server.on(route, status(403, 'Forbidden', 'violates PodSecurity "restricted:latest"'));
    server.on(review, json({ status: { allowed: true } }, 201));
    const failure = await caught((await connectTo(server)).create(resources.pods, pod));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toContain('create pods in namespace media: violates PodSecurity "restricted:latest"');
    server.on(review, json({ status: { allowed: false } }, 201));
    const forbidden = await caught((await connectTo(server)).create(resources.pods, pod));
    expect(forbidden.kind).toBe('forbidden');
    expect(forbidden.missingRight).toMatchObject({ verb: 'create', resource: 'pods', namespace: 'media' });
  });

  test('in a namespace that does not exist says that', async () => {
    await using server = await FakeApiServer.start();
    const missing = status(404, 'NotFound', 'namespaces "media" not found', { name: 'media', kind: 'namespaces' });
    server.on(route, missing).on('GET /api/v1/namespaces/media', missing);
    const failure = await caught((await connectTo(server)).create(resources.pods, pod));
    expect(failure.kind).toBe('not-found');
    expect(failure.message).toContain('There is no namespace "media"');
  });
});
