import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConnectionOptions } from '../../../../src/kubernetes/cluster.ts';
import { findConnectionTarget } from '../../../../src/kubernetes/http/config/target.ts';
import { Folder } from '../../../fakes/api-server/kubeconfig-file.ts';

function targetOf(env: Readonly<Record<string, string>>, options: ConnectionOptions) {
  return findConnectionTarget(options, { env, platform: 'linux', serviceAccountFolder: '/nowhere' });
}

const entries = `
apiVersion: v1
kind: Config
current-context: home
contexts:
- name: home
  context: {cluster: home, user: ada, namespace: media}
clusters:
- name: home
  cluster: {server: https://10.0.0.1:6443/, certificate-authority-data: Q0E=, tls-server-name: inside}
users:
- name: ada
  user: {exec: {command: sign-in}, client-certificate-data: Q0VSVA==}
`;

describe('flags over the entries of the kubeconfig', () => {
  async function withFlags(options: ConnectionOptions) {
    await using folder = await Folder.make();
    return targetOf({ KUBECONFIG: await folder.write('config', entries) }, options);
  }

  test('another server has no name of the old one, and the context does not stand for it', async () => {
    const target = await withFlags({ server: 'https://10.9.9.9:6443' });
    expect(target.server.href).toBe('https://10.9.9.9:6443/');
    expect(target.contextName).toBe('10.9.9.9:6443');
    expect(target.cluster).toMatchObject({ 'tls-server-name': undefined, 'certificate-authority-data': 'Q0E=' });
    const named = await withFlags({ server: '10.9.9.9:6443', tlsServerName: 'outside' });
    expect([named.server.protocol, named.cluster['tls-server-name']]).toEqual(['http:', 'outside']);
  });

  test('another authority takes the place of the data', async () => {
    const { cluster } = await withFlags({ certificateAuthority: '/etc/hosts' });
    expect(cluster).toMatchObject({ 'certificate-authority': '/etc/hosts', 'certificate-authority-data': undefined });
  });

  test('without verification there is no authority, and both flags are refused', async () => {
    const { cluster } = await withFlags({ insecureSkipTlsVerify: true });
    expect(cluster).toMatchObject({ 'insecure-skip-tls-verify': 'true', 'certificate-authority-data': undefined });
    await expect(withFlags({ insecureSkipTlsVerify: true, certificateAuthority: 'x' })).rejects.toMatchObject({
      kind: 'usage',
    });
  });

  test('a token takes the place of the sign-in', async () => {
    const { user } = await withFlags({ token: 'abc' });
    expect(user).toMatchObject({ token: 'abc', exec: undefined, 'client-certificate-data': 'Q0VSVA==' });
  });

  test('a certificate and a key are files, from the working directory on', async () => {
    const { user } = await withFlags({ clientCertificate: 'package.json', clientKey: '/etc/hosts' });
    expect(user).toMatchObject({
      'client-certificate': join(process.cwd(), 'package.json'),
      'client-key': '/etc/hosts',
      'client-certificate-data': undefined,
    });
  });

  test.each<[ConnectionOptions, RegExp]>([
    [{ certificateAuthority: '/no/ca' }, /^--certificate-authority: there is no file \/no\/ca$/],
    [{ clientCertificate: '/no/crt' }, /^--client-certificate: there is no file \/no\/crt$/],
    [{ clientKey: '/no/key' }, /^--client-key: there is no file \/no\/key$/],
    [{ server: 'ftp://a' }, /^--server "ftp:\/\/a" is not the address of an API server$/],
    [{ server: 'https://' }, /^--server /],
  ])('what no flag can be is named with the flag: %j', async (options, message) => {
    await expect(withFlags(options)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    });
  });

  test('a server and a token need no kubeconfig', async () => {
    await using folder = await Folder.make();
    const env = { KUBECONFIG: join(folder.path, 'absent') };
    const target = targetOf(env, { server: 'https://10.9.9.9:6443', token: 'abc', namespace: 'home' });
    expect(target).toMatchObject({ contextName: '10.9.9.9:6443', namespace: 'home', user: { token: 'abc' } });
    expect(() => targetOf(env, { token: 'abc' })).toThrow(/No kubeconfig found/);
  });

  test('impersonate with UID and extra fields, which need a user', async () => {
    const flags = { asUid: '7', asUserExtra: ['scopes=view', 'scopes=a=b'] };
    expect((await withFlags({ ...flags, as: 'ada' })).impersonation).toMatchObject({
      ...{ user: 'ada', uid: '7' },
      extra: { scopes: ['view', 'a=b'] },
    });
    await expect(withFlags(flags)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/--as-uid needs --as/) as string,
    });
    await expect(withFlags({ as: 'ada', asUserExtra: ['x'] })).rejects.toMatchObject({ kind: 'usage' });
  });
});
