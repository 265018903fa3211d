import { expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';

test.each(['', '.', '..', 'a/b'])('no object has the name %j, and nothing is asked for it', async (name) => {
  await using server = await FakeApiServer.start();
  const cluster = await connectTo(server);
  const key = { namespace: 'media', name };
  await expect(cluster.find(resources.secrets, key)).resolves.toBeUndefined();
  await expect(cluster.exists(resources.secrets, key)).resolves.toBe(false);
  const calls = [
    cluster.get(resources.secrets, key),
    cluster.patch(resources.secrets, key, {}),
    cluster.delete(resources.secrets, key),
  ];
  for (const failure of await Promise.all(calls.map(caught))) expect(failure.kind).toBe('not-found');
  expect(server.requests).toEqual([]);
});

test.each(['', '..'])('no request is made for the namespace %j', async (namespace) => {
  await using server = await FakeApiServer.start();
  const cluster = await connectTo(server);
  await caught(cluster.list(resources.secrets, { namespace }));
  expect(server.requests).toEqual([]);
});

test('a namespace of the kubeconfig that is none is told, and no other is taken', async () => {
  await using server = await FakeApiServer.start();
  const failure = await caught(connectTo(server, { context: { namespace: '..' } }));
  expect(failure.kind).toBe('unreachable');
  expect(failure.message).toBe('The namespace of context "home" is not a valid name: "..".');
});

test('a token that cannot be sent is told without its text', async () => {
  await using server = await FakeApiServer.start();
  const cluster = await connectTo(server, { user: { token: 'very\u0007secret' } });
  const failure = await caught(cluster.list(resources.pods, {}));
  expect(failure.kind).toBe('unreachable');
  expect(failure.message).toContain('The credentials of user "ada" contain a character that cannot be sent');
  expect(JSON.stringify([failure.message, failure.hint, failure.details])).not.toContain('secret');
});

test('a user to impersonate that cannot be sent is a usage error', async () => {
  await using server = await FakeApiServer.start();
  const failure = await caught((await connectTo(server, { options: { as: 'a\nb' } })).list(resources.pods, {}));
  expect(failure.kind).toBe('usage');
});
