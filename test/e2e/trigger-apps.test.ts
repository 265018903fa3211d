import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { sourceManifest } from '../lab/app-manifests.ts';
import { appDefaults } from '../lab/app-options.ts';
import { apply, patch } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { triggered } from './trigger-document.ts';

let fleet: string;
let odd: string;

beforeAll(async () => {
  [fleet, odd] = await Promise.all([createNamespace('trigger-apps'), createNamespace('trigger-odd')]);
  await Promise.all(['a', 'b', 'c'].map((name) => createApp({ name, namespace: fleet, bootstrap: false })));
  await createApp({ name: 'paused', namespace: fleet, bootstrap: false, source: { paused: true }, waitFor: 'nothing' });
});

afterAll(async () => {
  await Promise.all([fleet, odd].map(removeNamespace));
});

describe('several apps', () => {
  it('are all reported, at most --max-parallel at a time, and the worst is the exit code', async () => {
    const run = await triggered(['--all', '-n', fleet, '--max-parallel', '2']);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.apps.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['a', 'ok'],
      ['b', 'ok'],
      ['c', 'ok'],
      ['paused', 'refused'],
    ]);
    const spans = run.apps.slice(0, 3).map((app) => ({
      from: Date.parse(app.triggeredAt ?? ''),
      to: Date.parse(app.triggeredAt ?? '') + (app.waitedSeconds ?? 0) * 1000,
    }));
    const begins = spans.map(({ from }) => from).sort((x, y) => x - y);
    const firstEnd = Math.min(...spans.map(({ to }) => to));
    expect(begins[2]).toBeGreaterThanOrEqual(firstEnd - 2000); // both to the second
  });

  it('are selected by label; a missing name does not prevent the backup of others', async () => {
    await kubectl(['label', 'replicationsource', 'b', '-n', fleet, 'tier=critical']);
    const chosen = await volsyncctl(['trigger', '-l', 'tier=critical', '-n', fleet, '-o', 'name']);
    expect([chosen.exitCode, chosen.stdout], chosen.stderr).toEqual([0, 'replicationsource.volsync.backube/b']);
    const run = await triggered(['a', 'missing', '-n', fleet]);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.apps.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['a', 'ok'],
      ['missing', 'not-found'],
    ]);
  });

  it.each([
    ['no app at all', ['-n', 'FLEET'], 2],
    ['a label that nothing has', ['-l', 'tier=nothing', '-n', 'FLEET'], 3],
    ['a namespace that is not there', ['--all', '-n', 'no-such-namespace'], 3],
    ['no app at a time', ['a', '-n', 'FLEET', '--max-parallel', '0'], 2],
  ])('%s is no success', async (_, args, exitCode) => {
    const run = await volsyncctl(['trigger', ...args.map((arg) => (arg === 'FLEET' ? fleet : arg))]);
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stdout).toBe('');
  });
});

describe.concurrent('what cannot be proven is refused', () => {
  const restic = { repository: 'x-volsync-secret', copyMethod: 'Snapshot' };

  it.each([
    ['syncthing', 'unsupported-mover', { restic: null, syncthing: { serviceType: 'ClusterIP' } }],
    ['rclone', 'unsupported-mover', { restic: null, rclone: { copyMethod: 'Snapshot' } }],
    ['both', 'no-mover', { restic, rclone: { copyMethod: 'Snapshot' } }],
    ['external-too', 'no-mover', { restic, external: { provider: 'example.com/x' } }],
    ['no-copy-method', 'error', { restic: { copyMethod: null } }],
    ['broken-schedule', 'broken-schedule', { trigger: { schedule: '30 0 2 * * *' } }],
  ])('%s: %s', async (name, reason, source) => {
    // Without PVC and Secret, which are not even read.
    await apply([sourceManifest({ ...appDefaults(name, odd), source })]);
    const run = await triggered([name, '-n', odd]);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.apps[0]).toMatchObject({ outcome: 'refused', reason, tagEnd: 'not-set' });
  });

  it('warns if a GitOps tool owns the tag', async () => {
    const name = 'gitops';
    await createApp({ name, namespace: odd, bootstrap: false });
    const source = sourceManifest({ ...appDefaults(name, odd), schedule: null, manual: 'of-git' });
    const manifest = JSON.stringify(source);
    const flags = ['--server-side', '--force-conflicts', '--field-manager=kustomize-controller'];
    await kubectl(['apply', ...flags, '-f', '-'], manifest);
    await patch(['replicationsource', name, '-n', odd], { metadata: { labels: fluxLabels } });
    const run = await volsyncctl(['trigger', name, '-n', odd]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('Flux (Kustomization flux-system/apps) sets spec.trigger.manual');
  });
});

const fluxLabels = {
  'kustomize.toolkit.fluxcd.io/name': 'apps',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};
