import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault, type FaultName } from '../lab/fault.ts';
import { patch, until } from '../lab/kubectl.ts';
import { nfsExport } from '../lab/paths.ts';
import { images } from '../lab/versions.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { backedUp, helperPods, verified } from './verify-document.ts';

let namespace: string;
const nfs = (path: string) => `nfs:${nfsExport.server}:${path}@/repository`;

beforeAll(async () => {
  namespace = await createNamespace('obstacles');
  await backedUp({ name: 'web', namespace });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('verify concludes nothing from what it cannot read', () => {
  it.each<readonly [FaultName, string, RegExp]>([
    ['pod-security', 'admission-refused', /violates PodSecurity "restricted:latest": .*volume type "nfs"/],
    ['quota', 'quota-exceeded', /exceeded quota: no-more-pods/],
  ])('for %s: %s', async (fault, reason, message) => {
    await setFault(fault, 'on', { namespace });
    const run = await verified(['web', '-n', namespace]);
    await setFault(fault, 'off', { namespace });
    expect(run.apps[0]).toMatchObject({ verdict: 'unknown', reason });
    expect(run.apps[0]?.message).toMatch(message);
    expect(run.exitCode).toBe(10);
    expect(run.pods).toEqual([]);
  });

  it('for a user who may only read', async () => {
    const run = await verified(['web', '-n', namespace, '--context', 'viewer']);
    expect(run.apps[0]).toMatchObject({ verdict: 'unknown', reason: 'forbidden' });
    expect(run.apps[0]?.message).toContain(`cannot create pods in namespace ${namespace}`);
    expect(run.exitCode).toBe(10);
  });

  it('for a user who may not even read', async () => {
    const { exitCode, stderr } = await volsyncctl(['verify', 'web', '-n', namespace, '--context', 'nobody']);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/cannot list replicationsources\S* in namespace/);
  });

  it.each<readonly [string, readonly string[], string, RegExp]>([
    ['an image that nobody has', ['--mover-image', 'localhost/nothing:1'], 'image-not-pullable', /cannot be pulled/],
    ['an image without a mover', ['--mover-image', images.pause], 'failing', /is its image that of VolSync's mover\?/],
    [
      'a share that is not there',
      ['--repository-volume', nfs('/no/such/share')],
      'repository-unreachable',
      /cannot be mounted: NFS nas\.lab:\/no\/such\/share/,
    ],
    ['a PVC that is not there', ['--repository-volume', 'pvc:none@/repository'], 'volume-pending', /"none" not found/],
  ])('for %s', async (_what, flags, reason, message) => {
    const run = await verified(['web', '-n', namespace, '--timeout', '60s', ...flags]);
    expect(run.apps[0], run.stderr).toMatchObject({ verdict: 'unknown', reason });
    expect(run.apps[0]?.message).toMatch(message);
    expect(run.exitCode).toBe(10);
    expect(run.durationMs).toBeLessThan(120_000);
    expect(await helperPods(namespace)).toEqual([]);
  });
});

describe('verify works anyway', () => {
  it('with the volume given by a flag', async () => {
    const run = await verified(['web', '-n', namespace, '--repository-volume', nfs(nfsExport.path)]);
    expect(run.apps[0]).toMatchObject({ verdict: 'protected' });
    expect(run.exitCode).toBe(0);
  });

  it('while a mover blocks the probe', async () => {
    // A paused source still creates the Job, and leaves it without a pod.
    await patch(['replicationsource', 'web', '-n', namespace], { spec: { paused: true, trigger: { manual: 'held' } } });
    const job = () => kubectl(['get', 'job', 'volsync-src-web', '-n', namespace, '-o', 'name']);
    await until('the Job is there', async () => (await job()) !== '');
    const run = await verified(['web', '-n', namespace]);
    expect(await job()).toContain('volsync-src-web');
    expect(run.apps[0], run.stderr).toMatchObject({ verdict: 'protected', repository: `/repository/${namespace}-web` });
    expect(run.exitCode).toBe(0);
  });
});

describe('verify with apps that share one repository', () => {
  it('cannot tell whose the snapshots are: unknown', async () => {
    const shared = { namespace, repository: `/repository/${namespace}-one`, password: 'of-both' };
    await backedUp({ ...shared, name: 'one' });
    // VolSync leaves it alone, so no snapshot is its own.
    await backedUp({ ...shared, name: 'two', source: { paused: true }, waitFor: 'nothing' });
    await backedUp({ ...shared, name: 'three', source: sameSecret('one'), waitFor: 'nothing' });
    for (const apps of [['one', 'two'], ['one'], ['two'], ['three']]) {
      const run = await verified([...apps, '-n', namespace]);
      expect(run.apps.map(({ verdict, reason }) => `${verdict}: ${reason ?? ''}`)).toEqual(
        apps.map(() => 'unknown: shared-repository'),
      );
      expect(run.exitCode).toBe(10);
    }
    // VolSync would restore the newest, whoever made it.
    const restore = await volsyncctl(['restore', 'two', '-n', namespace, '--to', 'pvc/two-restored', '--dry-run']);
    expect(restore.exitCode, restore.stderr).toBe(4);
    expect(restore.stderr).toMatch(new RegExp(`${namespace}/one.* into the repository of ${namespace}/two too`));
    expect(restore.stderr).toContain(`: of ${namespace}/one`);
  });
});

function sameSecret(app: string): object {
  return { paused: true, restic: { repository: `${app}-volsync-secret` } };
}
