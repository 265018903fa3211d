import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConnectProxy } from '../fakes/api-server/connect-proxy.ts';
import { clientCertificate } from '../fakes/api-server/certificates.ts';
import { Folder } from '../fakes/api-server/kubeconfig-file.ts';
import { paths } from '../lab/paths.ts';
import { start, volsyncctl, type Run } from './lab.ts';

interface Kubeconfig {
  clusters: { name: string; cluster: Record<string, string> }[];
  users: { name: string; user: Record<string, unknown> }[];
  contexts: { name: string; context: Record<string, string> }[];
  'current-context'?: string;
}

let lab: Kubeconfig;
let folder: Folder;
let files = 0;

beforeAll(async () => {
  lab = parse(await readFile(paths.kubeconfig, 'utf8')) as Kubeconfig;
  folder = await Folder.make();
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** The lab's kubeconfig with changes to its first cluster and its first user. */
async function changed(changes: { cluster?: object; user?: object }): Promise<string> {
  const config = structuredClone(lab);
  const [cluster] = config.clusters;
  const [user] = config.users;
  if (cluster === undefined || user === undefined) throw new Error('The lab has no kubeconfig.');
  cluster.cluster = { ...cluster.cluster, ...changes.cluster };
  user.user = { ...(changes.user ?? user.user) };
  files += 1;
  return folder.write(`config-${files}`, config);
}

async function status(kubeconfig: string, ...flags: readonly string[]): Promise<Run> {
  return volsyncctl(['status', '-A', ...flags], { env: { KUBECONFIG: kubeconfig } });
}

/** Other tests may have apps on the lab, or none. */
function expectAnswer({ exitCode, stderr }: Run): void {
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^(?:There is no ReplicationSource .*)?$/)]);
}

function expectFailure(run: Run, exitCode: number, ...texts: readonly string[]): void {
  expect(run).toMatchObject({ exitCode, stdout: '' });
  for (const text of texts) expect(run.stderr).toContain(text);
}

describe('credentials', () => {
  test('that are wrong', async () => {
    const run = await status(await changed({ user: { token: 'expired' } }));
    expectFailure(
      run,
      5,
      'did not accept the credentials of user "lab" (context "lab")',
      'kubectl config get-contexts',
    );
  });

  test('that are wrong, as JSON', async () => {
    const run = await status(await changed({ user: { token: 'expired' } }), '-o', 'json');
    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(JSON.parse(run.stderr)).toMatchObject({ schema: 'volsyncctl/error/v1', kind: 'forbidden', exitCode: 5 });
  });

  test('of a plug-in', async () => {
    const answer = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: lab.users[0]?.user,
    };
    const command = await folder.write('login', `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, 0o700);
    const exec = { apiVersion: answer.apiVersion, command, interactiveMode: 'IfAvailable' };
    expectAnswer(await status(await changed({ user: { exec } })));
  });

  test('of a plug-in that fails', async () => {
    const command = await folder.write(
      'broken-login',
      '#!/bin/sh\necho "no session, log in again" >&2\nexit 4\n',
      0o700,
    );
    const run = await status(await changed({ user: { exec: { command } } }));
    expectFailure(run, 6, 'failed with exit code 4', 'no session, log in again');
  });

  test('of a plug-in that is not installed', async () => {
    const exec = { command: 'no-such-plugin', installHint: 'apt install no-such-plugin' };
    expectFailure(
      await status(await changed({ user: { exec } })),
      6,
      'is not installed',
      '→ apt install no-such-plugin',
    );
  });
});

describe('rights', () => {
  test('that a user does not have', async () => {
    const run = await status(paths.kubeconfig, '--context', 'nobody');
    expectFailure(
      run,
      5,
      'User "nobody"',
      'cannot list replicationsources.volsync.backube',
      'volsyncctl --context nobody rbac',
    );
  });

  test('that an impersonated user does not have', async () => {
    const run = await status(paths.kubeconfig, '--as', 'jané');
    expectFailure(run, 5, 'User "jané", impersonated in context "lab", cannot list');
  });

  test('that an impersonated group has, one of several', async () => {
    const groups = ['--as-group', 'nothing', '--as-group', 'system:masters'];
    expect(await status(paths.kubeconfig, '--as', 'jane', ...groups)).toMatchObject({ exitCode: 0 });
  });

  test('to impersonate', async () => {
    const run = await status(paths.kubeconfig, '--context', 'nobody', '--as', 'lab');
    expectFailure(run, 5, 'User "nobody" of context "nobody" cannot impersonate "lab"', 'leave out --as');
  });
});

describe('the server', () => {
  test('has a certificate of another CA', async () => {
    const other = Buffer.from((await clientCertificate('other')).cert).toString('base64');
    const run = await status(await changed({ cluster: { 'certificate-authority-data': other } }));
    expectFailure(run, 6, 'a certificate of an authority that the kubeconfig does not know', 'cluster "lab"');
  });

  test('has a certificate for other names', async () => {
    const run = await status(await changed({ cluster: { 'tls-server-name': 'elsewhere.example.org' } }));
    expectFailure(run, 6, 'presented a certificate that is not for elsewhere.example.org');
  });

  test('refuses the connection', async () => {
    const { server, url } = await listening(() => undefined);
    await closed(server);
    const run = await status(await changed({ cluster: { server: url } }));
    expectFailure(run, 6, `The API server ${url} (context "lab") refused the connection`);
    expect(run.durationMs).toBeLessThan(20_000);
  });

  test('hangs: unreachable, whichever time limit applies', async () => {
    const sockets: Socket[] = [];
    const { server, url } = await listening((socket) => sockets.push(socket));
    const kubeconfig = await changed({ cluster: { server: url } });
    const [own, asked] = await Promise.all([status(kubeconfig), status(kubeconfig, '--request-timeout', '2s')]);
    expectFailure(asked, 6, 'did not complete the TLS handshake within 2s', '--request-timeout');
    expect(asked.durationMs).toBeLessThan(20_000);
    expectFailure(own, 6, 'did not complete the TLS handshake within 30s');
    expect(own.durationMs).toBeGreaterThan(29_000);
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });

  test('hangs until Ctrl-C', async () => {
    const sockets: Socket[] = [];
    const { server, url } = await listening((socket) => {
      sockets.push(socket);
      running.kill('SIGINT');
    });
    const running = start(['status', '-A'], { env: { KUBECONFIG: await changed({ cluster: { server: url } }) } });
    const startedAt = Date.now();
    expect((await running).exitCode).toBe(130);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });

  test('is reached through a proxy', async () => {
    const port = Number(new URL(lab.clusters[0]?.cluster['server'] ?? '').port);
    await using proxy = await ConnectProxy.start(port);
    const cluster = { server: `https://api.invalid:${port}`, 'tls-server-name': '127.0.0.1' };
    const run = await status(await changed({ cluster: { ...cluster, 'proxy-url': `http://${proxy.host}` } }));
    expectAnswer(run);
    expect(proxy.asked[0]?.authority).toBe(`api.invalid:${port}`);
  });
});

describe('the kubeconfig', () => {
  test('is a list of files, of which some are missing', async () => {
    const clusters = await folder.write('only-clusters', { clusters: lab.clusters });
    const rest = await folder.write('rest', {
      ...lab,
      clusters: [{ name: 'lab', cluster: { server: 'https://no:1' } }],
    });
    const list = [join(folder.path, 'missing'), clusters, rest].join(':');
    expectAnswer(await status(list));
    expectFailure(await status(rest), 6, 'https://no:1 (context "lab") cannot be reached');
  });

  test('has no such context', async () => {
    const run = await status(paths.kubeconfig, '--context', 'prod');
    expectFailure(run, 6, 'There is no context "prod"', 'it has lab, viewer, nobody', '→ kubectl config get-contexts');
  });

  test('does not exist', async () => {
    const file = join(folder.path, 'none');
    expectFailure(await status(paths.kubeconfig, '--kubeconfig', file), 6, `${file} does not exist`);
    expectFailure(await status(file), 6, `No kubeconfig found in ${file}`);
  });

  test('sets the namespace, which -n overrides; a missing one is reported', async () => {
    const config = structuredClone(lab);
    for (const { context } of config.contexts) context['namespace'] = 'no-such-namespace';
    const env = { KUBECONFIG: await folder.write('elsewhere', config) };
    const run = await volsyncctl(['status'], { env });
    expectFailure(run, 3, 'There is no namespace "no-such-namespace"', '→ kubectl get namespaces');
    expect(await volsyncctl(['status', '-n', 'kube-system'], { env })).toMatchObject({ exitCode: 0 });
  });
});

async function listening(onConnection: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}
