import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { RestorableApp } from '../../../fakes/in-place/restorable-app.ts';

const present = { changed: 'by mistake', kept: 'as it was' };
const backedUp = { changed: 'as it was', kept: 'as it was' };
const halfRestored = { changed: 'half', kept: 'as it was' };

let app: RestorableApp;
beforeEach(() => {
  app = new RestorableApp();
});
afterEach(() => app.remove());

/** The mover reports success, but the volume differs from the snapshot. */
async function withWrongRestore(flags = ''): Promise<void> {
  app.moverWrites = (one) => one.write('changed', 'half');
  const { exitCode, err } = await app.restore(`web --in-place --yes ${flags}`.trim());
  expect(exitCode).toBe(8);
  expect(err).toMatch(/differs from the snapshot: 1 differ, 0 are missing, 0 are extra/);
  expect(err).toMatch(/→ roll back: volsyncctl restore abort web -n home\n/);
  expect([app.files, app.left.includes('0 replicas')]).toEqual([halfRestored, true]);
}

describe('restore abort', () => {
  it('brings the data of before back file by file, and all that was stopped', async () => {
    await withWrongRestore();
    const { exitCode, out } = await app.restore('abort web --yes');
    expect(out).toMatch(
      /the restore was rolled back: pvc\/web has its previous data again,\s+compared\s+file by\s+file\n/,
    );
    expect([exitCode, app.files, app.left]).toEqual([0, present, []]);
  });

  it('shows a dry run, refuses without a terminal, and does nothing where the answer is no', async () => {
    await withWrongRestore();
    const [left, changes] = [app.left, app.changes.length];
    const dryRun = await app.restore('abort web --dry-run');
    expect(dryRun).toMatchObject({ exitCode: 0, out: expect.stringContaining('home/web') as string });
    const alone = await app.restore('abort web');
    expect(alone).toMatchObject({ exitCode: 4, out: '', err: expect.stringContaining('pass --yes') as string });
    const declined = await app.restore('abort web', { answers: [false] });
    const question = /^Restore the previous data from VolumeSnapshot .*-stopped.*\?$/;
    expect(declined).toMatchObject({ exitCode: 130, questions: [expect.stringMatching(question)] });
    expect([app.left, app.files, app.changes.length]).toEqual([left, halfRestored, changes]);
  });

  it('has no data to bring back where none was kept, and gives all else back', async () => {
    await withWrongRestore('--safety none');
    const refused = await app.restore('abort web --yes');
    expect(refused).toMatchObject({ exitCode: 4, err: expect.stringContaining('--leave-data') as string });
    expect(app.files).toEqual(halfRestored);
    const { exitCode, questions } = await app.restore('abort web --leave-data', { answers: [true] });
    expect(questions).toEqual(['Restore everything but the data in fake?']);
    expect([exitCode, app.files, app.left]).toEqual([0, halfRestored, []]);
  });
});

describe('restore resume', () => {
  it('goes on where a restore was interrupted, to the same end', async () => {
    const interruption = new AbortController();
    app.cluster.before('create', resources.replicationDestinations, ({ isDryRun }) => {
      if (isDryRun !== true) interruption.abort();
    });
    expect((await app.restore('web --in-place --yes', { signal: interruption.signal })).exitCode).toBe(130);
    expect(app.left).toEqual(expect.arrayContaining(['0 replicas', 'configmaps', 'volumesnapshots']));
    const declined = await app.restore('resume web', { answers: [false] });
    expect(declined).toMatchObject({ exitCode: 130, questions: ['Resume the restore in fake?'] });
    const { exitCode } = await app.restore('resume web', { answers: [true] });
    expect([exitCode, app.files, app.left]).toEqual([0, backedUp, ['volumesnapshots']]);
  });

  it('finds nothing where no restore is open', async () => {
    const { exitCode, err } = await app.restore('resume web --yes');
    expect([exitCode, err]).toEqual([3, expect.stringContaining('No in-place restore of home/web is open')]);
  });
});
