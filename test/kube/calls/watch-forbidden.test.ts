import { expect, test } from 'vitest';
import { caught } from '../caught.ts';
import { FakeApiServer, json, status } from '../fake-api-server.ts';
import { connectTo } from '../kubeconfig-file.ts';
import { listOf } from '../objects.ts';
import { read, serve } from '../watch-script.ts';

test('who may list and not watch is told so at once', async () => {
  await using server = await FakeApiServer.start();
  serve(server, [json(listOf(10, []))], [status(403, 'Forbidden', 'no')]);
  const failure = await caught(read(await connectTo(server), 2));
  expect(failure).toMatchObject({ kind: 'forbidden', missingRight: { verb: 'watch', resource: 'pods' } });
  expect(server.requests.filter(({ query }) => query.has('watch'))).toHaveLength(1);
});
