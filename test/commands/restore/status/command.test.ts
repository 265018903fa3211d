import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/program/run.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { FakeIo } from '../../../fakes/fake-io.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { someJournal } from '../../../fakes/in-place/journal.ts';

const labels = { 'app.kubernetes.io/managed-by': 'volsyncctl', 'app.kubernetes.io/component': 'restore' };

function journalMap(namespace: string, text: string | undefined) {
  const data = text === undefined ? {} : { journal: text };
  return { metadata: { namespace, name: 'volsyncctl-restore-web', labels }, data };
}

const good = JSON.stringify(someJournal());
const cut = good.slice(0, 40);
const older = JSON.stringify({ ...someJournal({ namespace: 'old' }), schema: 'volsyncctl/restore-journal/v9' });

async function typed(words: string, ...maps: readonly ReturnType<typeof journalMap>[]) {
  const io = new FakeIo({ cluster: new FakeCluster().put(resources.configMaps, ...maps) });
  const exitCode = await run(['restore', 'status', ...words.split(' ')], io);
  return { exitCode, out: io.out, err: io.err };
}

describe('restore status', () => {
  it('shows the others where a journal is not understood, names it, and ends with 10', async () => {
    const maps = [
      journalMap('cut', cut),
      journalMap('home', good),
      journalMap('old', older),
      journalMap('void', undefined),
    ];
    const { exitCode, out, err } = await typed('-A', ...maps);
    expect([exitCode, err]).toEqual([10, '']);
    expect(out).toContain('home/web  restore begun');
    expect(out).toMatch(/ConfigMap cut\/volsyncctl-restore-web cannot be parsed\.\n {4}\S.*JSON/);
    expect(out).toMatch(/ConfigMap old\/volsyncctl-restore-web cannot be parsed\.\n {4}schema: Invalid input/);
    expect(out).toMatch(/ConfigMap void\/volsyncctl-restore-web cannot be parsed\.\n {4}it has no key journal/);
    expect(out).toContain('kubectl edit configmap volsyncctl-restore-web -n cut');
  });

  it('names it for scripts, and only what was asked for', async () => {
    const maps = [journalMap('cut', cut), journalMap('home', good)];
    const all = await typed('-A -o json', ...maps);
    expect(all.exitCode).toBe(10);
    expect(JSON.parse(all.out)).toMatchObject({
      restores: [{ namespace: 'home', app: 'web' }],
      unreadableJournals: [{ namespace: 'cut', name: 'volsyncctl-restore-web' }],
    });
    expect((await typed('web -n home', ...maps)).exitCode).toBe(9);
    expect((await typed('-n elsewhere', ...maps)).exitCode).toBe(0);
  });

  it('is not 0 where only the schedule of a restore is left', async () => {
    const parked = sourceObject({ trigger: { schedule: '00 00 01 05 *' } });
    const on = async (words: string, ...maps: readonly ReturnType<typeof journalMap>[]) => {
      const cluster = new FakeCluster().put(resources.replicationSources, parked, sourceObject({}, {}, 'mail'));
      const io = new FakeIo({ cluster: cluster.put(resources.configMaps, ...maps) });
      return { exitCode: await run(['restore', 'status', '-n', 'home', ...words.split(' ')], io), out: io.out };
    };
    const { exitCode, out } = await on('web');
    expect([exitCode, out]).toEqual([10, expect.stringContaining('? ReplicationSource home/web is still parked\n')]);
    expect(out).toContain('  → kubectl edit replicationsource web -n home\n');
    const all = await on('-o json');
    expect([all.exitCode, JSON.parse(all.out)]).toMatchObject([10, { parkedSources: [{ name: 'web' }] }]);
    expect((await on('mail')).exitCode).toBe(0);
    const known = await on('-o json', journalMap('home', good));
    expect([known.exitCode, JSON.parse(known.out)]).toMatchObject([
      9,
      { restores: [{ app: 'web' }], parkedSources: [] },
    ]);
  });
});
