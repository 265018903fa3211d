import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConnectionOptions } from '../../../../src/kubernetes/cluster.ts';
import { findConnectionTarget } from '../../../../src/kubernetes/http/config/target.ts';
import { Failure } from '../../../../src/errors.ts';
import { Folder } from '../../../fakes/api-server/kubeconfig-file.ts';

const noPod = '/nowhere/serviceaccount';

function targetOf(env: Readonly<Record<string, string>>, options: ConnectionOptions = {}) {
  return findConnectionTarget(options, { env, platform: 'linux', serviceAccountFolder: noPod });
}

function failureOf(env: Readonly<Record<string, string>>, options: ConnectionOptions = {}): Failure {
  try {
    targetOf(env, options);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const home = `
apiVersion: v1
kind: Config
current-context: home
contexts:
- name: home
  context: {cluster: home, user: ada, namespace: media}
- name: lab
  context: {cluster: lab, user: bob}
- name: nobody
  context: {cluster: lab}
clusters:
- name: home
  cluster: {server: https://10.0.0.1:6443/, certificate-authority: ca/home.crt}
- name: lab
  cluster: {server: https://rancher.example.org/k8s/clusters/c-1}
users:
- name: ada
  user: {token: 0123456789}
- name: bob
  user: {client-certificate: bob.crt, client-key: /keys/bob.key}
`;

describe('one file', () => {
  test('gives the current context with its namespace', async () => {
    await using folder = await Folder.make();
    const file = await folder.write('config', home);
    const target = targetOf({ KUBECONFIG: file });
    expect(target).toMatchObject({
      contextName: 'home',
      clusterName: 'home',
      userName: 'ada',
      namespace: 'media',
      user: { token: '0123456789' },
      cluster: { 'certificate-authority': join(folder.path, 'ca/home.crt') },
    });
    expect(target.server.href).toBe('https://10.0.0.1:6443/');
  });

  test('is found in the home directory', async () => {
    await using folder = await Folder.make();
    await mkdir(join(folder.path, '.kube'));
    await folder.write('.kube/config', home);
    expect(targetOf({ HOME: folder.path }).contextName).toBe('home');
    expect(targetOf({ HOME: folder.path, KUBECONFIG: '' }).contextName).toBe('home');
  });

  test('gives way to flags: another context, namespace, cluster and user', async () => {
    await using folder = await Folder.make();
    const env = { KUBECONFIG: await folder.write('config', home) };
    expect(targetOf(env, { context: 'lab' })).toMatchObject({
      contextName: 'lab',
      namespace: 'default',
      user: { 'client-certificate': join(folder.path, 'bob.crt'), 'client-key': '/keys/bob.key' },
    });
    expect(targetOf(env, { namespace: 'tools' }).namespace).toBe('tools');
    expect(targetOf(env, { cluster: 'lab', user: 'bob' })).toMatchObject({
      contextName: 'home',
      clusterName: 'lab',
      userName: 'bob',
      namespace: 'media',
    });
    expect(targetOf(env, { context: 'nobody' })).toMatchObject({ userName: '', user: {} });
  });
});

describe('several files', () => {
  test('are merged: the first that has a name, or a current context, wins', async () => {
    await using folder = await Folder.make();
    await mkdir(join(folder.path, 'a'));
    const first = await folder.write(
      'a/config',
      `clusters: [{name: home, cluster: {server: "https://first:1", certificate-authority: ca.crt}}]
users: [{name: bob, user: {token: first}}]`,
    );
    const second = await folder.write('b', home);
    const third = await folder.write('c', `current-context: lab\nusers: [{name: carol, user: {token: third}}]`);
    const env = { KUBECONFIG: [first, join(folder.path, 'missing'), second, '', third].join(':') };
    const target = targetOf(env);
    expect(target.contextName).toBe('home');
    expect(target.server.host).toBe('first:1');
    expect(target.cluster['certificate-authority']).toBe(join(folder.path, 'a/ca.crt'));
    expect(targetOf(env, { context: 'lab' }).user).toEqual({ token: 'first' });
    expect(targetOf(env, { user: 'carol' }).user).toEqual({ token: 'third' });
  });

  test('are left alone by --kubeconfig, which must exist', async () => {
    await using folder = await Folder.make();
    const file = await folder.write('config', home);
    const only = await folder.write('only', home.replace('current-context: home', 'current-context: lab'));
    expect(targetOf({ KUBECONFIG: file }, { kubeconfig: only }).contextName).toBe('lab');
    const failure = failureOf({ KUBECONFIG: file }, { kubeconfig: join(folder.path, 'no') });
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe(`The kubeconfig file ${join(folder.path, 'no')} does not exist.`);
    expect(failure.hint).toContain('--kubeconfig');
  });
});

describe('what is wrong is said', () => {
  test('no kubeconfig anywhere', async () => {
    await using folder = await Folder.make();
    const failure = failureOf({ HOME: folder.path });
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe(`No kubeconfig found in ${join(folder.path, '.kube/config')}.`);
    expect(failure.hint).toContain('KUBECONFIG');
  });

  test('a context, cluster or user that does not exist, with those that do', async () => {
    await using folder = await Folder.make();
    const file = await folder.write('config', home);
    const failure = failureOf({ KUBECONFIG: file }, { context: 'prod' });
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toBe(`There is no context "prod" in ${file}; it has home, lab, nobody.`);
    expect(failure.hint).toBe('kubectl config get-contexts');
    expect(failureOf({ KUBECONFIG: file }, { cluster: 'x' }).message).toContain('no cluster "x"');
    expect(failureOf({ KUBECONFIG: file }, { user: 'x' }).message).toContain('no user "x"');
  });

  test('no context chosen', async () => {
    await using folder = await Folder.make();
    const file = await folder.write('config', home.replace('current-context: home', ''));
    const failure = failureOf({ KUBECONFIG: file });
    expect(failure.message).toBe(`No context is selected in ${file}.`);
    expect(failure.hint).toContain('kubectl config use-context');
    expect(targetOf({ KUBECONFIG: file }, { cluster: 'home', user: 'ada' }).server.host).toBe('10.0.0.1:6443');
  });

  test('a file that is no YAML', async () => {
    await using folder = await Folder.make();
    const file = await folder.write('config', 'clusters: [\n  - {');
    const failure = failureOf({ KUBECONFIG: file });
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain(`${file} is not valid YAML`);
    expect(failure.message).not.toContain('\n');
  });

  test('a file that may not be read, or is a directory', async () => {
    await using folder = await Folder.make();
    expect(failureOf({ KUBECONFIG: folder.path }).message).toContain('cannot be read (EISDIR)');
  });

  test('a server address that is none', async () => {
    await using folder = await Folder.make();
    const file = await folder.write('config', home.replace('https://10.0.0.1:6443/', 'ftp://x'));
    expect(failureOf({ KUBECONFIG: file }).message).toContain('no valid server address: "ftp://x"');
  });
});

describe('in a pod', () => {
  test('the service account is used where there is no kubeconfig', async () => {
    await using folder = await Folder.make();
    await folder.write('token', 'pod-token');
    await folder.write('namespace', 'volsync-system\n');
    const env = { HOME: folder.path, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const host = { env, platform: 'linux', serviceAccountFolder: folder.path } as const;
    const target = findConnectionTarget({}, host);
    expect(target).toMatchObject({
      contextName: 'in-cluster',
      namespace: 'volsync-system',
      cluster: { 'certificate-authority': join(folder.path, 'ca.crt') },
      user: { tokenFile: join(folder.path, 'token') },
    });
    expect(target.server.href).toBe('https://[fd00::1]/');
    expect(findConnectionTarget({ namespace: 'x' }, host).namespace).toBe('x');
    expect(findConnectionTarget({}, { ...host, env: { ...env, POD_NAMESPACE: 'y' } }).namespace).toBe('y');
    const file = await folder.write('config', home);
    expect(findConnectionTarget({}, { ...host, env: { ...env, KUBECONFIG: file } }).contextName).toBe('home');
  });
});

describe('impersonation', () => {
  test('comes from flags, else from the user entry', async () => {
    await using folder = await Folder.make();
    const entry = '{token: t, as: carol, as-groups: [g1, g2], as-uid: "7", as-user-extra: {reason: [audit]}}';
    const env = { KUBECONFIG: await folder.write('config', home.replace('{token: 0123456789}', entry)) };
    expect(targetOf(env).impersonation).toEqual({
      user: 'carol',
      uid: '7',
      groups: ['g1', 'g2'],
      extra: { reason: ['audit'] },
    });
    expect(targetOf(env, { as: 'dave', asGroup: ['g3'] }).impersonation).toMatchObject({
      user: 'dave',
      groups: ['g3'],
    });
  });

  test('of a group alone is a usage error', async () => {
    await using folder = await Folder.make();
    const env = { KUBECONFIG: await folder.write('config', home) };
    expect(failureOf(env, { asGroup: ['g'] }).kind).toBe('usage');
  });
});
