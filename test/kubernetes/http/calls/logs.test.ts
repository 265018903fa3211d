import { rawText } from '../../../../src/foreign-text.ts';
import { describe, expect, test } from 'vitest';
import type { LogRequest } from '../../../../src/kubernetes/cluster.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { cut, FakeApiServer, json, status, type Handler } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo } from '../../../fakes/api-server/kubeconfig-file.ts';
import { object } from '../../../fakes/api-server/objects.ts';

const pod = { namespace: 'media', name: 'mover' };
const route = 'GET /api/v1/namespaces/media/pods/mover/log';

/** The timestamp that the kubelet prepends to a line. */
function at(seconds: number, fraction = '000000000'): string {
  return `2026-11-23T15:00:${String(seconds).padStart(2, '0')}.${fraction}Z`;
}

function writes(lines: readonly string[], then: 'ends' | 'cuts' | 'stays' = 'ends'): Handler {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write(lines.map((line) => `${line}\n`).join(''));
    if (then === 'ends') response.end();
    if (then === 'cuts') setTimeout(() => response.destroy(), 20);
  };
}

async function readLog(server: FakeApiServer, request: Partial<LogRequest> = {}): Promise<readonly string[]> {
  const cluster = await connectTo(server);
  return Array.fromAsync(cluster.logs({ ...pod, ...request }, AbortSignal.timeout(8_000)), rawText);
}

describe.concurrent('a log', () => {
  test('is read line by line, without the times that were not asked for', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, writes([`${at(1)} one`, `${at(2)} `, `${at(3)} 2026-11-23T15:00:00Z three\r`]));
    expect(await readLog(server)).toEqual(['one', '', '2026-11-23T15:00:00Z three']);
    expect(await readLog(server, { timestamps: true })).toEqual([
      `${at(1)} one`,
      `${at(2)} `,
      `${at(3)} 2026-11-23T15:00:00Z three`,
    ]);
  });

  test('is asked for as it is wanted', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, writes([]));
    expect(await readLog(server, { container: 'restic', follow: true, tailLines: 5, sinceSeconds: 60 })).toEqual([]);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      container: 'restic',
      follow: 'true',
      timestamps: 'true',
      tailLines: '5',
      sinceSeconds: '60',
    });
  });

  test("keeps the kubelet's own words, which have no time", async () => {
    await using server = await FakeApiServer.start();
    server.on(route, writes(['unable to retrieve container logs for containerd://1a2b']));
    expect(await readLog(server)).toEqual(['unable to retrieve container logs for containerd://1a2b']);
  });

  test('may end without a line end', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, (response) => void response.end(`${at(1)} one\n${at(2)} tw\u00f6`));
    expect(await readLog(server)).toEqual(['one', 'twö']);
  });

  test('of a program that never ends its line comes in pieces', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, (response) => void response.end(`${at(1)} ${'x'.repeat(1_000_000)}\n${at(2)} end\n`));
    const lines = await readLog(server);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('')).toHaveLength(1_000_003);
    expect(lines.at(-1)).toBe('end');
  });

  test('that is followed comes as it is written, until its reader leaves', async () => {
    await using server = await FakeApiServer.start();
    const closed = Promise.withResolvers<undefined>();
    server.on(route, (response, request) => {
      response.on('close', () => closed.resolve(undefined));
      writes([`${at(1)} one`], 'stays')(response, request);
    });
    for await (const line of (await connectTo(server)).logs({ ...pod, follow: true })) {
      expect(line).toBe('one');
      break;
    }
    await closed.promise;
  });

  test('that is followed ends with interrupted by its signal', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, writes([`${at(1)} one`], 'stays'));
    const signal = AbortSignal.timeout(100);
    const failure = await caught(Array.fromAsync((await connectTo(server)).logs({ ...pod, follow: true }, signal)));
    expect(failure.kind).toBe('interrupted');
  });
});

describe.concurrent('a log that is cut', () => {
  test('is read on; what comes again within its last second is told once', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(
      route,
      writes([`${at(1)} first`, `${at(2, '5')} same`, `${at(2, '5')} same`, `${at(2, '7')} last`], 'cuts'),
      cut,
      writes([`${at(2, '5')} same`, `${at(2, '5')} same`, `${at(2, '7')} last`, `${at(2, '7')} last`, `${at(3)} next`]),
    );
    expect(await readLog(server, { follow: true, tailLines: 10 })).toEqual([
      'first',
      'same',
      'same',
      'last',
      'last',
      'next',
    ]);
    const [first, , third] = server.requests.map(({ query }) => query);
    expect(first?.get('tailLines')).toBe('10');
    expect(third?.has('tailLines')).toBe(false);
    expect(third?.get('sinceTime')).toMatch(/^2026-11-23T15:00:02/);
  });

  test('goes on when the server is back', async () => {
    await using server = await FakeApiServer.start();
    server.inTurn(route, writes([`${at(1)} one`], 'stays'), writes([`${at(1)} one`, `${at(9)} two`]));
    const seen: string[] = [];
    for await (const line of (await connectTo(server)).logs({ ...pod, follow: true }, AbortSignal.timeout(8_000))) {
      seen.push(rawText(line));
      if (line !== 'one') continue;
      await server.stop();
      setTimeout(() => void server.listen(), 300);
    }
    expect(seen).toEqual(['one', 'two']);
  });

  test('and then gone with its pod is an error, since lines may be missing', async () => {
    await using server = await FakeApiServer.start();
    const missing = status(404, 'NotFound', 'pods "mover" not found', { name: 'mover', kind: 'pods' });
    server.inTurn(route, writes([`${at(1)} one`], 'cuts'), missing);
    server.on('GET /api/v1/namespaces/media', json(object('media', 1)));
    expect((await caught(readLog(server, { follow: true }))).kind).toBe('not-found');
  });

  test('keeps lines that two streams of a container wrote out of order', async () => {
    await using server = await FakeApiServer.start();
    server.on(route, writes([`${at(2)} out`, `${at(1, '999999999')} err`, `${at(2)} out`]));
    expect(await readLog(server)).toEqual(['out', 'err', 'out']);
  });
});

test('a container that has not started has no log yet', async () => {
  await using server = await FakeApiServer.start();
  const waiting = 'container "restic" in pod "mover" is waiting to start: ContainerCreating';
  server.on(route, status(400, 'BadRequest', waiting));
  const failure = await caught(readLog(server, { container: 'restic' }));
  expect(failure.kind).toBe('not-found');
  expect(failure.message).toBe(`There is no log of container restic of pod media/mover yet: ${waiting}`);
  expect(failure.hint).toBe('kubectl describe pod mover -n media');
});
