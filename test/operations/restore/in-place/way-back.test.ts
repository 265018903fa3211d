import { expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/kube/resources.ts';
import { refuseAborting, requireWayBack } from '../../../../src/operations/restore/in-place/way-back.ts';
import type { RestoreJournal } from '../../../../src/volsync/restore-journal.ts';
import { FakeCluster } from '../../../fake-cluster.ts';
import { someJournal } from './journal.ts';

const touched: Partial<RestoreJournal> = { steps: { keep: 'done', restore: 'begun' } };
const look = (change: Partial<RestoreJournal>, cluster = new FakeCluster()) =>
  requireWayBack(someJournal(change), { cluster, signal: new AbortController().signal });
const both =
  'go on: volsyncctl restore resume web -n home\ngive all else back: volsyncctl restore abort web -n home --leave-data';

it('is refused with the ways that are left where the safety net is gone', async () => {
  await expect(look(touched)).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(
      /before-01234567, which .* is gone: there is no way back to that data; nothing/,
    ) as string,
    hint: both,
  });
  await expect(look({ ...touched, direction: 'aborting' })).rejects.toMatchObject({
    hint: 'give all else back: volsyncctl restore abort web -n home --leave-data',
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
    expect.objectContaining({ kind: 'refused', hint: 'finish that: volsyncctl restore abort web -n home' }) as Error,
  );
  expect(() => refuseAborting(someJournal({ direction: 'giving-back' }))).not.toThrow();
});
