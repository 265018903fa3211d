import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import type { RestoreInPlacePorts } from '../../../../../src/commands/restore/in-place/operation/ports.ts';
import {
  refuseAborting,
  requireSafetyBackup,
  requireRollbackData,
} from '../../../../../src/commands/restore/in-place/operation/require-rollback-data.ts';
import type { RestoreJournal } from '../../../../../src/volsync/restore-journal.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotNamed } from '../../../../fakes/repository-objects.ts';
import { runPods, World } from '../../../../fakes/helper-pod-world.ts';
import { answerOf } from '../../../../fakes/repository-answers.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';

const touched: Partial<RestoreJournal> = { steps: { keep: 'done', restore: 'begun' } };
const look = (change: Partial<RestoreJournal>, cluster = new FakeCluster()) =>
  requireRollbackData(someJournal(change), { cluster, signal: new AbortController().signal });
const both =
  'resume: volsyncctl restore resume web -n home\nrestore everything else: volsyncctl restore abort web -n home --leave-data';

it('is refused with the ways that are left where the safety net is gone', async () => {
  await expect(look(touched)).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(
      /before-01234567, which .* is gone: there is no way back to that data; nothing/,
    ) as string,
    hint: both,
  });
  await expect(look({ ...touched, direction: 'aborting' })).rejects.toMatchObject({
    hint: 'restore everything else: volsyncctl restore abort web -n home --leave-data',
  });
});

it('is refused where nothing was kept, and unknown where the safety net cannot be read', async () => {
  await expect(look({ ...touched, safety: { kind: 'none' } })).rejects.toMatchObject({ kind: 'refused', hint: both });
  const cluster = new FakeCluster().fail('find', resources.volumeSnapshots, new Failure('unreachable', 'away'));
  await expect(look(touched, cluster)).rejects.toMatchObject({ kind: 'unknown' });
});

it.each<[string, Partial<RestoreJournal>]>([
  ['while the data is untouched', { steps: { keep: 'done', stop: 'done' } }],
  ['where the data is back already', { ...touched, direction: 'aborting', dataBack: 'exact' }],
])('needs no safety net %s', async (_when, change) => {
  await expect(look(change)).resolves.toBeUndefined();
});

it('does not let a restore that is being aborted be resumed', () => {
  expect(() => refuseAborting(someJournal({ direction: 'aborting' }))).toThrow(
    expect.objectContaining({
      kind: 'refused',
      hint: 'finish the abort: volsyncctl restore abort web -n home',
    }) as Error,
  );
  expect(() => refuseAborting(someJournal({ direction: 'giving-back' }))).not.toThrow();
});

describe('a safety backup', () => {
  const kept = snapshotNamed('be33baf0', '2026-11-22T23:00:00Z');
  const options = {
    moverImage: 'mover',
    timeouts: { startMs: 30_000, endMs: 120_000 },
    volumeSnapshotClass: undefined,
    timeoutMs: 1000,
  };
  const backup: Partial<RestoreJournal> = { ...touched, safety: { kind: 'backup', snapshotId: kept.id } };
  const lookInto = async (answered: Parameters<typeof answerOf>[1], change = backup) => {
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject({ sourcePVC: 'web' }));
    const world = new World(runPods(cluster, (one) => answerOf(one, answered)));
    await requireSafetyBackup(someJournal(change), options, world as unknown as RestoreInPlacePorts);
    return world.cluster.count('create', resources.pods);
  };

  it('is looked for in the repository before a restore is turned around', async () => {
    expect(await lookInto({ output: [printedSnapshots(kept)] })).toBe(1);
  });

  it.each<[string, Parameters<typeof answerOf>[1], string]>([
    [
      'is not in the repository',
      { output: [printedSnapshots(snapshotNamed('cccccccc', '2026-11-22T23:00:00Z'))] },
      'unprotected',
    ],
    ['cannot be looked for, without a repository', { exitCode: 10 }, 'unprotected'],
    ['cannot be looked for, with a wrong password', { exitCode: 12 }, 'failed'],
    ['cannot be looked for, with a server that is away', { exitCode: 1, errors: ['dial tcp: i/o timeout'] }, 'unknown'],
  ])('that %s is refused with the ways that are left', async (_what, answered, kind) => {
    await expect(lookInto(answered)).rejects.toMatchObject({
      kind,
      message:
        'Snapshot be33baf0, which holds the data of home/web from before the restore, could not be found in the repository; nothing was changed.',
      hint: both,
    });
  });

  it('is not looked for while the data is untouched', async () => {
    expect(await lookInto({ exitCode: 12 }, { ...backup, steps: { keep: 'done' } })).toBe(0);
  });
});
