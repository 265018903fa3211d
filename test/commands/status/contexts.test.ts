import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { readMetrics } from '../../fakes/read-metrics.ts';

const now = new Date('2026-11-23T15:24:00Z');
const parked = { trigger: { schedule: '0 * * * *', manual: 'x' } };

/** A cluster of its own, with one app. */
function clusterOf(uid: string, app: string, spec: object = {}): FakeCluster {
  return new FakeCluster()
    .put(resources.namespaces, { metadata: { name: 'kube-system', uid } })
    .put(resources.replicationSources, sourceObject(spec, 'trigger' in spec ? { lastManualSync: 'x' } : {}, app));
}

const silent = new Failure('unreachable', 'The API server 10.9.0.4:6443 did not answer within 10s.', {
  hint: 'check the cluster, then volsyncctl status -A',
});

function worlds(): Record<string, FakeCluster | Failure> {
  return { home: clusterOf('u1', 'web'), attic: silent, office: clusterOf('u2', 'mail', parked) };
}

async function typed(line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo({ clusters: worlds(), now, ...options });
  const exitCode = await run(['status', ...line.split(' ')], io);
  return { exitCode, out: io.out, err: io.err };
}

describe('status in several contexts', () => {
  it('is one table in the order of the contexts, with what one cannot say in its place', async () => {
    const { exitCode, out, err } = await typed('-A --context home,attic --context office');
    expect([exitCode, err]).toEqual([10, '']);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^CONTEXT +NAMESPACE +APP +STATE +LAST SYNC/);
    expect(lines[1]).toMatch(/^home +home +web +✔ idle/);
    expect(lines[2]).toMatch(/^attic +\? unknown$/);
    expect(lines[3]).toBe('    The API server 10.9.0.4:6443 did not answer within 10s.');
    expect(lines[4]).toBe('    → check the cluster, then volsyncctl --context attic status -A');
    expect(lines[5]).toMatch(/^office +home +mail +! parked/);
    expect(out).toContain('→ volsyncctl --context office trigger mail -n home --unpark');
    expect(lines.at(-2)).toBe('2 of 3 clusters examined');
    expect(out).toContain('\n2 apps · 1 ok · 1 parked\n');
  });

  it.each([
    ['--all-contexts -A --fail-on parked', 9],
    ['--all-contexts -A --fail-on failing', 10],
    ['--context home,office -A', 0],
    ['--context attic --context home -A', 10],
    ['--context home,office mail -n home', 3],
  ])('%s ends with %i', async (line, code) => {
    expect((await typed(line)).exitCode).toBe(code);
  });

  it('ends as one context would where no cluster answers', async () => {
    const clusters = { a: silent, b: new Failure('forbidden', 'signed out') };
    const { exitCode, out } = await typed('-A --all-contexts', { clusters });
    expect(exitCode).toBe(6);
    expect(out).toMatch(/^a +\? unknown\n[^]*^b +\? unknown\n[^]*0 of 2 clusters examined\n$/m);
  });

  it('is one document, whose hints reach the cluster they are about', async () => {
    const { exitCode, out, err } = await typed('-A --all-contexts --kubeconfig k -o json');
    expect([exitCode, err]).toEqual([10, '']);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'volsyncctl/status/v1',
      counts: { sources: { total: 2 } },
      sources: [
        { context: 'home', name: 'web' },
        {
          context: 'office',
          name: 'mail',
          problems: [{ hint: 'volsyncctl --kubeconfig k --context office trigger mail -n home --unpark' }],
        },
      ],
      contexts: [
        { context: 'home' },
        { context: 'attic', outcome: 'unknown', error: { kind: 'unreachable', exitCode: 6 } },
        { context: 'office' },
      ],
    });
    expect(JSON.parse((await typed('-A --all-contexts --fail-on parked -o json')).out)).toMatchObject({
      contexts: [{ outcome: 'ok' }, { outcome: 'unknown' }, { outcome: 'unprotected' }],
    });
  });

  it('has the other forms that scripts read', async () => {
    const names = await typed('-A --all-contexts -o name');
    expect(names.out).toBe('--context=home home/web\n--context=office home/mail\n');
    expect(names.err).toMatch(/^✗ attic: The API server .*\n {2}→ .* volsyncctl --context attic status -A\n$/);
    const { series } = { series: readMetrics((await typed('-A --all-contexts -o prometheus')).out) };
    const examined = series.filter(({ name }) => name === 'volsyncctl_context_examined');
    expect(examined.map(({ labels, value }) => [labels['context'], value])).toEqual([
      ['home', 1],
      ['attic', 0],
      ['office', 1],
    ]);
    expect(series).toContainEqual({
      name: 'volsyncctl_status_level',
      labels: { context: 'office', obj_namespace: 'home', obj_name: 'mail', role: 'source', level: 'warning' },
      value: 1,
    });
    const rows = await typed('-A --all-contexts --no-headers');
    expect(rows.out).toMatch(/^home .*\nattic +\? unknown\noffice .*\n$/);
    expect(rows.err).toContain('✗ attic: The API server');
  });

  it('sorts over all contexts', async () => {
    const { out } = await typed('-A --all-contexts --sort-by .name --no-headers');
    expect(out).toMatch(/^office .*mail.*\nhome .*web.*\nattic .*\n$/);
  });

  it('shows everything about an app in each', async () => {
    const { exitCode, out, err } = await typed('web -n home --context home,attic,office');
    expect(exitCode).toBe(3);
    expect(out).toMatch(
      /^Context home\nhome\/web {2}✗ [^]*kubectl --context home get pvc[^]*^attic +\? unknown\n[^]*^office +✗ not found\n/m,
    );
    expect(err).toBe('');
  });

  it('examines a cluster once that two contexts lead to, and says of an empty one that it is', async () => {
    const clusters = {
      home: clusterOf('u1', 'web'),
      again: clusterOf('u1', 'web'),
      empty: new FakeCluster().put(resources.namespaces, { metadata: { name: 'kube-system', uid: 'u3' } }),
    };
    const { exitCode, out } = await typed('-A --all-contexts', { clusters });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^again +· as home\n {4}the same cluster as home, examined once$/m);
    expect(out).toMatch(/^empty +· no apps$/m);
    expect(out).toContain('\n1 app · 1 ok\n2 clusters examined\n');
    expect(clusters.again.count('list')).toBe(0);
  });

  it('refuses to follow several', async () => {
    const { exitCode, err } = await typed('-A --all-contexts --watch');
    expect([exitCode, err]).toEqual([2, '✗ --watch and several contexts cannot be combined\n  → name one --context\n']);
  });
});
