import { expect, test } from 'vitest';
import { headersOf } from '../../../../src/kubernetes/http/requests/headers.ts';
import type { ConnectionTarget } from '../../../../src/kubernetes/http/config/target.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { version } from '../../../../src/version.ts';
import { FakeApiServer, json } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';

test('a request says what it comes from', async () => {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
  await (await connectTo(server)).list(resources.pods, {});
  expect(server.requests[0]?.headers['user-agent']).toBe(`volsyncctl/${version}`);
  expect(server.requests[0]?.headers.accept).toBe('application/json');
});

test('each impersonated group is a header line of its own, in UTF-8', async () => {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
  const user = { token: 't', 'as-uid': '7', 'as-user-extra': { 'example.org/reason': ['on call', 'audit'] } };
  const options = { as: 'jané', asGroup: ['ops', 'system:masters'] };
  await (await connectTo(server, { user, options })).list(resources.pods, {});
  const raw = server.requests[0]?.rawHeaders ?? [];
  const lines = raw.flatMap((name, index) =>
    index % 2 === 0 && name.startsWith('Impersonate-')
      ? [[name, Buffer.from(raw[index + 1] ?? '', 'latin1').toString('utf8')]]
      : [],
  );
  expect(lines).toEqual([
    ['Impersonate-User', 'jané'],
    ['Impersonate-Uid', '7'],
    ['Impersonate-Group', 'ops'],
    ['Impersonate-Group', 'system:masters'],
    ['Impersonate-Extra-example.org%2Freason', 'on call'],
    ['Impersonate-Extra-example.org%2Freason', 'audit'],
  ]);
});

test.each([
  ['https://10.0.0.1:6443', {}, 'gzip'],
  ['https://10.0.0.1:6443', { 'disable-compression': 'true' }, undefined],
  ['https://127.0.0.1:6443', {}, undefined],
])('compression is asked for where bytes cost more than work: %s %o', (server, cluster, expected) => {
  const target: ConnectionTarget = {
    contextName: 'home',
    clusterName: 'home',
    userName: 'ada',
    namespace: 'default',
    server: new URL(server),
    cluster,
    user: {},
    impersonation: { user: undefined, uid: undefined, groups: [], extra: {} },
  };
  const request = { method: 'GET', path: '/', access: { verb: 'get', group: '', resource: 'pods' } } as const;
  expect(headersOf(target, request)).toMatchObject({ accept: 'application/json' });
  expect(headersOf(target, request)).toHaveProperty('user-agent');
  expect((headersOf(target, request) as Record<string, unknown>)['accept-encoding']).toBe(expected);
});
