import type { RestoreToOptions } from '../../../../../src/commands/restore/to/operation/plan.ts';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import { planRestoreTo, restoreTo } from '../../../../../src/commands/restore/to/operation/restore-to.ts';
import type { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { nothingLog } from '../../../../fakes/fleet-objects.ts';
import { goodLog, type FakeRestore } from '../../../../fakes/fake-restore.ts';
import { claim, older, options, snapshot, world } from '../../../../fakes/restore-to-world.ts';

const bare: RestoreToOptions = {
  ...options,
  origin: { kind: 'repository', namespace: 'home', secret: 'repo', uid: 1000, gid: undefined, volume: undefined },
};

async function carriedOut(restore: FakeRestore = {}, change: Partial<RestoreToOptions> = {}) {
  const { cluster, ports } = world(restore);
  const plan = await planRestoreTo({ ...options, ...change }, ports);
  const result = await restoreTo(plan, ports).catch((error: unknown) => error);
  const made = cluster.stored(resources.persistentVolumeClaims).find(({ metadata }) => metadata.name === 'new');
  return { cluster, ports, plan, result, made };
}

describe('planRestoreTo', () => {
  it('changes nothing, and asks the server whether it would take what is to be made', async () => {
    const { cluster, ports } = world();
    const plan = await planRestoreTo(options, ports);
    expect(plan).toMatchObject({
      chosen: { snapshot: { id: snapshot.id }, restoreAsOf: '2026-11-23T14:00:05Z' },
      claim: { metadata: { namespace: 'home', name: 'new' }, spec: { storageClassName: 'block' } },
    });
    const created = cluster.calls.filter(({ verb }) => verb === 'create');
    expect(created.flatMap(({ kind, isDryRun }) => (isDryRun === true ? [kind] : []))).toEqual(
      expect.arrayContaining(['persistentvolumeclaims', 'replicationdestinations']),
    );
    expect(cluster.stored(resources.persistentVolumeClaims)).toHaveLength(1);
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
  });

  it.each<[string, (cluster: FakeCluster) => unknown, string, string]>([
    [
      'a PVC of that name',
      (cluster) => cluster.put(resources.persistentVolumeClaims, { metadata: { namespace: 'home', name: 'new' } }),
      'refused',
      'PVC home/new already exists',
    ],
    [
      'a volume without files',
      (cluster) =>
        cluster.put(resources.persistentVolumeClaims, { ...claim, spec: { ...claim.spec, volumeMode: 'Block' } }),
      'refused',
      'raw block device',
    ],
    [
      'a missing right, before anything else',
      (cluster) => cluster.forbid({ resource: 'replicationdestinations', verb: 'create' }),
      'forbidden',
      'You cannot create replicationdestinations',
    ],
    [
      'a quota',
      (cluster) =>
        cluster.admit(resources.persistentVolumeClaims, () => {
          throw new Failure('refused', 'exceeded quota');
        }),
      'refused',
      'exceeded quota',
    ],
    [
      'an app that is not there',
      (cluster) => cluster.remove(resources.replicationSources, { namespace: 'home', name: 'web' }),
      'not-found',
      'There is no ',
    ],
  ])('refuses %s', async (_what, prepare, kind, message) => {
    const { cluster, ports } = world();
    prepare(cluster);
    const stored = cluster.stored(resources.persistentVolumeClaims).length;
    await expect(planRestoreTo(options, ports)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as string,
    });
    expect(cluster.stored(resources.persistentVolumeClaims)).toHaveLength(stored);
  });

  it('takes what the data needs for an app that has lost its PVC', async () => {
    const { cluster, ports } = world();
    cluster.remove(resources.persistentVolumeClaims, { namespace: 'home', name: 'web' });
    const plan = await planRestoreTo(options, ports);
    expect(plan.claim.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '65Mi' } },
    });
  });
});

describe('planRestoreTo of a bare repository', () => {
  it('refuses a Secret that is not there', async () => {
    const { cluster, ports } = world();
    await expect(planRestoreTo(bare, ports)).rejects.toMatchObject({ kind: 'not-found' });
    expect(cluster.count('create')).toBe(0);
  });

  it('lets somebody choose where nothing was said, and reads no Secret', async () => {
    const { cluster, ports } = world();
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'repo' } });
    const plan = await planRestoreTo({ ...bare, selector: undefined }, ports);
    expect(plan.chosen.snapshot.id).toBe(older.id);
    expect(plan.source.spec?.restic).toEqual({ repository: 'repo', moverSecurityContext: { runAsUser: 1000 } });
    expect(cluster.calls.filter(({ kind }) => kind === 'secrets').map(({ verb }) => verb)).toEqual(['exists']);
  });

  it('says what may help where only another user may read it', async () => {
    const { cluster, ports } = world({}, [], { exitCode: 1, errors: ['Fatal: stat /x: permission denied'] });
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'repo' } });
    const origin = { ...bare.origin, uid: undefined } as RestoreToOptions['origin'];
    await expect(planRestoreTo({ ...bare, origin }, ports)).rejects.toMatchObject({
      kind: 'unknown',
      hint: expect.stringContaining('--uid UID') as string,
    });
  });

  it('names no app in the hint, for there is none', async () => {
    const { cluster, ports } = world({}, []);
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name: 'repo' } });
    await expect(planRestoreTo({ ...bare, selector: undefined }, ports)).rejects.toMatchObject({
      kind: 'unprotected',
      hint: undefined,
    });
  });

  it('needs no right to run programs in pods where nothing is to be compared', async () => {
    const { cluster, ports } = world();
    cluster.forbid({ resource: 'pods', subresource: 'exec' });
    await expect(planRestoreTo(options, ports)).resolves.toMatchObject({ compare: undefined });
    await expect(planRestoreTo({ ...options, isCompared: true }, ports)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('says where it may not look for the Secret, and goes on', async () => {
    const { cluster, ports } = world();
    cluster.forbid({ resource: 'secrets' });
    await planRestoreTo(bare, ports);
    expect(ports.events).toContainEqual({
      type: 'step',
      words: expect.stringContaining('no permission to read Secrets') as string,
    });
  });
});

describe('restoreTo', () => {
  it('leaves a PVC that is the operator’s, and marks nothing as ours', async () => {
    const { made, result, cluster } = await carriedOut();
    expect(result).toMatchObject({ restored: { snapshotId: '724684cd' }, summary: { entries: 3, bytes: 31 } });
    expect(made?.metadata.labels ?? {}).toEqual({});
    expect(made?.metadata.annotations).toEqual({ 'volsyncctl/restored-snapshot': '724684cd' });
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
  });

  it.each<[string, FakeRestore, string]>([
    ['nothing was restored', { log: nothingLog.split('\n') }, 'unprotected'],
    ['another snapshot was', { log: goodLog('deadbeef') }, 'failed'],
    [
      'not all of it was',
      { log: [...goodLog().slice(0, 2), 'Summary: Restored 1 files/dirs (1 B) in 0:00', 'Restic completed in 1s'] },
      'failed',
    ],
  ])('removes the PVC where %s', async (_what, restore, kind) => {
    const { made, result } = await carriedOut(restore);
    expect(result).toMatchObject({ kind });
    expect(made).toBeUndefined();
  });

  it('keeps it with --keep, marked and told', async () => {
    const { made, ports } = await carriedOut({ log: nothingLog.split('\n') }, { isKept: true });
    expect(made?.metadata).toMatchObject({
      annotations: { 'volsyncctl/keep': 'true' },
      labels: { 'app.kubernetes.io/managed-by': 'volsyncctl' },
    });
    expect(ports.events).toContainEqual(
      expect.objectContaining({ type: 'left', hint: 'kubectl delete pvc new -n home' }),
    );
  });

  it('removes none that somebody else has made under its name', async () => {
    const { cluster, ports } = world({ log: nothingLog.split('\n') });
    const plan = await planRestoreTo(options, ports);
    await expect(restoreTo(plan, ports)).rejects.toMatchObject({ kind: 'unprotected' });
    const removal = cluster.calls.find(({ verb, kind }) => verb === 'delete' && kind === 'persistentvolumeclaims');
    expect(removal).toMatchObject({ key: { name: 'new' }, uid: expect.stringMatching(/./) as string });
  });

  it('is no success where the PVC was deleted and created again, and leaves that one alone', async () => {
    const { cluster, ports } = world();
    const plan = await planRestoreTo(options, ports);
    const other = { namespace: 'home', name: 'new', uid: 'another' };
    cluster.afterCreate(resources.replicationDestinations, () => {
      cluster.remove(resources.persistentVolumeClaims, other);
      cluster.put(resources.persistentVolumeClaims, { metadata: other });
    });
    await expect(restoreTo(plan, ports)).rejects.toMatchObject({
      kind: 'failed',
      message: 'PVC home/new was deleted and created again during the restore: nothing is proven.',
    });
    expect(cluster.count('patch', resources.persistentVolumeClaims)).toBe(0);
    const removal = cluster.calls.find(({ verb, kind }) => verb === 'delete' && kind === 'persistentvolumeclaims');
    expect(removal?.uid).not.toBe('another');
  });

  it('keeps what is restored also where its marks cannot be taken off, and says what would happen', async () => {
    const { cluster, ports } = world();
    const plan = await planRestoreTo(options, ports);
    cluster.fail('patch', resources.persistentVolumeClaims, new Failure('unreachable', 'gone'));
    await expect(restoreTo(plan, ports)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('still marked as what cleanup would remove') as string,
      hint: expect.stringContaining('kubectl label pvc new -n home app.kubernetes.io/managed-by-') as string,
    });
    expect(cluster.stored(resources.persistentVolumeClaims)).toHaveLength(2);
  });
});
