import { expect } from 'vitest';
import type { ObjectKey } from '../../src/kubernetes/cluster.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { BootstrapCheckOptions } from '../../src/commands/bootstrap-check/operation/check-options.ts';
import { bootstrapCheck } from '../../src/commands/bootstrap-check/operation/bootstrap-check.ts';
import type { MoverVolume, ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from './fake-cluster.ts';
import { destinationObject, sourceObject } from './fleet-objects.ts';
import { printedSnapshots, snapshotAt, wholeId } from './repository-objects.ts';
import { claimObject, volumeObject } from './bootstrap-facts.ts';
import { runPods, World } from './helper-pod-world.ts';
import { answerOf, secretOf } from './repository-answers.ts';

export const saved = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') });
const address = '/mnt/repository/web';
export const good = { output: [printedSnapshots(saved)], address };
export const web = [{ namespace: 'home', name: 'web' }];

export type Answers = Readonly<Record<string, Parameters<typeof answerOf>[1]>>;

/** The repository's volume in its mover. */
export function repositoryOn(
  volumeSource: MoverVolume['volumeSource'],
  spec: ReplicationSource['spec'] = {},
): ReplicationSource {
  const moverVolumes = [{ mountPath: 'repository', volumeSource }];
  return sourceObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot', moverVolumes }, ...spec });
}

export const onNas = repositoryOn({ nfs: { server: 'nas.example.org', path: '/vault' } });

/** The app `web` with its PVC and destination. */
export function clusterWith(source: ReplicationSource = onNas, ...others: readonly ReplicationSource[]) {
  return new FakeCluster()
    .put(resources.namespaces, { metadata: { name: 'home', namespace: '' } })
    .put(resources.replicationSources, source, ...others)
    .put(resources.replicationDestinations, destinationObject({ restic: source.spec?.restic ?? {} }))
    .put(resources.persistentVolumes, { ...volumeObject(), metadata: { ...volumeObject().metadata, namespace: '' } })
    .put(resources.persistentVolumeClaims, claimObject());
}

export async function check(
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
    report: () => undefined,
    creator: () => ({ hostname: 'desk', pid: 7 }),
    creatorStateOf: () => 'elsewhere' as const,
    tellWait: () => undefined,
    tellTrigger: () => undefined,
  };
  const flags = { isToTrigger: false, isToWait: false, isForRemoval: false, hasUnprotectedClaims: false };
  const timeouts = { startMs: 30_000, endMs: 120_000 };
  const all = { moverImage: 'mover', timeouts, timeoutMs: 60_000, ...flags, ...options };
  const report = await bootstrapCheck({ scope: { namespace: 'home' }, apps }, all, ports);
  expect(cluster.openStreams).toBe(0);
  return report;
}

export function matching(text: RegExp): string {
  return expect.stringMatching(text) as string;
}

/** The removal check of the whole namespace. */
export function gate(cluster: FakeCluster, answers?: Answers) {
  return check(cluster, { isForRemoval: true }, answers);
}
