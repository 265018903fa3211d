import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { PersistentVolumeClaim } from '../../src/kube/objects.ts';
import { resources } from '../../src/kube/resources.ts';
import { planRestoreTo, restoreTo, type RestoreToOptions } from '../../src/operations/restore-to.ts';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { nothingLog, sourceObject } from '../fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from '../repository-objects.ts';
import { runPods } from './helper-pod/world.ts';
import { answerOf } from './repository/answers.ts';
import { fakeRestore, goodLog, ports as restorePorts, type FakeRestore } from './restore/fake-restore.ts';

const snapshot = snapshotNamed('724684cd', '2026-11-23T14:00:05Z');
const older = snapshotNamed('aaaaaaaa', '2026-11-22T14:00:05Z');
const claim: PersistentVolumeClaim = {
  metadata: { namespace: 'home', name: 'web' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'block', resources: { requests: { storage: '1Gi' } } },
};
const options: RestoreToOptions = {
  origin: { kind: 'app', namespace: 'home', name: 'web' },
  wish: { kind: 'latest' },
  claim: 'new',
  like: { capacity: undefined, storageClass: undefined },
  look: { command: 'restore', moverImage: 'mover', patience: { startMs: 3_000_000, endMs: 12_000_000 } },
  timeoutMs: 100_000,
  isKept: false,
  isCompared: false,
};
const bare: RestoreToOptions = {
  ...options,
  origin: { kind: 'repository', namespace: 'home', secret: 'repo', uid: 1000, gid: undefined, volume: undefined },
};

function world(
  restore: FakeRestore = {},
  held: readonly Snapshot[] = [snapshot, older],
  answer: Parameters<typeof answerOf>[1] = { output: [printedSnapshots(...held)] },
) {
  const cluster = new FakeCluster();
  // Helper pods run to their end at once; those of movers are made by the fake VolSync.
  runPods(cluster, (container) => answerOf(container, answer));
  cluster.put(resources.replicationSources, sourceObject()).put(resources.persistentVolumeClaims, claim);
  cluster.put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' });
  fakeRestoreOfAnyName(restore, cluster);
  const ports = { ...restorePorts(cluster), choose: (all: readonly Snapshot[]) => Promise.resolve(all[1] ?? snapshot) };
  return { cluster, ports };
}

/** The run of a plan is made up as it is planned. */
function fakeRestoreOfAnyName(restore: FakeRestore, cluster: FakeCluster): void {
  fakeRestore(
    {
      log: [...goodLog().slice(0, 2), 'Summary: Restored 3 files/dirs (31 B) in 0:00', 'Restic completed in 3s'],
      ...restore,
    },
    cluster,
  );
}

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
      'There is a PVC home/new already',
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
      'You may not create replicationdestinations',
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

  it.each(['--storage-class', "the app's PVC", "the mover's cache"])(
    'refuses a StorageClass that does not exist, with those that do: of %s',
    async (where) => {
      const { cluster, ports } = world();
      const storageClass = where === '--storage-class' ? 'nosuch' : undefined;
      if (where.includes('PVC')) cluster.remove(resources.storageClasses, { namespace: '', name: 'block' });
      if (where.includes('cache')) {
        cluster.put(
          resources.replicationSources,
          sourceObject({ restic: { repository: 'web-volsync', cacheStorageClassName: 'nosuch' } }),
        );
      }
      const planning = planRestoreTo({ ...options, like: { ...options.like, storageClass } }, ports);
      await expect(planning).rejects.toMatchObject({ kind: 'not-found', hint: 'kubectl get storageclasses' });
      expect(cluster.count('create')).toBe(0);
    },
  );

  it('tells where StorageClasses may not be listed, and goes on', async () => {
    const { cluster, ports } = world();
    cluster.forbid({ resource: 'storageclasses' });
    await planRestoreTo(options, ports);
    expect(ports.news).toContainEqual({
      type: 'step',
      words: 'not checked whether StorageClass block exists: no permission to list storageclasses',
    });
  });

  it('refuses where an older CRD drops a field of the destination in silence', async () => {
    const { cluster, ports } = world();
    cluster.admit(resources.replicationDestinations, ({ spec, ...rest }) => {
      const { restic: { repository: _dropped, ...restic } = {}, ...others } = spec ?? {};
      return { ...rest, spec: { ...others, restic } };
    });
    await expect(planRestoreTo(options, ports)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('does not know spec.restic.repository') as string,
    });
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
    const plan = await planRestoreTo({ ...bare, wish: undefined }, ports);
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
    await expect(planRestoreTo({ ...bare, wish: undefined }, ports)).rejects.toMatchObject({
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
    expect(ports.news).toContainEqual({
      type: 'step',
      words: expect.stringContaining('Secrets may not be read') as string,
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
    expect(ports.news).toContainEqual(
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
