import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect } from '../../../../src/kubernetes/http/connect.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import { certificate, clientCertificate } from '../../../fakes/api-server/certificates.ts';
import { FakeApiServer, json } from '../../../fakes/api-server/fake-api-server.ts';
import { connectTo, Folder, kubeconfigFor } from '../../../fakes/api-server/kubeconfig-file.ts';
import { ownProcessTimeoutMs, useInOwnProcess } from '../../../fakes/api-server/own-process.ts';

const empty = json({ metadata: {}, items: [] });

async function authorizationOf(user: object): Promise<string | undefined> {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/pods', empty);
  await (await connectTo(server, { user })).list(resources.pods, {});
  return server.requests[0]?.headers.authorization;
}

describe('what a kubeconfig user holds', () => {
  test('a token', async () => {
    expect(await authorizationOf({ token: 'secret-token' })).toBe('Bearer secret-token');
  });

  test('a name and a password', async () => {
    expect(await authorizationOf({ username: 'ada', password: 'pässword' })).toBe(
      `Basic ${Buffer.from('ada:pässword').toString('base64')}`,
    );
  });

  test('nothing', async () => {
    expect(await authorizationOf({})).toBeUndefined();
  });

  test('a token of a login provider, by the client library', async () => {
    const claims = { exp: Math.round(Date.now() / 1000) + 600 };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = `${part({ alg: 'none' })}.${part(claims)}.x`;
    const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': jwt } } };
    expect(await authorizationOf(user)).toBe(`Bearer ${jwt}`);
  });

  test('a login that cannot be renewed', async () => {
    await using server = await FakeApiServer.start();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const config = {
      'id-token': `${part({ alg: 'none' })}.${part({ exp: 1 })}.x`,
      'client-id': 'kubernetes',
      'refresh-token': 'r',
      'idp-issuer-url': 'https://no-such-issuer.invalid',
    };
    const user = { 'auth-provider': { name: 'oidc', config } };
    const failure = await caught((await connectTo(server, { user })).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('The login of user "ada" could not be renewed by its provider oidc');
  });

  test(
    'an OpenID login that has expired is renewed at its issuer, once',
    async () => {
      await using server = await FakeApiServer.start();
      await using folder = await Folder.make();
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const now = Math.round(Date.now() / 1000);
      const idToken = (exp: number) =>
        `${part({ alg: 'RS256' })}.${part({ iss: server.url, sub: 'ada', aud: 'kubernetes', iat: now, exp })}.eA`;
      const config = {
        'id-token': idToken(1),
        'client-id': 'kubernetes',
        'refresh-token': 'r',
        'idp-issuer-url': server.url,
      };
      server
        .on(
          'GET /.well-known/openid-configuration',
          json({ issuer: server.url, token_endpoint: `${server.url}/token` }),
        )
        .on(
          'POST /token',
          json({ access_token: 'a', token_type: 'Bearer', expires_in: 600, id_token: idToken(now + 600) }),
        )
        .on('GET /api/v1/pods', empty)
        .on('PATCH /api/v1/namespaces/a/pods/b', json({ metadata: { name: 'b' } }));
      const user = { 'auth-provider': { name: 'oidc', config } };
      const kubeconfig = await folder.write('config', await kubeconfigFor(server, { user }));
      const known = await folder.write('known.pem', (await certificate()).cert);
      expect(await useInOwnProcess(kubeconfig, { NODE_EXTRA_CA_CERTS: known })).toBe('');
      expect(server.count('POST /token')).toBe(1);
      expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${idToken(now + 600)}`);
    },
    ownProcessTimeoutMs,
  );

  test('a client certificate, as files or as data', async () => {
    await using server = await FakeApiServer.start({ requestCert: true });
    server.on('GET /api/v1/pods', empty);
    await using folder = await Folder.make();
    const carol = await clientCertificate('carol');
    await folder.write('carol.crt', carol.cert);
    await folder.write('carol.key', carol.key);
    const user = { 'client-certificate': 'carol.crt', 'client-key': 'carol.key' };
    const kubeconfig = await folder.write('config', await kubeconfigFor(server, { user }));
    await (await connect({ kubeconfig }, { env: {}, platform: 'linux' })).list(resources.pods, {});

    const dave = await clientCertificate('dave');
    const data = {
      'client-certificate-data': Buffer.from(dave.cert).toString('base64'),
      'client-key-data': Buffer.from(dave.key).toString('base64'),
    };
    await (await connectTo(server, { user: { ...user, ...data } })).list(resources.pods, {});
    expect(server.requests.map(({ clientName }) => clientName)).toEqual(['carol', 'dave']);
  });

  test('a file that is not there', async () => {
    await using server = await FakeApiServer.start();
    const user = { 'client-certificate': '/nowhere/ada.crt', 'client-key': '/nowhere/ada.key' };
    const failure = await caught(connectTo(server, { user }));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe(
      'The file /nowhere/ada.crt, the client-certificate of user "ada" in the kubeconfig, does not exist.',
    );
  });

  test('an empty file of authorities, which would mean every authority', async () => {
    await using server = await FakeApiServer.start();
    await using folder = await Folder.make();
    const file = await folder.write('ca.crt', '');
    const cluster = { 'certificate-authority': file, 'certificate-authority-data': '' };
    const failure = await caught(connectTo(server, { cluster }));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe(
      `The file ${file}, the certificate-authority of cluster "home-cluster" in the kubeconfig, is empty.`,
    );
  });

  test('a certificate that is none', async () => {
    await using server = await FakeApiServer.start();
    const data = Buffer.from('rubbish').toString('base64');
    const user = { 'client-certificate-data': data, 'client-key-data': data };
    const failure = await caught((await connectTo(server, { user })).list(resources.pods, {}));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('the certificates in the kubeconfig are unusable');
  });
});

test('in a pod, the token is read anew for each request, since the kubelet replaces it', async () => {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/pods', empty);
  await using folder = await Folder.make();
  await folder.write('token', 'first\n');
  await folder.write('ca.crt', (await certificate()).cert);
  const env = { HOME: folder.path, KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) };
  const cluster = await connect({}, { env, platform: 'linux', serviceAccountFolder: folder.path });
  await cluster.list(resources.pods, {});
  await writeFile(join(folder.path, 'token'), 'second\n');
  await cluster.list(resources.pods, {});
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  await rm(join(folder.path, 'token'));
  expect((await caught(cluster.list(resources.pods, {}))).message).toContain('does not exist');
});
