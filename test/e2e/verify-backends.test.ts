import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patch, until } from '../lab/kubectl.ts';
import { restUser } from '../lab/rest-server.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';
import { backedUp, verified } from './verify-document.ts';

let namespace: string;
/** As in the Secret, with the credentials. */
let address: string;

beforeAll(async () => {
  namespace = await createNamespace('backends');
  await backedUp({ name: 'web', namespace, backend: 'rest' });
  await backedUp({ name: 'box', namespace, backend: 'pvc' });
  address = Buffer.from(await kubectl(secretOf('jsonpath={.data.RESTIC_REPOSITORY}')), 'base64').toString();
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('verify reads repositories outside NFS', () => {
  it('on a REST server with a password and its own CA, and on a PVC', async () => {
    const run = await verified(['-n', namespace]);
    expect(run.apps, run.stderr).toMatchObject([
      { name: 'box', verdict: 'protected', repository: '/mnt/backups/box', snapshotCount: 1, newest: { files: 3 } },
      { name: 'web', verdict: 'protected', repository: withoutUser(address), snapshotCount: 1, newest: { files: 3 } },
    ]);
    expect(run.exitCode).toBe(0);
    expect(run.pods).toHaveLength(1);
  });

  it('on the PVC given by a flag', async () => {
    const flags = ['--repository-volume', 'pvc:box-repository@/mnt/backups'];
    expect((await verified(['box', '-n', namespace, ...flags])).exitCode).toBe(0);
  });
});

describe('the credentials in the address of a repository', () => {
  it.each(['wide', 'json', 'yaml', 'junit'])('are not in the result: -o %s', async (format) => {
    const { stdout, stderr, exitCode } = await volsyncctl(['verify', 'web', '-n', namespace, '-o', format]);
    expect(exitCode, stderr).toBe(0);
    if (format !== 'junit') expect(stdout).toContain(withoutUser(address));
    expectNoPassword(stdout, stderr);
  });

  it('are not in the pod, nor in its log', async () => {
    // Nothing listens there: the pod runs for some seconds.
    await setAddress(address.replace(':8000', ':8001'));
    const running = start(['verify', 'web', '-n', namespace, '--timeout', '60s']);
    await said(running.stderr, /pod \S+\/volsyncctl-verify-/);
    const pods = ['-n', namespace, '-l', 'app.kubernetes.io/managed-by=volsyncctl'];
    let log = '';
    await until('restic is at work', async () => {
      log = await kubectl(['logs', ...pods]);
      return log.includes('begin snapshots');
    });
    const object = await kubectl(['get', 'pods', ...pods, '-o', 'json']);
    const { exitCode, stdout, stderr } = await running;
    await setAddress(address);
    expect(exitCode).toBe(10);
    expect(log).toContain(withoutUser(address).replace(':8000', ':8001'));
    expect(object).toContain('web-volsync-secret');
    expectNoPassword(object, log, stdout, stderr);
  });

  it.each<readonly [string, (address: string) => string, string, RegExp]>([
    [
      'a wrong password',
      (url) => url.replace(/:[^:@]+@/, ':wrong%40word@'),
      'unknown: repository-unreachable',
      /the repository's server refuses the credentials/,
    ],
    [
      'a wrong path',
      (url) => url.replace(/web\/$/, 'wbe/'),
      'unprotected: repository-missing',
      /there is no repository at rest:https:\/\/[\d.]+:8000\/wbe\//,
    ],
    [
      'nobody who listens',
      (url) => url.replace(':8000', ':8001'),
      'unknown: repository-unreachable',
      /cannot be reached: rest:https:\/\/[\d.]+:8001\/web\//,
    ],
    [
      'a server without TLS',
      (url) => url.replace('https:', 'http:'),
      'unknown: repository-unreachable',
      /: rest:http:\/\/[\d.]+:8000\/web\/$/,
    ],
  ])('are not shown for %s', async (_what, change, verdict, message) => {
    await setAddress(change(address));
    const run = await verified(['web', '-n', namespace, '--timeout', '60s']);
    await setAddress(address);
    expect(run.apps.map((app) => `${app.verdict}: ${app.reason ?? ''}`)).toEqual([verdict]);
    expect(run.apps[0]?.message).toMatch(message);
    expect(run.exitCode).toBe(verdict.startsWith('unknown') ? 10 : 9);
    expect(run.durationMs).toBeLessThan(120_000);
    expectNoPassword(run.stdout, run.stderr);
    expect(`${run.stdout}${run.stderr}`).not.toContain('wrong%40word');
  });
});

it('a server whose CA the source does not name is not trusted', async () => {
  const source = ['replicationsource', 'web', '-n', namespace];
  await patch(source, { spec: { restic: { customCA: null } } });
  const run = await verified(['web', '-n', namespace, '--timeout', '60s']);
  await patch(source, { spec: { restic: { customCA: { configMapName: 'rest-server', key: 'ca.crt' } } } });
  expect(run.apps[0]).toMatchObject({ verdict: 'unknown', reason: 'repository-unreachable' });
  expect(run.apps[0]?.message).toContain("the certificate of the repository's server is not trusted");
  expect(run.apps[0]?.details.join('\n')).toContain('x509: certificate signed by unknown authority');
  expect(run.exitCode).toBe(10);
  expect((await verified(['web', '-n', namespace])).exitCode).toBe(0);
});

function secretOf(output: string): string[] {
  return ['get', 'secret', 'web-volsync-secret', '-n', namespace, '-o', output];
}

function setAddress(repository: string): Promise<void> {
  return patch(['secret', 'web-volsync-secret', '-n', namespace], { stringData: { RESTIC_REPOSITORY: repository } });
}

function withoutUser(url: string): string {
  return url.replace(/\/\/.*@/, '//');
}

function expectNoPassword(...texts: readonly string[]): void {
  for (const text of texts) {
    expect(text).not.toContain(restUser.password);
    expect(text).not.toContain(encodeURIComponent(restUser.password));
    expect(text).not.toContain(`password-of-${namespace}`);
  }
}
