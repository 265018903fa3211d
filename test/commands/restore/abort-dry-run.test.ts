import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import type { VolumeSnapshot } from '../../../src/kubernetes/objects.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { RestoreJournal } from '../../../src/volsync/restore-journal.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { runPods } from '../../fakes/helper-pod-world.ts';
import { someJournal } from '../../fakes/in-place/journal.ts';
import { answerOf } from '../../fakes/repository-answers.ts';
import { printedSnapshots, snapshotNamed } from '../../fakes/repository-objects.ts';

const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/component': 'restore' };
const kept = snapshotNamed('be33baf0', '2026-11-22T23:00:00Z');
const touched: Partial<RestoreJournal> = { steps: { keep: 'done', restore: 'begun' }, claimUid: 'u7' };
const inBackup: Partial<RestoreJournal> = { ...touched, safety: { kind: 'backup', snapshotId: kept.id } };

/** Runs `restore abort web --dry-run` with an unfinished restore. */
async function typed(
  change: Partial<RestoreJournal>,
  answer: Parameters<typeof answerOf>[1],
  ...nets: VolumeSnapshot[]
) {
  const cluster = new FakeCluster()
    .put(resources.replicationSources, sourceObject({ sourcePVC: 'web' }))
    .put(resources.persistentVolumeClaims, { metadata: { namespace: 'home', name: 'web', uid: 'u7' } })
    .put(resources.volumeSnapshots, ...nets)
    .put(resources.configMaps, {
      metadata: { namespace: 'home', name: 'volsyncctl-restore-web', labels },
      data: { journal: JSON.stringify(someJournal(change)) },
    });
  const io = new FakeIo({ cluster: runPods(cluster, (one) => answerOf(one, answer)) });
  const words = 'restore abort web -n home --dry-run --mover-image mover';
  const exitCode = await run(words.split(' '), io);
  const changes = cluster.calls.filter(({ verb, kind }) => verb === 'patch' || (verb === 'delete' && kind !== 'pods'));
  return { exitCode, out: io.out, err: io.err, changes };
}

const net: VolumeSnapshot = {
  metadata: { namespace: 'home', name: 'volsyncctl-web-before-01234567' },
  spec: { source: { persistentVolumeClaimName: 'web' } },
};

describe('restore abort --dry-run', () => {
  it('shows the way back where it is there, and changes nothing', async () => {
    const { exitCode, out, changes } = await typed(touched, {}, net);
    expect([exitCode, changes]).toEqual([0, []]);
    expect(out).toContain('way back  VolumeSnapshot home/volsyncctl-web-before-01234567\n');
  });

  it.each<[string, Partial<RestoreJournal>, Parameters<typeof answerOf>[1], number, RegExp]>([
    ['the VolumeSnapshot is gone', touched, {}, 8, /is gone: there is no way back to that data; nothing was changed/],
    [
      'the backup is not in the repository',
      inBackup,
      { output: [printedSnapshots(snapshotNamed('cccccccc', '2026-11-22T23:00:00Z'))] },
      9,
      /be33baf0, which holds .* could not be found in the repository; nothing was changed/,
    ],
    ['the repository does not open', inBackup, { exitCode: 12 }, 8, /could not be found in the repository/],
  ])('ends as abort would where %s', async (_what, journal, answer, code, message) => {
    const { exitCode, err, changes } = await typed(journal, answer);
    expect([exitCode, changes], err).toEqual([code, []]);
    expect(err.replaceAll(/\s+/g, ' ')).toMatch(message);
    expect(err).toContain('restore abort web -n home --leave-data');
  });

  it('finds the backup in the repository', async () => {
    const { exitCode, out, err } = await typed(inBackup, { output: [printedSnapshots(kept)] });
    expect([exitCode, out], err).toEqual([0, expect.stringContaining('way back  snapshot be33baf0 in the repository')]);
  });
});
