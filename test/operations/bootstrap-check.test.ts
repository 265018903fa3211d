import { describe, expect, it } from 'vitest';
import type { ObjectKey } from '../../src/kube/cluster.ts';
import { resources } from '../../src/kube/resources.ts';
import type { BootstrapCheckOptions } from '../../src/operations/bootstrap-check/check-options.ts';
import { bootstrapCheck } from '../../src/operations/bootstrap-check.ts';
import type { MoverVolume, ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { destinationObject, sourceObject } from '../fleet-objects.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../repository-objects.ts';
import { claimObject, podWith } from '../volsync/bootstrap-facts.ts';
import { runPods, World } from './helper-pod/world.ts';
import { answerOf, secretOf } from './repository/answers.ts';

const saved = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') });
const address = '/mnt/repository/web';
const good = { output: [printedSnapshots(saved)], address };
const web = [{ namespace: 'home', name: 'web' }];

type Answers = Readonly<Record<string, Parameters<typeof answerOf>[1]>>;

/** Its mover's volume with the repository. */
function repositoryOn(
  volumeSource: MoverVolume['volumeSource'],
  spec: ReplicationSource['spec'] = {},
): ReplicationSource {
  const moverVolumes = [{ mountPath: 'repository', volumeSource }];
  return sourceObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot', moverVolumes }, ...spec });
}

const onNas = repositoryOn({ nfs: { server: 'nas.example.org', path: '/vault' } });

/** The app `web` with its PVC and destination. */
function clusterWith(...sources: readonly ReplicationSource[]) {
  return new FakeCluster()
    .put(resources.namespaces, { metadata: { name: 'home', namespace: '' } })
    .put(resources.replicationSources, ...(sources.length === 0 ? [onNas] : sources))
    .put(resources.replicationDestinations, destinationObject())
    .put(resources.persistentVolumeClaims, claimObject());
}

async function check(
  cluster: FakeCluster,
  options: Partial<BootstrapCheckOptions> = {},
  answers: Answers = { 'web-volsync': good },
  apps?: readonly ObjectKey[],
) {
  const world = new World(runPods(cluster, (container) => answerOf(container, answers[secretOf(container)])));
  const ports = {
    cluster: world.cluster,
    signal: world.signal,
    now: () => world.now(),
    sleep: (ms: number, signal?: AbortSignal) => world.sleep(ms, signal),
    tell: () => undefined,
    tellWait: () => undefined,
    tellTrigger: () => undefined,
  };
  const flags = { isToTrigger: false, isToWait: false, isForRemoval: false, hasUnprotectedClaims: false };
  const patience = { startMs: 30_000, endMs: 120_000 };
  const all = { moverImage: 'mover', patience, timeoutMs: 60_000, ...flags, ...options };
  const report = await bootstrapCheck({ scope: { namespace: 'home' }, apps }, all, ports);
  expect(cluster.openStreams).toBe(0);
  return report;
}

describe('bootstrapCheck', () => {
  it('takes one list a kind, of sources one more after the look, and a pod, and looks at no mover where nothing bootstraps', async () => {
    const cluster = clusterWith();
    const report = await check(cluster);
    expect(report).toMatchObject({
      outcome: 'ok',
      apps: [{ name: 'web', verdict: 'protected', state: 'window-closed' }],
    });
    expect(cluster.count('list', resources.replicationSources)).toBe(2);
    const listed = [resources.replicationDestinations, resources.persistentVolumeClaims];
    for (const resource of listed) expect(cluster.count('list', resource)).toBe(1);
    for (const resource of [resources.jobs, resources.events]) expect(cluster.count('list', resource)).toBe(0);
    expect(cluster.count('exists', resources.secrets)).toBe(0);
    expect(report.pods).toHaveLength(1);
    expect(cluster.stored(resources.pods)).toEqual([]);
  });

  it('never says protected where PVCs may not be seen', async () => {
    const cluster = clusterWith().forbid({ verb: 'list', resource: 'persistentvolumeclaims' });
    expect(await check(cluster)).toMatchObject({
      outcome: 'unknown',
      apps: [{ verdict: 'unknown', reason: 'forbidden' }],
    });
  });

  it('asks for Jobs, pods, events and the Secret where a PVC is not bound', async () => {
    const cluster = clusterWith().put(resources.persistentVolumeClaims, claimObject({ phase: 'Pending' }));
    const report = await check(cluster, {}, { 'web-volsync': { output: ['[]'] } });
    expect(report.apps[0]).toMatchObject({ state: 'volume-pending', reason: 'secret-missing', verdict: 'unprotected' });
    for (const resource of [resources.jobs, resources.events]) expect(cluster.count('list', resource)).toBe(1);
  });

  it('for a removal it looks again after the repository, so that a sync that began meanwhile counts', async () => {
    const cluster = clusterWith();
    expect(await gate(cluster)).toMatchObject({ outcome: 'ok' });
    const begins = clusterWith().before('logs', { ...resources.pods, plural: 'pods/log' }, () => {
      begins.put(resources.replicationSources, sourceObject({}, { lastSyncStartTime: '2026-11-23T15:23:59Z' }));
    });
    expect(await check(begins, { isForRemoval: true })).toMatchObject({
      outcome: 'unprotected',
      apps: [{ verdict: 'unprotected', reason: 'not-idle', loss: { kind: 'since' } }],
    });
    const used = clusterWith().put(resources.pods, podWith('web', { name: 'debug' }));
    expect(await check(used, { isForRemoval: true })).toMatchObject({ apps: [{ reason: 'not-idle' }] });
    const hidden = clusterWith().forbid({ verb: 'list', resource: 'jobs' });
    expect(await check(hidden, { isForRemoval: true })).toMatchObject({
      outcome: 'unknown',
      apps: [{ reason: 'forbidden' }],
    });
  });

  it('triggers nothing where no window is open', async () => {
    const cluster = clusterWith();
    const report = await check(cluster, { isToTrigger: true });
    expect(report.apps[0]?.trigger).toBeUndefined();
    expect(cluster.count('patch')).toBe(0);
    expect(report.pods).toHaveLength(1);
  });

  it('has PVCs without a source in its outcome, also where there is no source at all', async () => {
    const orphan = { ...claimObject(), metadata: { ...claimObject().metadata, name: 'wiki', uid: 'wiki' } };
    const cluster = clusterWith().put(resources.persistentVolumeClaims, orphan);
    const report = await check(cluster, { hasUnprotectedClaims: true });
    expect(report).toMatchObject({ outcome: 'unprotected', unprotectedClaims: [{ namespace: 'home', name: 'wiki' }] });
    const alone = new FakeCluster().put(resources.persistentVolumeClaims, orphan);
    expect(await check(alone, { hasUnprotectedClaims: true })).toMatchObject({ apps: [], outcome: 'unprotected' });
    await expect(check(alone)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('for a removal restic checks the repository, and damage is no', async () => {
    const check = {
      exitCode: 1,
      errors: ['error for tree c4c72bd7:', 'Fatal: repository contains errors'],
    };
    const report = await gate(clusterWith(), { 'web-volsync': { ...good, more: { check } } });
    expect(report).toMatchObject({ outcome: 'unprotected', apps: [{ reason: 'damaged' }] });
  });

  it('a repository in the namespace is no, wherever it is on', async () => {
    const onClaim = repositoryOn({ persistentVolumeClaim: { claimName: 'repo' } });
    const claim = await gate(clusterWith(onClaim));
    expect(claim).toMatchObject({
      outcome: 'unprotected',
      apps: [{ reason: 'repository-in-namespace', message: matching(/on the PVC repo:/) }],
    });
    const served = clusterWith(sourceObject()).put(resources.services, {
      metadata: { name: 'rest', namespace: 'home' },
      spec: { selector: { app: 'rest' } },
    });
    const server = { 'web-volsync': { ...good, address: 'rest:http://rest.home.svc:8000/web' } };
    expect(await gate(served, server)).toMatchObject({
      outcome: 'unprotected',
      apps: [{ reason: 'repository-in-namespace', message: matching(/on the Service rest:/) }],
    });
    const hidden = clusterWith(sourceObject()).forbid({ verb: 'list', resource: 'services' });
    const elsewhere = { 'web-volsync': { ...good, address: 's3:https://s3.example.org/web' } };
    expect(await gate(hidden, elsewhere)).toMatchObject({ outcome: 'unknown' });
    expect(await gate(clusterWith(sourceObject()), elsewhere)).toMatchObject({ outcome: 'ok' });
  });
});

function matching(text: RegExp): string {
  return expect.stringMatching(text) as string;
}

/** The gate of the whole namespace. */
function gate(cluster: FakeCluster, answers?: Answers) {
  return check(cluster, { isForRemoval: true }, answers);
}

describe('the removal of a namespace', () => {
  const orphan = { ...claimObject(), metadata: { ...claimObject().metadata, name: 'wiki', uid: 'wiki' } };
  const isForRemoval = true;

  it('is not to be while anything in it is not backed up, and names what was not judged', async () => {
    expect(await check(clusterWith(), { isForRemoval })).toMatchObject({
      outcome: 'ok',
      unprotectedClaims: [],
      notJudged: [
        matching(/passwords .* Secret \(web-volsync\)/),
        matching(/VolumeSnapshots/),
        matching(/other namespaces/),
      ],
    });
    const cluster = clusterWith().put(resources.persistentVolumeClaims, orphan);
    expect(await check(cluster, { isForRemoval })).toMatchObject({
      outcome: 'unprotected',
      apps: [{ verdict: 'protected' }],
      unprotectedClaims: [{ name: 'wiki' }],
    });
  });

  it('a label makes no PVC one of VolSync', async () => {
    const labels = { 'app.kubernetes.io/created-by': 'volsync' };
    const labelled = { ...orphan, metadata: { ...orphan.metadata, labels } };
    const cluster = clusterWith().put(resources.persistentVolumeClaims, labelled);
    expect(await check(cluster, { isForRemoval })).toMatchObject({ unprotectedClaims: [{ name: 'wiki' }] });
  });

  it('is not known where PVCs may not be listed, and not there where the namespace is not', async () => {
    const empty = new FakeCluster().put(resources.namespaces, { metadata: { name: 'home', namespace: '' } });
    expect(await check(empty, { isForRemoval })).toMatchObject({ outcome: 'ok', apps: [] });
    empty.forbid({ verb: 'list', resource: 'persistentvolumeclaims' });
    expect(await check(empty, { isForRemoval })).toMatchObject({ outcome: 'unknown', unprotectedClaims: undefined });
    await expect(check(new FakeCluster(), { isForRemoval })).rejects.toMatchObject({ kind: 'not-found' });
    const unsure = new FakeCluster().forbid({ verb: 'get', resource: 'namespaces' });
    await expect(check(unsure, { isForRemoval })).rejects.toMatchObject({ kind: 'unknown' });
  });

  it('of one app names the others, and does not judge them', async () => {
    const db = sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: 'snapshot 99999999 saved' } }, 'db');
    const cluster = clusterWith(onNas, db).put(resources.persistentVolumeClaims, orphan);
    const report = await check(cluster, { isForRemoval }, undefined, web);
    expect(report).toMatchObject({ outcome: 'ok', apps: [{ name: 'web' }], unprotectedClaims: undefined });
    expect(report.notJudged).toEqual([
      '1 other app (db) and 1 PVC without a backup (wiki) in namespace home: volsyncctl bootstrap-check -n home --for-removal',
    ]);
    const both = await check(cluster, { isForRemoval, hasUnprotectedClaims: true }, undefined, web);
    expect(both).toMatchObject({ outcome: 'unprotected', unprotectedClaims: [{ name: 'wiki' }] });
    const alone = await check(clusterWith(), { isForRemoval }, undefined, web);
    expect(alone.notJudged).toEqual([]);
  });
});
