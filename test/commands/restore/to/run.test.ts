import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/program/run.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeIo, type FakeIoOptions } from '../../../fakes/fake-io.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import type { FakeRestore } from '../../../fakes/fake-restore.ts';
import { unframed } from '../../../fakes/unframed.ts';
import { older, snapshot, world } from '../../../fakes/restore-to-world.ts';

/** Runs `restore …` with a VolSync that restores like this. */
async function typed(
  line: string,
  options: FakeIoOptions = {},
  { restore = {}, isForeign = false }: { readonly restore?: FakeRestore; readonly isForeign?: boolean } = {},
) {
  const { cluster } = world(restore);
  if (isForeign) {
    // Its last sync saved the older one: nobody in this cluster made the newest.
    const latestMoverStatus = { result: 'Successful', logs: `snapshot ${older.id.slice(0, 8)} saved` } as const;
    cluster.put(
      resources.replicationSources,
      sourceObject({}, { latestMoverStatus, lastSyncTime: older.time.toISOString() }),
    );
  }
  const io = new FakeIo({ cluster, speed: 20, now: new Date('2026-11-23T15:24:00Z'), ...options });
  const exitCode = await run(['restore', ...line.split(' '), '-n', 'home', '--mover-image', 'mover'], io);
  const claims = cluster.stored(resources.persistentVolumeClaims).map(({ metadata: { name } }) => name);
  expect([cluster.openStreams, cluster.stored(resources.replicationDestinations)]).toEqual([0, []]);
  return { exitCode, out: io.out, err: io.err, questions: io.questions, claims };
}

describe('restore --to', () => {
  it('shows a dry run on stdout, and makes nothing', async () => {
    const { exitCode, out, claims } = await typed('web --to pvc/new --dry-run');
    expect([exitCode, claims]).toEqual([0, ['web']]);
    expect(unframed(out)).toMatch(
      /^Snapshot {2}724684cd .*\n[^]*Will happen in fake\n1 {2}make +PVC home\/new, 1Gi, class block/,
    );
    expect(out).toMatch(/Nothing else is changed\. If it fails, the PVC is removed\.\n$/);
  });

  it('restores, with the plan on stderr and the result on stdout', async () => {
    const { exitCode, out, err, claims } = await typed('web --to pvc/new --no-compare -o json');
    expect([exitCode, claims]).toEqual([0, ['web', 'new']]);
    expect(err).toMatch(/Will happen in fake\\n/);
    expect(JSON.parse(out)).toMatchObject({
      ...{ kind: 'to', isDryRun: false, state: 'restored', claim: 'new', provenBy: 'mover' },
      ...{ snapshot: { id: snapshot.id }, check: { kind: 'skipped' } },
    });
  });

  it('takes the flags of the new PVC and of the snapshot', async () => {
    const flags = '--capacity 5Gi --snapshot aaaaaaaa --no-compare --dry-run -o json';
    const { out } = await typed(`web --to pvc/new ${flags}`);
    const claimSpec = { resources: { requests: { storage: '5Gi' } } };
    expect(JSON.parse(out)).toMatchObject({ snapshot: { id: older.id }, claimSpec });
  });

  it.each([
    ['', {}, ['web']],
    [' --keep', {}, ['web', 'new']],
  ])('removes the PVC of a restore that fails, and not with%s', async (flag, _none, left) => {
    const failing = [['Fatal: wrong password or no key found']];
    const { exitCode, claims } = await typed(`web --to pvc/new${flag}`, {}, { restore: { failing, isStuck: true } });
    expect([exitCode, claims]).toEqual([8, left]);
  });

  it('asks before it restores a snapshot that nobody in this cluster made, and of one that is named does not', async () => {
    const foreign = { isForeign: true };
    const declined = await typed('web --to pvc/new --no-compare', { answers: [false] }, foreign);
    expect(declined).toMatchObject({ exitCode: 130, questions: ['Restore this snapshot in fake?'], claims: ['web'] });
    const accepted = await typed('web --to pvc/new --no-compare', { answers: [true] }, foreign);
    expect(accepted).toMatchObject({ exitCode: 0, claims: ['web', 'new'] });
    const alone = await typed('web --to pvc/new --no-compare', {}, foreign);
    expect(alone).toMatchObject({ exitCode: 4, claims: ['web'] });
    const named = await typed('web --to pvc/new --no-compare --snapshot 724684cd', { answers: [] }, foreign);
    expect(named).toMatchObject({ exitCode: 0, questions: [] });
  });

  it.each([
    ['web', /no target given: pass --to/],
    ['--repository repo --to pvc/new', /no snapshot given, and no terminal to choose one/],
  ])('does not choose for anybody without a terminal: %s', async (line, message) => {
    const { exitCode, err, claims } = await typed(line);
    expect([exitCode, claims]).toEqual([2, ['web']]);
    expect(err).toMatch(message);
  });
});
