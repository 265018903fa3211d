import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DrillOptions, DrillResult } from '../../../../src/commands/drill/operation/plan.ts';
import { Failure } from '../../../../src/errors.ts';
import { drillAnnotation, drillRecordOf } from '../../../../src/volsync/drill-record.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { drilled, drillWorld, leftIn } from '../../../fakes/drill-world.ts';
import type { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { goodLog, type FakeRestore } from '../../../fakes/fake-restore.ts';
import { nothingLog, sourceObject } from '../../../fakes/fleet-objects.ts';
import { claim, older, snapshot } from '../../../fakes/restore-to-world.ts';

const sized = { ...snapshot, summary: { files: 1, bytes: 31 } } as typeof snapshot;
const recordIn = (cluster: FakeCluster) => {
  const [source] = cluster.stored(resources.replicationSources);
  return source && drillRecordOf(source);
};

describe('drill', () => {
  it('restores the newest snapshot, compares every file, removes everything and writes it down', async () => {
    const world = drillWorld();
    const { report, app, plan, left } = await drilled(world);
    expect(report.outcome, app.message).toBe('ok');
    expect(app).toMatchObject({
      ...{ verdict: 'protected', evidence: { kind: 'written' }, left: [] },
      chosen: { snapshot: { id: snapshot.id } },
      restored: { snapshotId: '724684cd', entries: 3, moverMs: 5500, claim: plan.drills[0]?.claim.metadata.name },
      check: { kind: 'same', files: 1 },
    });
    expect(left).toEqual([]);
    expect(recordIn(world.cluster)).toMatchObject({
      last: { verdict: 'protected', snapshot: snapshot.id, snapshotTime: '2026-11-23T14:00:05Z' },
      proven: { snapshot: snapshot.id },
    });
  });

  it('never touches the volume of the app', async () => {
    const world = drillWorld();
    await drilled(world);
    const made = world.cluster.calls
      .filter(({ verb }) => verb === 'create')
      .map(({ object }) => JSON.stringify(object));
    expect(
      made.filter((text) => text.includes('"claimName":"web"') || text.includes('"destinationPVC":"web"')),
    ).toEqual([]);
    expect(world.cluster.stored(resources.persistentVolumeClaims)).toMatchObject([claim]);
  });

  it('takes another snapshot where that is asked for', async () => {
    const world = drillWorld({}, { log: [...goodLog('aaaaaaaa').slice(0, 2), ...goodLog().slice(2)] });
    const { app } = await drilled(world, { selector: { kind: 'previous', count: 1 } });
    expect(app).toMatchObject({ verdict: 'protected', chosen: { snapshot: { id: older.id } } });
  });

  it.each<[string, FakeRestore, Partial<Awaited<ReturnType<typeof drilled>>['app']>, RegExp]>([
    [
      'another snapshot than was chosen',
      { log: goodLog('bbbbbbbb') },
      { verdict: 'unknown', outcome: 'failed' },
      /restored snapshot bbbbbbbb, and not 724684cd/,
    ],
    [
      'nothing, which VolSync calls a success',
      { log: nothingLog.split('\n') },
      { verdict: 'unprotected', outcome: 'unprotected', reason: 'no-snapshot' },
      /Nothing was restored/,
    ],
    [
      'what it does not say',
      { log: ['=== Starting restore ===', 'Restic completed in 3s'] },
      { verdict: 'unknown', outcome: 'unknown' },
      /the mover's log does not show that it restored 724684cd/,
    ],
    [
      'less than the snapshot has',
      {
        log: [...goodLog().slice(0, 2), 'Summary: Restored 2 / 3 files/dirs (31 B) in 0:00', 'Restic completed in 3s'],
      },
      { verdict: 'unprotected', outcome: 'unprotected', reason: 'mismatch' },
      /Only 2 of 3 files/,
    ],
    [
      'nothing, in time',
      { isStuck: true },
      { verdict: 'unknown', outcome: 'timeout', reason: 'no-evidence' },
      /did not finish in 20s/,
    ],
    [
      'nothing, from a damaged repository',
      {
        isStuck: true,
        failing: [['ignoring error for /file: decrypting blob <data/1> from 2 failed: ciphertext verification failed']],
      },
      { verdict: 'unprotected', outcome: 'unprotected', reason: 'damaged' },
      /the repository is damaged/,
    ],
  ])('does not pass where the mover restores %s', async (_what, restore, ending, message) => {
    const world = drillWorld({}, restore);
    const { app, report, left } = await drilled(world, { timeoutMs: 20_000 });
    expect(app).toMatchObject(ending);
    expect(app.message).toMatch(message);
    expect([report.outcome, left]).toEqual([ending.outcome, []]);
    expect(recordIn(world.cluster)).toMatchObject({ last: { verdict: ending.verdict, snapshot: snapshot.id } });
    expect(recordIn(world.cluster)?.proven).toBeUndefined();
  });

  it.each<[string, Parameters<typeof drillWorld>[0], string, string, RegExp]>([
    [
      'a file has other content',
      { changes: (root) => writeFileSync(path.join(root, 'file'), 'CONTENT') },
      ...(['unprotected', 'mismatch', /1 paths differ/] as const),
    ],
    [
      'a file is there that is not in the snapshot',
      { changes: (root) => writeFileSync(path.join(root, 'extra'), '') },
      ...(['unprotected', 'mismatch', /1 are not in the snapshot/] as const),
    ],
    [
      'a file could not be compared',
      { lies: { unreadable: ['/file'] } },
      ...(['unknown', 'no-evidence', /could not be determined/] as const),
    ],
    [
      'it holds no file, and the snapshot none',
      { content: (root) => mkdirSync(path.join(root, 'folder')) },
      ...(['unprotected', 'empty-source', /holds no file/] as const),
    ],
  ])('does not pass where %s', async (_what, given, outcome, reason, message) => {
    const { app, left } = await drilled(drillWorld(given));
    expect(app).toMatchObject({ outcome, reason });
    expect([app.message, ...app.details].join('\n')).toMatch(message);
    expect(left).toEqual([]);
  });

  it.each<[string, Parameters<typeof drillWorld>[1], Parameters<typeof drillWorld>[2], object, RegExp]>([
    ['an empty repository', {}, [], { outcome: 'unprotected', reason: 'no-snapshot' }, /no snapshot in/],
    [
      'a snapshot without a file',
      {},
      [{ ...sized, summary: { ...sized.summary, files: 0 } } as typeof snapshot],
      { outcome: 'unprotected', reason: 'empty-source' },
      /holds no file/,
    ],
  ])('restores nothing of %s', async (_what, restore, held, ending, message) => {
    const world = drillWorld({}, restore, held);
    const { app, plan } = await drilled(world);
    expect(plan.drills).toEqual([]);
    expect(app).toMatchObject(ending);
    expect(app.message).toMatch(message);
    expect(recordIn(world.cluster)).toMatchObject({ last: { verdict: 'unprotected' } });
  });

  it('restores nothing with a password that does not fit, which proves that nothing can be', async () => {
    const answer = { exitCode: 12, errors: ['Fatal: wrong password or no key found'] };
    const { app, plan } = await drilled(drillWorld({}, {}, [], answer));
    expect(plan.drills).toEqual([]);
    expect(app).toMatchObject({ outcome: 'unprotected', reason: 'wrong-password' });
  });

  it.each<[string, (cluster: FakeCluster) => unknown, Partial<DrillOptions>, DrillResult['outcome'], RegExp]>([
    [
      'a size that is too small',
      () => undefined,
      { like: { capacity: '10', storageClass: undefined } },
      'refused',
      /10 is too small/,
    ],
    ['a scratch PVC above --max-size', () => undefined, { maxBytes: 1024 }, 'refused', /more than --max-size/],
    [
      'a class that is not there',
      () => undefined,
      { like: { capacity: undefined, storageClass: 'missing' } },
      'not-found',
      /StorageClass "missing" not found/,
    ],
    [
      'a quota',
      (cluster) =>
        cluster.admit(resources.persistentVolumeClaims, () => {
          throw new Failure('refused', 'exceeded quota');
        }),
      {},
      'refused',
      /exceeded quota/,
    ],
  ])(
    'tells of %s before anything is made, and writes nothing down',
    async (_what, prepare, change, outcome, message) => {
      const world = drillWorld({}, {}, [sized]);
      prepare(world.cluster);
      const { app, plan } = await drilled(world, change);
      expect(plan.drills).toEqual([]);
      expect(app).toMatchObject({ outcome, verdict: 'unknown', evidence: { kind: 'none' } });
      expect([app.message, ...app.details].join('\n')).toMatch(message);
      expect(recordIn(world.cluster)).toBeUndefined();
    },
  );

  it('removes everything after Ctrl-C, and writes nothing down', async () => {
    const world = drillWorld({}, { isStuck: true });
    world.cluster.afterCreate(resources.replicationDestinations, () => void setTimeout(world.ports.interrupt, 50));
    const { app, left } = await drilled(world);
    expect([app.outcome, left, recordIn(world.cluster)]).toEqual(['interrupted', [], undefined]);
  });

  it('says what it could not remove, and passes all the same', async () => {
    const world = drillWorld();
    world.cluster.forbid({ resource: 'persistentvolumeclaims', verb: 'delete' });
    // It is checked before anything is started; this right was lost since.
    world.cluster.isAllowed = () => Promise.resolve(true);
    const { app } = await drilled(world);
    expect(app).toMatchObject({
      outcome: 'ok',
      left: [{ what: expect.stringMatching(/^PVC home\/volsyncctl-drill-/) as string }],
    });
    expect(leftIn(world.cluster)).toHaveLength(1);
  });

  it('writes nothing down on a ReplicationSource that took the place of the one it drilled', async () => {
    const world = drillWorld();
    const replace = () => {
      const made = sourceObject();
      world.cluster.put(resources.replicationSources, { ...made, metadata: { ...made.metadata, uid: 'another' } });
    };
    const { app } = await drilled(world, {}, replace);
    expect(app).toMatchObject({ outcome: 'ok', evidence: { kind: 'not-written' } });
    const [source] = world.cluster.stored(resources.replicationSources);
    expect(source?.metadata.annotations?.[drillAnnotation]).toBeUndefined();
  });

  it('passes where it may not write down the result, and says so', async () => {
    const world = drillWorld();
    world.cluster.forbid({ resource: 'replicationsources', verb: 'patch' });
    const { app } = await drilled(world);
    expect(app).toMatchObject({
      outcome: 'ok',
      evidence: { kind: 'not-written', why: expect.stringMatching(/patch replicationsources/) as string },
    });
  });

  it('needs its rights before it looks at anything', async () => {
    const world = drillWorld();
    world.cluster.forbid({ resource: 'replicationdestinations', verb: 'create' });
    await expect(drilled(world)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(world.cluster.calls.filter(({ verb }) => verb === 'create')).toEqual([]);
  });
});
