import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import type { ReplicationDestination } from '../../../../src/volsync/types.ts';
import { RestorableApp } from '../../../fakes/in-place/restorable-app.ts';
import { unframed } from '../../../fakes/unframed.ts';
import { wholeId } from '../../../fakes/repository-objects.ts';

const present = { changed: 'by mistake', kept: 'as it was' };
const backedUp = { changed: 'as it was', kept: 'as it was' };

let app: RestorableApp;
beforeEach(() => {
  app = new RestorableApp();
});
afterEach(() => app.remove());

describe('restore --in-place, before anything is changed,', () => {
  it('shows a dry run on stdout: what would change, and all steps', async () => {
    const { exitCode, out } = await app.restore('web --in-place --dry-run');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Snapshot {2}724684cd .*\nWill change in pvc\/web in fake:\n {2}~ 1 file \(9 B\) changed/);
    expect(
      unframed(out)
        .match(/^\d .*/gm)
        ?.map((line) => line.trimEnd()),
    ).toEqual([
      expect.stringMatching(/^1 {2}keep the current state {2}VolumeSnapshot volsyncctl-web-before-\w{8}$/),
      '2  suspend what undoes it  nothing',
      '3  stop the app            Deployment web (1 replica)',
      '4  park the schedule       ReplicationSource web, "0 * * * *"',
      '5  restore with VolSync    extra files are deleted',
      '6  compare every file      succeeds only if no differences remain',
      '7  release everything      Deployment web (1 replica)',
    ]);
    expect([app.changes, app.left, app.files]).toEqual([[], [], present]);
  });

  it('shows a dry run as JSON, and asks the server whether it would take all that is to be made', async () => {
    const { exitCode, out } = await app.restore('web --in-place --dry-run -o json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ kind: 'in-place', isDryRun: true, state: 'planned', snapshot: { id: wholeId('724684cd') } },
      ...{ preview: { totals: { changed: { files: 1 } } }, safety: { kind: 'snapshot' }, holds: [], warnings: [] },
      ...{ workloads: [{ name: 'web', replicas: 1 }], sources: [{ name: 'web' }] },
    });
    const tried = app.cluster.calls.flatMap(({ kind, isDryRun }) => (isDryRun === true ? [kind] : []));
    expect(new Set(tried)).toEqual(
      new Set(['jobs', 'replicationdestinations', 'persistentvolumeclaims', 'volumesnapshots']),
    );
  });

  it.each<[string, string, (one: RestorableApp) => unknown, number, RegExp]>([
    ['no terminal to ask on', '', () => undefined, 4, /no terminal to confirm it.*\n.*--dry-run, then/],
    [
      'extra files nobody decides about',
      '--yes',
      (one) => one.write('extra', ''),
      2,
      /The volume has 1 path that the snapshot does not have/,
    ],
    [
      'a missing right',
      '--yes',
      ({ cluster }) => cluster.forbid({ resource: 'deployments', verb: 'patch' }),
      5,
      /patch deployments/,
    ],
    [
      'an older CRD that drops a field of the mover',
      '--yes',
      ({ cluster }) => {
        const drop = (made: ReplicationDestination) => ({ ...made, spec: { ...made.spec, restic: {} } });
        cluster.admit(resources.replicationDestinations, drop);
      },
      4,
      /restore itself is refused; nothing was changed\.\n.*CRD in this cluster does not know spec\.restic\./,
    ],
    [
      'a class of which no copy for the way back could be made any more',
      '--yes',
      ({ cluster }) => cluster.remove(resources.storageClasses, { namespace: '', name: 'block' }),
      4,
      /way back from the safety net is refused.*\n.*no StorageClass block/,
    ],
    [
      'a quota for what is to be made',
      '--yes',
      ({ cluster }) =>
        cluster.admit(resources.volumeSnapshots, () => {
          throw new Failure('refused', 'exceeded quota');
        }),
      4,
      /a VolumeSnapshot for the safety net is refused; nothing was changed/,
    ],
    ['a snapshot that is not there', '--yes --snapshot bbbbbbbb', () => undefined, 9, /bbbbbbbb/],
    [
      'another mover',
      '--yes',
      ({ cluster }) =>
        cluster.change(
          resources.replicationSources,
          { namespace: 'home', name: 'web' },
          ({ metadata, spec: { trigger = {} } = {} }) => ({
            metadata,
            spec: { sourcePVC: 'web', trigger, rsyncTLS: {} },
          }),
        ),
      4,
      /restores only backups of restic/,
    ],
  ])('ends with %s', async (_what, flags, prepare, exitCode, message) => {
    prepare(app);
    const files = app.files;
    const ended = await app.restore(`web --in-place ${flags}`.trim());
    expect(ended).toMatchObject({ exitCode, out: '', err: expect.stringMatching(message) as string });
    expect([app.changes, app.left, app.files]).toEqual([[], [], files]);
  });
});

describe('restore --in-place, at a terminal,', () => {
  const extra = { ...backedUp, extra: 'mine' };
  const aboutExtra = 'Not in the snapshot: 1 path. Delete them in fake? (no: keep them)';

  it('shows the plan, and does nothing where the answer is no', async () => {
    const { exitCode, err, questions } = await app.restore('web --in-place', { answers: [false] });
    expect([exitCode, questions]).toEqual([130, ['Go ahead in fake?']]);
    expect(err).toMatch(/Will happen\n[^]*Nothing was changed\./);
    expect([app.changes, app.left, app.files]).toEqual([[], [], present]);
  });

  it.each<[string, string, readonly boolean[], readonly string[], object]>([
    ['deletes what it was told to', '', [true, true], [aboutExtra, 'Go ahead in fake?'], backedUp],
    ['keeps what it was told to', '', [false, true], [aboutExtra, 'Go ahead in fake?'], extra],
    ['asks no question that a flag answers', '--keep-extra-files', [true], ['Go ahead in fake?'], extra],
    ['asks nothing of who said all', '--enable-file-deletion --yes', [], [], backedUp],
  ])('%s', async (_what, flags, answers, asked, files) => {
    app.write('extra', 'mine');
    const { exitCode, questions } = await app.restore(`web --in-place ${flags}`.trim(), { answers });
    expect([exitCode, questions, app.files]).toEqual([0, asked, files]);
  });
});

describe('restore --in-place, all its steps,', () => {
  it('makes the volume what the snapshot is, in this order, and gives everything back', async () => {
    const { exitCode, out } = await app.restore('web --in-place --yes');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^✔ home\/web {2}pvc\/web matches snapshot 724684cd .*\n {2}compared: 2 files \(18 B\), no diff/,
    );
    expect(app.files).toEqual(backedUp);
    expect(app.changes).toEqual([
      ...['patch replicationsources', 'create volumesnapshots', 'patch deployments'],
      // The second one contains what the app wrote before it stopped.
      ...['create volumesnapshots', 'delete volumesnapshots', 'patch replicationsources'],
      ...['create replicationdestinations', 'delete replicationdestinations', 'delete replicationdestinations'],
      ...['patch replicationsources', 'patch deployments', 'patch replicationsources'],
    ]);
    expect(app.left).toEqual(['volumesnapshots']);
  });

  it('keeps nothing where that is asked for, and says so in the plan', async () => {
    const { exitCode, err } = await app.restore('web --in-place --yes --safety none');
    expect(exitCode).toBe(0);
    expect(unframed(err)).toMatch(/1 {2}keep the current state {2}NOT KEPT, as you asked/);
    expect([app.files, app.left]).toEqual([backedUp, []]);
  });

  it('refuses a plan that is old by the time of the answer', async () => {
    const { cluster } = app;
    const answering = app.restore('web --in-place', { answers: [true] });
    cluster.before('list', resources.replicationSources, () => {
      const isShown = cluster.calls.some(({ kind, isDryRun }) => kind === 'volumesnapshots' && isDryRun === true);
      const key = { namespace: 'home', name: 'web' };
      if (!isShown || cluster.stored(resources.configMaps).length > 0) return;
      cluster.change(resources.replicationSources, key, (one) => ({
        ...one,
        spec: { ...one.spec, trigger: { schedule: '30 * * * *' } },
      }));
    });
    expect(await answering).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('changed after the plan was shown; nothing was done') as string,
    });
    expect([app.changes, app.files]).toEqual([[], present]);
  });
});
