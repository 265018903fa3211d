import { expect, test } from 'vitest';
import { caught } from '../../../fakes/api-server/caught.ts';
import { FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { listOf } from '../../../fakes/api-server/objects.ts';
import { read, serve } from '../../../fakes/api-server/watch-script.ts';

test('who may list and not watch is told so at once', async () => {
  await using server = await FakeApiServer.start();
  serve(server, [json(listOf(10, []))], [status(403, 'Forbidden', 'no')]);
  const failure = await caught(read(await connectTo(server), 2));
  expect(failure).toMatchObject({ kind: 'forbidden', missingRight: { verb: 'watch', resource: 'pods' } });
  expect(server.requests.filter(({ query }) => query.has('watch'))).toHaveLength(1);
});
