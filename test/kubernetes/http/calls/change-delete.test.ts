import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { cut, FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';

const key = { namespace: 'media', name: 'helper' };
const route = 'DELETE /api/v1/namespaces/media/pods/helper';
const done = json({ kind: 'Status', apiVersion: 'v1', status: 'Success' });
const gone = status(404, 'NotFound', 'pods "helper" not found', { name: 'helper', kind: 'pods' });

describe('deleting', () => {
  test('says how long to wait for what runs, and which object is meant', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, done);
    await (await connectTo(server)).delete(resources.pods, key, { gracePeriodSeconds: 0, uid: 'u1' });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      gracePeriodSeconds: 0,
      preconditions: { uid: 'u1' },
    });
  });

  test('is done when the object is gone already', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, gone);
    await expect((await connectTo(server)).delete(resources.pods, key)).resolves.toBeUndefined();
  });

  test('is asked for again when its answer is lost', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(route, cut, gone);
    await expect((await connectTo(server)).delete(resources.pods, key)).resolves.toBeUndefined();
    expect(server.count(route)).toBe(2);
  });

  test('names the right that is missing', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, status(403, 'Forbidden', 'no'));
    const review = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    server.on(review, json({ status: { allowed: false } }, 201));
    const failure = await caught((await connectTo(server)).delete(resources.pods, key));
    expect(failure.kind).toBe('forbidden');
    expect(failure.missingRight).toMatchObject({ verb: 'delete', resource: 'pods', name: 'helper' });
  });
});
