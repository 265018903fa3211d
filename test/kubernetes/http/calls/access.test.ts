import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';

const review = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const answer = (allowed: boolean) => json({ status: { allowed } }, 201);
const access = { verb: 'patch', group: 'volsync.backube', resource: 'replicationsources', namespace: 'media' };

test('a right is asked for once', async () => {
  await using server = await FakeApiServer.start();
  server.inTurn(review, answer(true), answer(false));
  const cluster = await connectTo(server);
  await expect(cluster.isAllowed(access)).resolves.toBe(true);
  await expect(cluster.isAllowed(access)).resolves.toBe(true);
  await expect(cluster.isAllowed({ ...access, verb: 'delete' })).resolves.toBe(false);
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: access },
  });
});

describe('a 403', () => {
  const key = { namespace: 'media', name: 'web' };
  const route = 'PATCH /apis/volsync.backube/v1alpha1/namespaces/media/replicationsources/web';
  const denied = status(403, 'Forbidden', 'exceeded quota: small', { name: 'web', kind: 'replicationsources' });

  test('is a missing right where the server says so', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, denied).on(review, answer(false));
    const failure = await caught((await connectTo(server)).patch(resources.replicationSources, key, {}));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toBe(
      'User "ada" of context "home" cannot patch replicationsources.volsync.backube "web" in namespace media (403).',
    );
    expect(failure.hint).toContain('volsyncctl rbac');
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toMatchObject({
      spec: { resourceAttributes: { ...access, name: 'web' } },
    });
  });

  test('is a refusal by admission where the right is there', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, denied).on(review, answer(true));
    const failure = await caught((await connectTo(server)).patch(resources.replicationSources, key, {}));
    expect(failure.kind).toBe('refused');
    expect(failure.message).toBe(
      'The API server refused to patch replicationsources.volsync.backube "web" in namespace media: exceeded quota: small',
    );
  });

  test('names a log as RBAC does', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/namespaces/media/pods/web/log', denied).on(review, answer(false));
    const failure = await caught(Array.fromAsync((await connectTo(server)).logs(key)));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toContain('cannot get pods/log "web" in namespace media');
  });

  test('under --as names who is not allowed', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, denied).on(review, answer(false));
    const cluster = await connectTo(server, { options: { as: 'jane' } });
    const failure = await caught(cluster.patch(resources.replicationSources, key, {}));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toContain('User "jane", impersonated in context "home", cannot patch');
  });

  test('of who cannot impersonate', async () => {
    await using server = await FakeApiServer.start();
    const impersonate = status(403, 'Forbidden', 'cannot impersonate', { name: 'jane', kind: 'users' });
    server.on(route, impersonate).on(review, impersonate);
    const cluster = await connectTo(server, { options: { as: 'jane' } });
    const failure = await caught(cluster.patch(resources.replicationSources, key, {}));
    expect(failure.kind).toBe('forbidden');
    expect(failure.message).toBe('User "ada" of context "home" cannot impersonate "jane" (403).');
    expect(failure.hint).toContain('--as');
    expect(failure.details).toEqual(['cannot impersonate']);
  });

  test('of a server that cannot be asked why', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, denied).on(review, status(500, 'InternalError', 'broken'));
    const failure = await caught((await connectTo(server)).patch(resources.replicationSources, key, {}));
    expect(failure.kind).toBe('forbidden');
    expect(failure.details).toEqual(['exceeded quota: small']);
  });
});

test('a 401 names the user and the context', async () => {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/pods', status(401, 'Unauthorized', 'Unauthorized'));
  const failure = await caught((await connectTo(server)).list(resources.pods, {}));
  expect(failure.kind).toBe('forbidden');
  expect(failure.message).toBe(
    'The API server did not accept the credentials of user "ada" (context "home"): they are wrong or have expired (401).',
  );
  expect(failure.hint).toContain('kubectl config get-contexts');
  expect(server.count('GET /api/v1/pods')).toBe(1);
});
