import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { readMetrics } from '../fakes/read-metrics.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';
import { promtool } from './promtool.ts';

let namespace: string;
let checker: string;

beforeAll(async () => {
  [namespace, checker] = await Promise.all([createNamespace('metrics'), promtool()]);
  await createApp({ name: 'web', namespace, bootstrap: false, schedule: null });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('-o prometheus on the lab', () => {
  it.each(['status', 'verify --max-age 1h'])(
    '%s is accepted by promtool, and has the same exit code as without it',
    async (command) => {
      const [asked, other] = await Promise.all([
        volsyncctl([...command.split(' '), '-n', namespace, '-o', 'prometheus']),
        volsyncctl([...command.split(' '), '-n', namespace, '-o', 'json']),
      ]);
      expect(asked.exitCode).toBe(other.exitCode);
      const checked = await execa(checker, ['check', 'metrics'], { input: `${asked.stdout}\n`, reject: false });
      expect([checked.exitCode, checked.stderr + checked.stdout]).toEqual([0, '']);
      const values = readMetrics(`${asked.stdout}\n`).filter(({ labels }) => labels['obj_name'] === 'web');
      expect(values.map(({ name }) => name)).toContainEqual(expect.stringMatching(/_data_timestamp_seconds$/));
    },
  );

  it('reports in a metric that the cluster could not be reached', async () => {
    const { exitCode, stdout } = await volsyncctl(['verify', '-A', '-o', 'prometheus', '--kubeconfig', '/nowhere']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('volsyncctl_run_exit_code{command="verify"} 6');
  });
});

describe('report on the lab', () => {
  it('judges like verify, and draws the existing snapshot', async () => {
    const args = ['web', '-n', namespace, '--max-age', '1h'];
    const [html, json] = await Promise.all([
      volsyncctl(['report', ...args]),
      volsyncctl(['report', ...args, '-o', 'json']),
    ]);
    expect([html.exitCode, json.exitCode], html.stderr).toEqual([0, 0]);
    expect(html.stdout).toMatch(/^<!DOCTYPE html>[^]*aria-label="1 backup since [^]*<\/html>$/);
    const { apps } = JSON.parse(json.stdout) as { apps: { verdict: string; snapshots: object[] }[] };
    expect(apps).toMatchObject([{ verdict: 'protected', snapshots: [{ isBackup: true, files: 3, bytes: 3072 }] }]);
  });
});

describe('the alert rules', () => {
  it('are accepted by promtool, and fire exactly when they should', async () => {
    const cwd = path.resolve(import.meta.dirname, '../../deploy/prometheus');
    const { stdout } = await execa(checker, ['check', 'rules', 'alerts.yaml'], { cwd });
    expect(stdout).toContain('SUCCESS: 8 rules found');
    expect((await execa(checker, ['test', 'rules', 'alerts.test.yaml'], { cwd })).exitCode).toBe(0);
  });
});
