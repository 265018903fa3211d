import { expect, it } from 'vitest';
import { connect } from '../../src/kubernetes/http/connect.ts';
import { run } from '../../src/program/run.ts';
import { FakeApiServer, json } from '../fakes/api-server/fake-api-server.ts';
import { Folder, kubeconfigFor } from '../fakes/api-server/kubeconfig-file.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const group = '/apis/volsync.backube/v1alpha1';
const empty = json({ metadata: {}, items: [] });

/** A server with one app, which answers when `asked` is done. */
async function serverOf(uid: string, app: string, asked: () => Promise<unknown>): Promise<FakeApiServer> {
  const server = await FakeApiServer.start();
  const late =
    (handler: ReturnType<typeof json>) =>
    (...words: Parameters<typeof handler>) =>
      void asked().then(() => handler(...words));
  return server
    .otherwise(late(empty))
    .on('GET /api/v1/namespaces/kube-system', late(json({ metadata: { name: 'kube-system', uid } })))
    .on(`GET ${group}/replicationsources`, late(json({ metadata: {}, items: [sourceObject({}, {}, app)] })));
}

/** Done when so many different ones have come. */
function meeting(count: number): (who: string) => Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const there = new Set<string>();
  return (who) => {
    if (there.add(who).size === count) resolve(undefined);
    return promise;
  };
}

/** One kubeconfig with a context for each server. */
async function kubeconfigOf(servers: Readonly<Record<string, FakeApiServer>>): Promise<object> {
  const files = await Promise.all(
    Object.entries(servers).map(async ([name, server]) => {
      const file = (await kubeconfigFor(server)) as { clusters: [{ cluster: object }] };
      return { name, cluster: file.clusters[0].cluster };
    }),
  );
  return {
    contexts: files.map(({ name }) => ({ name, context: { cluster: name, user: 'ada' } })),
    clusters: files,
    users: [{ name: 'ada', user: { token: 'secret-token' } }],
  };
}

it('asks all servers side by side, and one that never answers costs no more than its own limit', async () => {
  // One after another the first would never answer: it waits for the others to be asked.
  const met = meeting(3);
  await using home = await serverOf('u1', 'web', () => met('home'));
  await using office = await serverOf('u2', 'mail', () => met('office'));
  await using attic = await FakeApiServer.start();
  attic.otherwise(() => void met('attic'));
  await using folder = await Folder.make();
  const kubeconfig = await folder.write('config', await kubeconfigOf({ home, attic, office }));
  const io = new FakeIo({ contexts: ['home', 'attic', 'office'], now: new Date('2026-11-23T15:24:00Z') });
  const limits: (number | undefined)[] = [];
  io.connect = (options) => {
    limits.push(options?.firstAnswerMs);
    return connect({ ...options, firstAnswerMs: 2000 }, { env: {}, platform: 'linux' });
  };
  const exitCode = await run(['status', '-A', '--all-contexts', '--kubeconfig', kubeconfig, '-o', 'json'], io);
  expect(JSON.parse(io.out)).toMatchObject({
    sources: [
      { context: 'home', name: 'web' },
      { context: 'office', name: 'mail' },
    ],
    contexts: [
      { context: 'home' },
      { context: 'attic', outcome: 'unknown', error: { message: expect.stringContaining('within 2s') as string } },
      { context: 'office' },
    ],
  });
  expect([exitCode, limits]).toEqual([10, [10_000, 10_000, 10_000]]);
});
