import { describe, expect, it } from 'vitest';
import { resources } from '../../src/kube/resources.ts';
import type { BootstrapCheckOptions } from '../../src/operations/bootstrap-check/check-options.ts';
import { bootstrapCheck } from '../../src/operations/bootstrap-check.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { destinationObject, sourceObject } from '../fleet-objects.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../repository-objects.ts';
import { claimObject, podWith } from '../volsync/bootstrap-facts.ts';
import { runPods, World } from './helper-pod/world.ts';
import { answerOf, secretOf } from './repository/answers.ts';

const saved = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') });
const good = { output: [printedSnapshots(saved)] };

type Answers = Readonly<Record<string, Parameters<typeof answerOf>[1]>>;

/** The app `web` with its PVC and destination. */
function clusterWith(...sources: readonly ReplicationSource[]) {
  return new FakeCluster()
    .put(resources.replicationSources, ...(sources.length === 0 ? [sourceObject()] : sources))
    .put(resources.replicationDestinations, destinationObject())
    .put(resources.persistentVolumeClaims, claimObject());
}

async function check(
  cluster: FakeCluster,
  options: Partial<BootstrapCheckOptions> = {},
  answers: Answers = { 'web-volsync': good },
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
  const report = await bootstrapCheck({ scope: { namespace: 'home' }, apps: undefined }, all, ports);
  expect(cluster.openStreams).toBe(0);
  return report;
}

describe('bootstrapCheck', () => {
  it('takes one list a kind and a pod, and looks at no mover where nothing bootstraps', async () => {
    const cluster = clusterWith();
    const report = await check(cluster);
    expect(report).toMatchObject({
      outcome: 'ok',
      apps: [{ name: 'web', verdict: 'protected', state: 'window-closed' }],
    });
    const listed = [resources.replicationSources, resources.replicationDestinations, resources.persistentVolumeClaims];
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
    expect(await check(cluster, { isForRemoval: true })).toMatchObject({ outcome: 'ok' });
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
});
