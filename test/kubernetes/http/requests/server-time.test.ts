import { expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeApiServer, json } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';

const key = { namespace: 'media', name: 'web' };
const route = 'GET /api/v1/namespaces/media/secrets/web';
const dayMs = 24 * 3_600_000;

test.each([
  ['three days behind', -3 * dayMs],
  ['three days ahead', 3 * dayMs],
])("ages go by the API server's clock where this one is %s of it", async (_what, offMs) => {
  await using server = await FakeApiServer.start();
  const date = new Date(Date.now() - offMs).toUTCString();
  server.on(route, (response, request) => {
    response.setHeader('date', date);
    json(object('web', 1))(response, request);
  });
  const cluster = await connectTo(server);
  const now = new Date();
  expect(cluster.serverTime(now)).toBe(now);
  await cluster.get(resources.secrets, key);
  const told = cluster.serverTime(now).getTime();
  expect(Math.abs(told - (now.getTime() - offMs))).toBeLessThan(60_000);
});

test('clocks that are about the same are taken for the same', async () => {
  await using server = await FakeApiServer.start();
  server.on(route, json(object('web', 1)));
  const cluster = await connectTo(server);
  await cluster.get(resources.secrets, key);
  const now = new Date();
  expect(cluster.serverTime(now)).toBe(now);
});
