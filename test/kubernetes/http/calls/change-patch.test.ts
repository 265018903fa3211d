import { describe, expect, test } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { cut, FakeApiServer, json, status, type Handler } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';

const key = { namespace: 'media', name: 'web' };
const route = 'PATCH /apis/volsync.backube/v1alpha1/namespaces/media/replicationsources/web';
const tag = { spec: { trigger: { manual: 'now' } } };

describe('a patch', () => {
  test('is a merge patch by volsyncctl, and gives the object back', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json(object('web', 2)));
    const cluster = await connectTo(server);
    await expect(cluster.patch(resources.replicationSources, key, tag)).resolves.toEqual(object('web', 2));
    const [request] = server.requests;
    expect(request?.headers['content-type']).toBe('application/merge-patch+json');
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ fieldManager: 'volsyncctl', fieldValidation: 'Strict' });
    expect(JSON.parse(request?.body ?? '')).toEqual(tag);
  });

  test('of steps is a JSON patch; a dry run is one on the server', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, json(object('web', 2)));
    const cluster = await connectTo(server);
    const steps = [{ op: 'remove', path: '/spec/trigger/manual' }] as const;
    await cluster.patch(resources.replicationSources, key, steps, { isDryRun: true });
    const [request] = server.requests;
    expect(request?.headers['content-type']).toBe('application/json-patch+json');
    expect(request?.query.get('dryRun')).toBe('All');
    expect(JSON.parse(request?.body ?? '')).toEqual(steps);
  });

  test('whose answer is lost is not sent again: it may have been made', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, cut);
    const failure = await caught((await connectTo(server)).patch(resources.replicationSources, key, tag));
    expect(failure.kind).toBe('unreachable');
    expect(server.count(route)).toBe(1);
    server.on(route, status(503, 'ServiceUnavailable', 'stopping'));
    await caught((await connectTo(server)).patch(resources.replicationSources, key, tag));
    expect(server.count(route)).toBe(2);
  });

  test('that was never received is sent again', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', json({ metadata: {}, items: [] })).on(route, json(object('web', 2)));
    const cluster = await connectTo(server);
    await cluster.list(resources.pods, {});
    await server.stop();
    const patched = cluster.patch(resources.replicationSources, key, tag);
    setTimeout(() => void server.listen(), 300);
    await expect(patched).resolves.toEqual(object('web', 2));
  });

  test('goes by a connection of its own, since one from the pool may be dead', async () => {
    await using server = await FakeApiServer.start();
    const ports = new Set<number | undefined>();
    const noted = (document: unknown): Handler => {
      return (response, request) => {
        ports.add(response.socket?.remotePort);
        json(document)(response, request);
      };
    };
    server.on('GET /api/v1/pods', noted({ metadata: {}, items: [] })).on(route, noted(object('web', 2)));
    const cluster = await connectTo(server);
    await cluster.list(resources.pods, {});
    await cluster.patch(resources.replicationSources, key, tag);
    expect(ports.size).toBe(2);
  });
});

describe('a patch that is declined', () => {
  async function failureWith(handler: Handler, patch: Parameters<typeof patchOf>[1] = tag) {
    await using server = await FakeApiServer.start();
    server.on(route, handler);
    const failure = await caught(patchOf(server, patch));
    expect(failure.kind).toBe('refused');
    return failure;
  }

  async function patchOf(server: FakeApiServer, patch: object) {
    return (await connectTo(server)).patch(resources.replicationSources, key, patch as typeof tag);
  }

  test('by a conflict', async () => {
    const failure = await failureWith(status(409, 'Conflict', 'the object has been modified'));
    expect(failure.message).toBe(
      'The object was changed by someone else in the meantime, so volsyncctl did not ' +
        'patch replicationsources.volsync.backube "web" in namespace media.',
    );
    expect(failure.hint).toBe('run the command again');
    expect(failure.details).toEqual(['the object has been modified']);
  });

  test('by a test step that failed', async () => {
    const generic = status(422, 'Invalid', 'the server rejected our request due to an error in our request');
    const failure = await failureWith(generic, [{ op: 'test', path: '/spec/trigger/manual', value: 'x' }]);
    expect(failure.message).toContain('changed by someone else in the meantime');
  });

  test('by validation', async () => {
    const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: "x"', field: 'spec.trigger.schedule' }];
    const invalid = status(422, 'Invalid', 'ReplicationSource "web" is invalid: spec.trigger.schedule', { causes });
    const failure = await failureWith(invalid, [{ op: 'add', path: '/spec/trigger/schedule', value: 'x' }]);
    expect(failure.message).toBe(
      'The API server refused to patch replicationsources.volsync.backube "web" in namespace media: ' +
        'ReplicationSource "web" is invalid: spec.trigger.schedule',
    );
  });

  test('without a word', async () => {
    const failure = await failureWith((response) => void response.writeHead(418).end());
    expect(failure.message).toContain('refused to patch');
    expect(failure.message).toContain('status 418');
  });
});
