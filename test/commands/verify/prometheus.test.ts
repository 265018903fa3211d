import { describe, expect, it } from 'vitest';
import { verifyPrometheus } from '../../../src/commands/verify/prometheus.ts';
import { unknownApp, unprotected } from '../../../src/volsync/verdict.ts';
import { readMetrics } from '../../fakes/read-metrics.ts';
import { absent, hidden, reportOf, stale, web } from '../../fakes/verify-report.ts';

/** The values of one app, by the metric's name without its prefix; for states the current one. */
function valuesOf(app: typeof web): Readonly<Record<string, unknown>> {
  const own = readMetrics(verifyPrometheus(reportOf([app]))).filter(({ labels }) => labels['obj_name'] === app.name);
  return Object.fromEntries(
    own
      .filter(({ value, labels }) => value !== 0 || labels['verdict'] === undefined)
      .map(({ name, labels, value }) => [
        name.replace('volsyncctl_verify_', ''),
        labels['reason'] ?? labels['verdict'] ?? value,
      ]),
  );
}

describe('verifyPrometheus', () => {
  it('says of a protected app how old its data is, and how much', () => {
    expect(valuesOf(web)).toEqual({
      verdict: 'protected',
      warnings: 0,
      snapshots: 3,
      data_timestamp_seconds: 1_795_446_005,
      data_size_bytes: 1_288_490_189,
      data_files: 8112,
      seen_timestamp_seconds: 1_795_447_445,
    });
  });

  it('says of a stale one how old it is, and leaves out the size that is not known', () => {
    expect(valuesOf(stale)).toEqual({
      verdict: 'unprotected',
      problem_info: 'stale',
      warnings: 0,
      snapshots: 29,
      data_timestamp_seconds: 1_795_446_005,
      seen_timestamp_seconds: 1_795_447_445,
    });
  });

  it('says nothing of what was not seen', () => {
    expect(valuesOf(hidden)).toEqual({ verdict: 'unknown', problem_info: 'repository-unreachable', warnings: 0 });
  });

  it.each([
    unprotected('damaged', 'x'),
    unprotected('mismatch', 'x'),
    unprotected('empty-source', 'x'),
    unknownApp('shared-repository', 'x'),
    unknownApp('mismatch', 'dated in the future'),
    unknownApp('stale', 'no schedule'),
  ])('gives no age to a snapshot that does not count: $verdict, $reason', (judgement) => {
    const names = Object.keys(valuesOf({ ...web, ...judgement }));
    expect(names.filter((name) => name.startsWith('data_'))).toEqual([]);
  });

  it('says how the run ended, also where an app was not found', () => {
    const run = readMetrics(verifyPrometheus({ ...reportOf([web], [absent]), outcome: 'not-found' })).filter(
      ({ name }) => name.startsWith('volsyncctl_run_'),
    );
    expect(run).toEqual([
      { name: 'volsyncctl_run_timestamp_seconds', labels: { command: 'verify' }, value: 1_795_447_445 },
      { name: 'volsyncctl_run_exit_code', labels: { command: 'verify' }, value: 3 },
    ]);
  });
});
