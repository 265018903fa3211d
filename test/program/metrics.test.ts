import { drilledSource, provenDrill } from '../fakes/drilled-source.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Failure } from '../../src/errors.ts';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../fakes/fake-io.ts';
import { destinationObject, emptyLog, sourceObject } from '../fakes/fleet-objects.ts';
import { runPods } from '../fakes/helper-pod-world.ts';
import { readMetrics, type ReadSeries } from '../fakes/read-metrics.ts';
import { answerOf, secretOf } from '../fakes/repository-answers.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../fakes/repository-objects.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const now = new Date('2026-11-23T15:24:00Z');
const good = printedSnapshots(snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') }));

/** One app that is backed up, one whose last sync found nothing, and the destination that the first was restored by. */
function fleet(): FakeCluster {
  return runPods(new FakeCluster(), (container) =>
    answerOf(container, { output: [secretOf(container) === 'web-volsync' ? good : '[]'] }),
  ).put(
    resources.replicationSources,
    sourceObject(),
    sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } }, 'mail'),
  );
}

async function metricsOf(line: string, cluster: FakeCluster | 'none' = fleet(), options: FakeIoOptions = {}) {
  const io = new FakeIo({ now, ...(cluster !== 'none' && { cluster }), ...options });
  const exitCode = await run([...line.split(' '), '-o', 'prometheus'], io);
  return { exitCode, err: io.err, out: io.out, series: readMetrics(io.out) };
}

/** For one app, by the metric's name without its prefix; for states the current one. */
function ofApp(series: readonly ReadSeries[], app: string, role = 'source'): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    series
      .filter(({ labels }) => labels['obj_name'] === app && (labels['role'] ?? role) === role)
      .filter(({ value, labels }) => value !== 0 || labels['level'] === undefined)
      .map(({ name, labels, value }) => [
        name.replace('volsyncctl_status_', ''),
        labels['reason'] ?? labels['level'] ?? value,
      ]),
  );
}

describe('status -o prometheus', () => {
  it('gives the age of data only where the log names the snapshot', async () => {
    const cluster = fleet().put(resources.replicationDestinations, destinationObject());
    const { series, exitCode, err } = await metricsOf('status -A', cluster);
    expect([exitCode, err]).toEqual([0, '']);
    expect(ofApp(series, 'web')).toEqual({
      level: 'ok',
      last_sync_timestamp_seconds: 1_795_446_012,
      last_sync_duration_seconds: 12.4,
      next_sync_timestamp_seconds: 1_795_449_600,
      data_timestamp_seconds: 1_795_446_000,
      due_timestamp_seconds: 1_795_453_200,
    });
    const { data_timestamp_seconds: age, ...mail } = ofApp(series, 'mail');
    expect([age, mail['level'], mail['problem_info']]).toEqual([undefined, 'bad', 'empty-source']);
    expect(ofApp(series, 'web-bootstrap', 'destination')).toMatchObject({ level: 'ok' });
  });

  it('counts in the exit code what --fail-on asks, and says what could not be read', async () => {
    const cluster = fleet();
    const list = cluster.list.bind(cluster);
    cluster.list = async (resource, ...more) => {
      if (resource.kind === 'ReplicationDestination') throw new Failure('forbidden', 'no permission');
      return list(resource, ...more);
    };
    const { series, exitCode } = await metricsOf('status -A --fail-on stale', cluster);
    expect(exitCode).toBe(10);
    expect(series).toContainEqual({ name: 'volsyncctl_run_exit_code', labels: { command: 'status' }, value: 10 });
    expect(series).toContainEqual({
      name: 'volsyncctl_status_unread_info',
      labels: { kind: 'ReplicationDestination', reason: 'forbidden' },
      value: 1,
    });
  });

  it.each(['--watch', '--busy'])('is refused with %s', async (flag) => {
    expect(await metricsOf(`status -A ${flag}`)).toMatchObject({ exitCode: 2, out: '' });
  });
});

describe('a run that could not look', () => {
  it.each([
    ['verify -A', 'none', 6],
    ['status -A', 'none', 6],
    ['verify nobody -n home', fleet(), 3],
    ['status nobody -n home', fleet(), 3],
  ] as const)('%s says so by its exit code', async (line, cluster, exitCode) => {
    const seen = await metricsOf(line, cluster);
    expect(seen.exitCode).toBe(exitCode);
    expect(seen.err).toMatch(/^✗ /);
    const [command = ''] = line.split(' ');
    expect(seen.series).toEqual([
      { name: 'volsyncctl_run_timestamp_seconds', labels: { command }, value: 1_795_447_440 },
      { name: 'volsyncctl_run_exit_code', labels: { command }, value: exitCode },
    ]);
  });

  it('says so where it is interrupted', async () => {
    const seen = await metricsOf('verify -A', fleet(), { signal: AbortSignal.abort() });
    expect(seen.series).toContainEqual({ name: 'volsyncctl_run_exit_code', labels: { command: 'verify' }, value: 130 });
  });

  it.each(['trigger web', 'verify -A --nonsense', 'doctor'])('writes none for %s, which has none', async (line) => {
    expect(await metricsOf(line)).toMatchObject({ exitCode: 2, out: '' });
  });
});

describe('docs/metrics.md', () => {
  const rows = [...read('docs/metrics.md').matchAll(/^\| `(volsyncctl_\w+)` \| (.*?) \|/gm)].map(
    ([, name = '', labels = '']) => `${name} ${labels}`,
  );

  it('names every metric with its labels, and no other', async () => {
    const cluster = fleet()
      .put(resources.replicationDestinations, destinationObject())
      .put(resources.replicationSources, drilledSource({ verdict: 'protected', proven: provenDrill }));
    const texts = await Promise.all(
      ['verify -A --mover-image x', 'status -A'].map(async (line) => metricsOf(line, cluster)),
    );
    const gaps = [
      'volsyncctl_status_unread_info `kind`, `reason`',
      'volsyncctl_status_open_restore_info `obj_namespace`, `obj_name`',
      'volsyncctl_context_examined `context`',
    ];
    const seen = texts
      .flatMap(({ series }) => series)
      .map(
        ({ name, labels }) =>
          `${name} ${Object.keys(labels)
            .map((label) => `\`${label}\``)
            .join(', ')}`,
      );
    expect(rows.toSorted()).toEqual([...new Set([...seen, ...gaps])].sort());
  });

  it('is all that the alerts and the dashboard ask for', () => {
    const names = new Set(rows.map((row) => row.split(' ')[0]));
    for (const file of ['deploy/prometheus/alerts.yaml', 'deploy/prometheus/dashboard.json']) {
      const used = [...read(file).matchAll(/volsyncctl_\w+/g)].map(([name]) => name);
      expect(used.length).toBeGreaterThan(5);
      expect(used.filter((name) => !names.has(name))).toEqual([]);
      expect(() => parse(read(file)) as unknown).not.toThrow();
    }
  });
});
