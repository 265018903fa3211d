import { describe, expect, it } from 'vitest';
import { prometheusText, stateSeries, unixSeconds } from '../../src/text/prometheus.ts';
import { hostile } from '../fakes/verify-report.ts';
import { readMetrics } from '../fakes/read-metrics.ts';

const metric = (labels: Readonly<Record<string, string>>, value: number | undefined) =>
  prometheusText([{ name: 'volsyncctl_x_seconds', help: 'X.', series: [{ labels, value }] }]);

describe('prometheusText', () => {
  it('writes a metric with what it means and its type', () => {
    expect(metric({ obj_name: 'web' }, 1.5)).toBe(
      '# HELP volsyncctl_x_seconds X.\n# TYPE volsyncctl_x_seconds gauge\nvolsyncctl_x_seconds{obj_name="web"} 1.5\n',
    );
  });

  it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    'leaves out %s, and a metric of which nothing is known',
    (value) => {
      expect(metric({ obj_name: 'web' }, value)).toBe('');
    },
  );

  it.each([
    ['a quote', 'a"b', 'a"b'],
    ['a backslash at the end', 'a\\', 'a\\'],
    ['a forged line', 'a"} 1\nvolsyncctl_run_exit_code 0\n#', 'a"} 1\nvolsyncctl_run_exit_code 0\n#'],
    ['what steers a terminal', hostile, 'abcde\nf ]]> <x y="z"> & \'\ufffe\uffff\ufffdg'],
  ])('keeps %s within its label', (_what, value, read) => {
    const [one, ...others] = readMetrics(metric({ obj_name: value }, 1));
    expect(others).toEqual([]);
    expect(one?.labels).toEqual({ obj_name: read });
  });

  it('writes one series where two have the same labels: the collector would refuse all of them', () => {
    const series = [1, 2].map((value) => ({ labels: { obj_name: 'web' }, value }));
    const text = prometheusText([{ name: 'volsyncctl_x', help: 'X.', series }]);
    expect(readMetrics(text)).toMatchObject([{ value: 1 }]);
  });
});

describe('stateSeries', () => {
  it('is 1 for the state and 0 for the others', () => {
    expect(stateSeries({ a: 'b' }, { name: 'level', states: ['bad', 'ok'], state: 'ok' })).toEqual([
      { labels: { a: 'b', level: 'bad' }, value: 0 },
      { labels: { a: 'b', level: 'ok' }, value: 1 },
    ]);
  });
});

describe('unixSeconds', () => {
  it('counts as Prometheus does', () => {
    expect(unixSeconds(new Date('2026-11-23T15:24:00Z'))).toBe(1_795_447_440);
    expect(unixSeconds(undefined)).toBeUndefined();
  });
});
