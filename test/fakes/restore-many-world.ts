import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from './fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from './fake-io.ts';
import { fakeRestore, type FakeRestore } from './fake-restore.ts';
import { sourceObject } from './fleet-objects.ts';
import { runPods } from './helper-pod-world.ts';
import { answerOf, secretOf } from './repository-answers.ts';
import { printedSnapshots, snapshotNamed } from './repository-objects.ts';
import { claim } from './restore-to-world.ts';

/** The beginning of the id of an app's snapshot. */
function idOf(app: string): string {
  return Buffer.from(app.slice(0, 4).padEnd(4)).toString('hex');
}

/** A namespace with apps, each with a PVC and a repository with one snapshot; those in `empty` have none. */
export function namespaceOf(
  apps: readonly string[],
  { empty = [], restore = {} }: { readonly empty?: readonly string[]; readonly restore?: FakeRestore } = {},
) {
  const cluster = new FakeCluster();
  runPods(cluster, (container) => {
    if (container.command?.[0] === 'sleep') return { running: {} };
    const app = appOf(secretOf(container));
    const output = [empty.includes(app) ? '[]' : printedSnapshots(snapshotNamed(idOf(app), '2026-11-23T14:00:05Z'))];
    return answerOf(container, { output, address: `/repository/${app}` });
  });
  cluster.put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' });
  for (const name of apps) {
    cluster.put(resources.replicationSources, sourceObject({}, { latestMoverStatus: savedBy(name) }, name));
    cluster.put(resources.persistentVolumeClaims, { ...claim, metadata: { namespace: 'home', name } });
  }
  fakeRestore({ idOf: (secret) => idOf(appOf(secret)), ...restore }, cluster);
  return cluster;
}

/** What VolSync stores of the sync that made an app's snapshot. */
function savedBy(app: string) {
  return { result: 'Successful', logs: `snapshot ${idOf(app)} saved\nRestic completed in 3s` } as const;
}

function appOf(secret: string): string {
  return secret.replace('-volsync', '');
}

/** Runs `restore …` in that namespace. */
export async function typedIn(cluster: FakeCluster, line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo({ cluster, speed: 20, now: new Date('2026-11-23T15:24:00Z'), ...options });
  const words = ['restore', ...line.split(' ').filter(Boolean), '-n', 'home', '--mover-image', 'mover'];
  const exitCode = await run(words, io);
  const claims = cluster.stored(resources.persistentVolumeClaims).map(({ metadata: { name } }) => name);
  const left = [...cluster.stored(resources.replicationDestinations), ...cluster.stored(resources.pods)];
  return {
    ...{ exitCode, out: io.out, err: io.err, questions: io.questions },
    claims: claims.filter((name) => name.endsWith('-restored')).toSorted(),
    left: [cluster.openStreams, ...left.map(({ metadata: { name } }) => name)],
  };
}
