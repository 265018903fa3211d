import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { runPods } from '../../fakes/helper-pod-world.ts';
import { readMetrics } from '../../fakes/read-metrics.ts';
import { answerOf } from '../../fakes/repository-answers.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../fakes/repository-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const good = printedSnapshots(snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') }));

/** A cluster of its own, with one app and the snapshots of its repository. */
function clusterOf(uid: string, app: string, snapshots: string): FakeCluster {
  return runPods(new FakeCluster(), (container) => answerOf(container, { output: [snapshots] }))
    .put(resources.namespaces, { metadata: { name: 'kube-system', uid } })
    .put(resources.replicationSources, sourceObject({}, {}, app));
}

const silent = new Failure('unreachable', 'The API server 10.9.0.4:6443 did not answer within 10s.');
const worlds = () => ({ home: clusterOf('u1', 'web', good), attic: silent, office: clusterOf('u2', 'mail', '[]') });

async function typed(line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo({ clusters: worlds(), now, ...options });
  const exitCode = await run(['verify', '--mover-image', 'volsync:0.16.0', ...line.split(' ')], io);
  return { exitCode, out: io.out, err: io.err };
}

describe('verify in several contexts', () => {
  it('is one table; what is unprotected is not hidden by a cluster that does not answer', async () => {
    const { exitCode, out, err } = await typed('-A --all-contexts');
    expect(exitCode).toBe(9);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^CONTEXT +APP +VERDICT +SNAPSHOT/);
    expect(lines[1]).toMatch(/^home +home\/web +✔ protected +724684cd/);
    expect(out).toMatch(/^attic +\? unknown\n[^]*^office +home\/mail +✗ unprotected/m);
    expect(out).toContain('→ volsyncctl --context office trigger mail -n home');
    expect(lines.at(-2)).toBe('1 unprotected · 1 protected · 2 of 3 clusters examined · 2 pods, 0ms');
    expect(err).toMatch(/^► reading the repositories of 3 clusters: pod (home|office): home\/volsyncctl-verify-/m);
  });

  it.each([
    ['--context home --context attic -A', 10],
    ['--context home -A', 0],
    ['--context home,office web -n home', 3],
  ])('%s ends with %i', async (line, code) => {
    const { exitCode, out } = await typed(line);
    expect([exitCode, out.startsWith('CONTEXT')]).toEqual([code, line.includes(',') || line.includes('attic')]);
  });

  it('leaves with --quiet only what does not pass', async () => {
    const { out } = await typed('-A --all-contexts -q');
    expect(out).toMatch(/^attic .*\n[^]*^office /m);
    expect(out).not.toMatch(/^home /m);
    expect(
      (await typed('-A --context home,office -q', { clusters: { ...worlds(), office: clusterOf('u3', 'a', good) } }))
        .out,
    ).toBe('');
  });

  it('is one document', async () => {
    expect(JSON.parse((await typed('-A --all-contexts -o json')).out)).toMatchObject({
      schema: 'volsyncctl/verify/v1',
      outcome: 'unprotected',
      pods: [{ context: 'home' }, { context: 'office' }],
      apps: [
        { context: 'home', name: 'web', verdict: 'protected' },
        { context: 'office', name: 'mail', hint: 'volsyncctl --context office trigger mail -n home' },
      ],
      contexts: [
        { context: 'home', outcome: 'ok' },
        { context: 'attic', outcome: 'unknown', error: { kind: 'unreachable' } },
        { context: 'office', outcome: 'unprotected' },
      ],
    });
  });

  it('has the other forms that scripts read', async () => {
    expect((await typed('-A --all-contexts -o name')).out).toBe(
      '--context=home home/web\n--context=office home/mail\n',
    );
    const { out } = await typed('-A --all-contexts -o junit');
    expect(out).toMatch(/<testsuite name="volsyncctl verify in home" tests="1" failures="0" errors="0"/);
    expect(out).toMatch(/<testcase name="mail" classname="office\/home">\s*<failure/);
    expect(out).toMatch(
      /in attic" tests="1" failures="0" errors="1"[^]*classname="attic\/volsyncctl">\s*<error type="unreachable"/,
    );
    const series = readMetrics((await typed('-A --all-contexts -o prometheus')).out);
    expect(series).toContainEqual({
      name: 'volsyncctl_verify_verdict',
      labels: { context: 'office', obj_namespace: 'home', obj_name: 'mail', verdict: 'unprotected' },
      value: 1,
    });
    expect(series).toContainEqual({ name: 'volsyncctl_run_exit_code', labels: { command: 'verify' }, value: 9 });
  });

  it('looks into the repositories of a cluster once, unless the first of its contexts could not', async () => {
    const [home, again] = [clusterOf('u1', 'web', good), clusterOf('u1', 'web', good)];
    expect((await typed('-A --all-contexts', { clusters: { home, again } })).out).toMatch(
      /^again +· as home\n {4}the same cluster as home, examined once$/m,
    );
    expect([home.count('create', resources.pods), again.count('create', resources.pods)]).toEqual([1, 0]);
    const blind = clusterOf('u1', 'web', good).forbid({ verb: 'list', resource: 'replicationsources' });
    const { exitCode, out } = await typed('-A --all-contexts', { clusters: { blind, again } });
    expect(exitCode).toBe(10);
    expect(out).toMatch(/^blind +\? unknown$/m);
    expect(out).toMatch(/^again +home\/web +✔ protected/m);
    expect(out).toMatch(/→ ask an administrator .* volsyncctl --context blind rbac verify -A/);
  });

  it('keeps two namespaces of one cluster apart', async () => {
    const [home, media] = [clusterOf('u1', 'web', good), clusterOf('u1', 'web', '[]')];
    Object.assign(home, { namespace: 'home' });
    Object.assign(media, { namespace: 'media' });
    const { exitCode, out } = await typed('--all-contexts', { clusters: { home, media } });
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^media +✗ not found$/m);
  });

  it('ends everywhere when it is interrupted, and leaves nothing', async () => {
    const stop = new AbortController();
    const hanging = runPods(new FakeCluster(), () => undefined)
      .put(resources.namespaces, { metadata: { name: 'kube-system', uid: 'u9' } })
      .put(resources.replicationSources, sourceObject());
    hanging.afterCreate(resources.pods, () => stop.abort());
    const clusters = { ...worlds(), hanging };
    const { exitCode, out } = await typed('-A --all-contexts', { clusters, signal: stop.signal });
    expect([exitCode, out]).toEqual([130, '']);
    for (const one of [clusters.home, clusters.office, hanging]) expect(one.stored(resources.pods)).toEqual([]);
  });
});
