import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { drillWorld, leftIn } from '../../fakes/drill-world.ts';
import type { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import type { FakeRestore } from '../../fakes/fake-restore.ts';
import { unframed } from '../../fakes/unframed.ts';

const silent = new Failure('unreachable', 'The API server 10.9.0.4:6443 did not answer within 10s.');

function clusterOf(uid: string, restore: FakeRestore = {}) {
  const { cluster } = drillWorld({}, restore);
  return cluster.put(resources.namespaces, { metadata: { name: 'kube-system', uid } });
}

async function typed(
  line: string,
  options: FakeIoOptions = {},
  clusters = { home: clusterOf('u1'), office: clusterOf('u2') },
) {
  const all = { home: clusters.home, attic: silent, office: clusters.office };
  const io = new FakeIo({ clusters: all, speed: 20, now: new Date('2026-11-23T15:24:00Z'), ...options });
  const exitCode = await run(['drill', ...line.split(' '), '-n', 'home', '--mover-image', 'mover'], io);
  for (const cluster of Object.values(clusters)) expect([cluster.openStreams, leftOf(cluster)]).toEqual([0, []]);
  const drills = Object.values(clusters).map((cluster) => restoresOf(cluster));
  return { exitCode, out: io.out, err: io.err, questions: io.questions, drills };
}

/** The pod of a mover that fails may come when all is over. */
const leftOf = (cluster: FakeCluster) => leftIn(cluster).filter((name) => !name.endsWith('-stuck'));

/** How many restores a cluster was asked for. */
const restoresOf = ({ calls }: ReturnType<typeof clusterOf>) =>
  calls.filter(
    ({ verb, kind, isDryRun }) =>
      verb === 'create' && kind === resources.replicationDestinations.plural && isDryRun !== true,
  ).length;

describe('drill in several contexts', () => {
  it('asks once, with one plan that names every cluster, and shows one table', async () => {
    const { exitCode, out, err, questions, drills } = await typed('web --all-contexts', { answers: [true] });
    expect([exitCode, questions, drills]).toEqual([10, ['Drill 2 apps in home and office?'], [1, 1]]);
    expect(unframed(err)).toMatch(/Will happen in home:\n[^]*Will happen in office:\n[^]*✗ attic: The API server/);
    expect(out).toMatch(/^CONTEXT +APP +VERDICT/);
    expect(out).toMatch(
      /^home +home\/web +✔ protected +724684cd[^]*^attic +\? unknown$[^]*^office +home\/web +✔ protected/m,
    );
    expect(out).toMatch(/\n2 protected · 2 of 3 clusters examined · \d+s\n$/);
  });

  it('makes nothing anywhere where that is declined, or nobody can be asked', async () => {
    const declined = await typed('web --all-contexts', { answers: [false] });
    expect([declined.exitCode, declined.drills]).toEqual([130, [0, 0]]);
    const refused = await typed('web --all-contexts');
    expect([refused.exitCode, refused.drills]).toEqual([4, [0, 0]]);
    expect(refused.err).toContain('2 scratch PVCs would be made and filled');
  });

  it('is one document, of a dry run too', async () => {
    const planned = await typed('web --context home,office --dry-run -o json');
    expect([planned.exitCode, planned.drills]).toEqual([0, [0, 0]]);
    expect(JSON.parse(planned.out)).toMatchObject({
      ...{ schema: 'volsyncctl/drill/v1', isDryRun: true, apps: [] },
      planned: [{ context: 'home', name: 'web' }, { context: 'office' }],
    });
    const done = await typed('web --all-contexts --yes -o json');
    expect(JSON.parse(done.out)).toMatchObject({
      ...{ isDryRun: false, outcome: 'unknown' },
      apps: [{ context: 'home', verdict: 'protected' }, { context: 'office' }],
      contexts: [{ outcome: 'ok' }, { context: 'attic', outcome: 'unknown' }, { outcome: 'ok' }],
    });
  });

  it('has the other forms', async () => {
    const names = await typed('web --context home,office --yes -o name');
    expect(names.out).toBe('--context=home home/web\n--context=office home/web\n');
    expect((await typed('web --all-contexts --yes -o markdown')).out).toMatch(
      /^# volsyncctl drill in home$[^]*^# volsyncctl drill in attic$[^]*^# volsyncctl drill in office$[^]*✔ protected/m,
    );
  });

  it('says what fails in one cluster, and drills in the others', async () => {
    const restore = { failing: [['ignoring error for /file: ciphertext verification failed']], isStuck: true };
    const clusters = { home: clusterOf('u1'), office: clusterOf('u2', restore) };
    const { exitCode, out } = await typed('web --context home,office --yes', {}, clusters);
    expect(exitCode).toBe(9);
    expect(out).toMatch(
      /^home +home\/web +✔ protected[^]*^office +home\/web +✗ unprotected[^]*the repository is damaged/m,
    );
  });

  it('restores a snapshot once where two contexts lead to the same cluster', async () => {
    const { out, drills } = await typed(
      'web --context home,office --yes',
      {},
      { home: clusterOf('u1'), office: clusterOf('u1') },
    );
    expect(drills).toEqual([1, 0]);
    expect(out).toMatch(/^office +· as home\n {4}the same cluster as home, examined once$/m);
  });
});
