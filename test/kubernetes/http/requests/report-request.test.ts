import { expect, test } from 'vitest';
import type { SentRequest } from '../../../../src/kubernetes/cluster.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';

test('each request is reported with its result and time, and nothing of the query but names', async () => {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/namespaces/media/secrets/web', json(object('web', 1)));
  server.on(
    'GET /api/v1/namespaces/media/secrets/gone',
    status(404, 'NotFound', 'secrets "gone" not found', { name: 'gone', kind: 'secrets' }),
  );
  const sent: SentRequest[] = [];
  const cluster = await connectTo(server, { options: { onRequest: (request) => sent.push(request) } });
  await cluster.get(resources.secrets, { namespace: 'media', name: 'web' });
  await cluster.find(resources.secrets, { namespace: 'media', name: 'gone' });
  await cluster.list(resources.pods, { namespace: 'media', labelSelector: 'password=hunter2' }).catch(() => []);
  expect(sent.slice(0, 2)).toMatchObject([
    { method: 'GET', path: '/api/v1/namespaces/media/secrets/web', result: 200 },
    { method: 'GET', path: '/api/v1/namespaces/media/secrets/gone', result: 404 },
  ]);
  expect(sent[2]?.path).toMatch(/^\/api\/v1\/namespaces\/media\/pods\?labelSelector&limit$/);
  expect(sent.every(({ tookMs }) => tookMs > 0)).toBe(true);
  expect(JSON.stringify(sent)).not.toContain('hunter2');
});
