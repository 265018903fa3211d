import { describe, expect, test } from 'vitest';
import { connect } from '../../../../src/kubernetes/http/connect.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { clientCertificate } from '../../../fakes/api-server/certificates.ts';
import { FakeApiServer, json, status } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo, Folder, kubeconfigFor } from '../../../fakes/api-server/kubeconfig-file.ts';

const empty = json({ metadata: {}, items: [] });
const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };

/** A plug-in that prints the value of a JavaScript expression. */
function plugin(expression: string, further: object = {}): { exec: object } {
  const args = ['-e', `process.stdout.write(JSON.stringify(${expression}))`];
  return { exec: { apiVersion: credential.apiVersion, command: process.execPath, args, ...further } };
}

function token(text: string, further: object = {}): string {
  return JSON.stringify({ ...credential, status: { token: text, ...further } });
}

describe.concurrent('a credential plug-in', () => {
  test('gives the token, is run once, and is told what it is asked', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', empty);
    const told = `{...${token('')}, status: {token: process.env.WHO + ':' + process.env.KUBERNETES_EXEC_INFO}}`;
    const user = plugin(told, { env: [{ name: 'WHO', value: 'ada' }], provideClusterInfo: true });
    const cluster = await connectTo(server, { user });
    await cluster.list(resources.pods, {});
    await cluster.list(resources.pods, {});
    const [first, second] = server.requests.map(({ headers }) => headers.authorization ?? '');
    expect(first).toBe(second);
    expect(first).toMatch(/^Bearer ada:/);
    const info = JSON.parse(first?.replace('Bearer ada:', '') ?? '') as unknown;
    expect(info).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: `${server.url}/` } },
    });
    expect(JSON.stringify(info)).toContain('certificate-authority-data');
  });

  test('may give a client certificate instead', async () => {
    await using server = await FakeApiServer.start({ requestCert: true });
    server.on('GET /api/v1/pods', empty);
    const { cert, key } = await clientCertificate('carol');
    const answer = { ...credential, status: { clientCertificateData: cert, clientKeyData: key } };
    await (await connectTo(server, { user: plugin(JSON.stringify(answer)) })).list(resources.pods, {});
    expect(server.requests[0]?.clientName).toBe('carol');
  });

  test('is run again for a token that has expired, and for one that the server refuses', async () => {
    await using server = await FakeApiServer.start();
    await using folder = await Folder.make();
    const counter = await folder.write('count', '');
    server.on('GET /api/v1/pods', empty);
    const count = `(require('fs').appendFileSync(${JSON.stringify(counter)}, 'x'), require('fs').statSync(${JSON.stringify(counter)}).size)`;
    const counted = (further: string) => plugin(`{...${token('')}, status: {token: 'run-' + ${count}, ${further}}}`);
    const expiring = await connectTo(server, { user: counted("expirationTimestamp: '2020-01-01T00:00:00Z'") });
    await expiring.list(resources.pods, {});
    const before = server.requests.at(-1)?.headers.authorization;
    await expiring.list(resources.pods, {});
    expect(server.requests.at(-1)?.headers.authorization).not.toBe(before);

    server.inTurn('GET /api/v1/pods', status(401, 'Unauthorized', 'Unauthorized'), empty);
    const refused = await connectTo(server, { user: counted('') });
    await refused.list(resources.pods, {});
    const [last, next] = server.requests.slice(-2).map(({ headers }) => headers.authorization);
    expect(last).not.toBe(next);
  });

  test('that never stops printing is ended', async () => {
    await using server = await FakeApiServer.start();
    const endless = ['-e', "const more = () => process.stdout.write('x'.repeat(65536), more); more()"];
    const cluster = await connectTo(server, { user: plugin('', { args: endless }) });
    const failure = await caught(cluster.list(resources.pods, {}));
    expect(failure).toMatchObject({ kind: 'unreachable' });
    expect(failure.message).toContain('printed more than 1 MB, and was stopped');
  });

  test('that gives what the server never accepts ends as forbidden', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', status(401, 'Unauthorized', 'Unauthorized'));
    const failure = await caught((await connectTo(server, { user: plugin(token('t')) })).list(resources.pods, {}));
    expect(failure.kind).toBe('forbidden');
    expect(server.count('GET /api/v1/pods')).toBe(2);
  });

  test('that is given by a relative path is found beside the kubeconfig', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', empty);
    await using folder = await Folder.make();
    await folder.write('login.sh', `#!/bin/sh\necho '${token('from-script')}'\n`, 0o700);
    const user = { exec: { apiVersion: credential.apiVersion, command: './login.sh' } };
    const kubeconfig = await folder.write('config', await kubeconfigFor(server, { user }));
    const cluster = await connect({ kubeconfig }, { env: { PATH: process.env['PATH'] }, platform: 'linux' });
    await cluster.list(resources.pods, {});
    expect(server.requests[0]?.headers.authorization).toBe('Bearer from-script');
  });
});

describe.concurrent('a credential plug-in that does not work', () => {
  async function failureWith(user: object) {
    await using server = await FakeApiServer.start();
    const failure = await caught((await connectTo(server, { user })).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(server.requests).toEqual([]);
    return failure;
  }

  test('is not installed: the hint is its own', async () => {
    const exec = { command: 'no-such-login-plugin', installHint: 'brew install no-such-login-plugin' };
    const failure = await failureWith({ exec });
    expect(failure.message).toBe(
      'The credential plug-in "no-such-login-plugin" of user "ada" is not installed, or not on the PATH.',
    );
    expect(failure.hint).toBe('brew install no-such-login-plugin');
  });

  test('may not be run', async () => {
    await using folder = await Folder.make();
    const command = await folder.write('login', '#!/bin/sh\n', 0o600);
    expect((await failureWith({ exec: { command } })).message).toContain('cannot be run: permission denied');
  });

  test('fails: its last words are the evidence, its arguments stay secret', async () => {
    const script = "console.error('Your session is over.'); console.error('Run: login --again'); process.exit(3)";
    const failure = await failureWith({ exec: { command: process.execPath, args: ['-e', script, '--', 'pa55word'] } });
    expect(failure.message).toContain('failed with exit code 3');
    expect(failure.details).toEqual(['Your session is over.', 'Run: login --again']);
    expect(JSON.stringify([failure.message, failure.hint, failure.details])).not.toContain('pa55word');
  });

  test.each([
    ['rubbish', "'no credential'"],
    ['nothing but a string', "''"],
    ['an answer without a status', JSON.stringify(credential)],
    ['a certificate without its key', JSON.stringify({ ...credential, status: { clientCertificateData: 'x' } })],
  ])('prints %s', async (_what, expression) => {
    const failure = await failureWith(plugin(expression));
    expect(failure.message).toContain('printed no ExecCredential with a token or a client certificate');
  });

  test('says why on stderr and prints nothing of use', async () => {
    const args = ['-e', "console.error('no browser found')"];
    const failure = await failureWith({ exec: { command: process.execPath, args } });
    expect(failure.message).toContain('printed no ExecCredential');
    expect(failure.details).toEqual(['no browser found']);
  });

  test('must ask something where there is no terminal', async () => {
    const failure = await failureWith({ exec: { command: process.execPath, interactiveMode: 'Always' } });
    expect(failure.message).toContain('needs to prompt you, and there is no terminal');
  });

  test('is killed', async () => {
    const args = ['-e', "process.kill(process.pid, 'SIGKILL')"];
    expect((await failureWith({ exec: { command: process.execPath, args } })).message).toContain(
      'was stopped by SIGKILL',
    );
  });

  test('hangs until Ctrl-C', async () => {
    await using server = await FakeApiServer.start();
    const controller = new AbortController();
    const user = { exec: { command: process.execPath, args: ['-e', 'setTimeout(() => {}, 60000)'] } };
    const listed = caught((await connectTo(server, { user })).list(resources.pods, {}, controller.signal));
    setTimeout(() => controller.abort(), 100);
    expect((await listed).kind).toBe('interrupted');
  });

  test('waited for by two is not lost to one when the other gives up', async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', empty);
    const controller = new AbortController();
    const slow = `new Promise((r) => setTimeout(r, 300)).then(() => process.stdout.write(${JSON.stringify(token('t'))}))`;
    const cluster = await connectTo(server, { user: { exec: { command: process.execPath, args: ['-e', slow] } } });
    const first = caught(cluster.list(resources.pods, {}, controller.signal));
    const second = cluster.list(resources.pods, {});
    setTimeout(() => controller.abort(), 100);
    expect((await first).kind).toBe('interrupted');
    await expect(second).resolves.toEqual([]);
  });
});
