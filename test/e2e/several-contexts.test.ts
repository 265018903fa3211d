import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Folder } from '../fakes/api-server/kubeconfig-file.ts';
import { paths } from '../lab/paths.ts';
import { volsyncctl } from './lab.ts';

interface Kubeconfig {
  clusters: { name: string; cluster: object }[];
  contexts: { name: string; context: object }[];
}

test('several contexts are asked at once, and those that hang are unknown', async () => {
  const sockets: Socket[] = [];
  let mostAtOnce = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
    mostAtOnce = Math.max(mostAtOnce, sockets.filter(({ closed }) => !closed).length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await using folder = await Folder.make();
  const config = parse(await readFile(paths.kubeconfig, 'utf8')) as Kubeconfig;
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.clusters.push({ name: 'hanging', cluster: { server: url } });
  for (const name of ['attic', 'shed']) config.contexts.push({ name, context: { cluster: 'hanging', user: 'lab' } });
  const contexts = ['--context', 'lab,attic', '--context', 'shed', '--context', 'viewer'];
  const run = await volsyncctl(['status', '-n', 'kube-system', ...contexts, '--request-timeout', '5s', '-o', 'json'], {
    env: { KUBECONFIG: await folder.write('several', config) },
  });
  const hung = { kind: 'unreachable', message: expect.stringContaining('within 5s') as string };
  expect(JSON.parse(run.stdout)).toMatchObject({
    contexts: [
      { context: 'lab' },
      { context: 'attic', outcome: 'unknown', error: hung },
      { context: 'shed', outcome: 'unknown', error: hung },
      { context: 'viewer', sameAs: 'lab' },
    ],
  });
  // One after another, the first would be gone before the second comes.
  expect([run.exitCode, mostAtOnce]).toEqual([10, 2]);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
