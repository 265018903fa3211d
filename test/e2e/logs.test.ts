import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { setFault } from '../lab/fault.ts';
import { until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, said, start, volsyncctl } from './lab.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('logs');
  // An app with its bootstrap restore, and one that will have a wrong password.
  await Promise.all([
    createApp({ name: 'web', namespace }),
    createApp({ name: 'wrong', namespace, bootstrap: false, schedule: null }),
  ]);
});

afterAll(async () => {
  await removeNamespace(namespace);
});

const logs = (...args: string[]) => volsyncctl(['logs', ...args, '-n', namespace]);

describe('logs of an app that is idle', () => {
  it('are the stored tail on stdout, with a note on stderr about its limits and age', async () => {
    const { exitCode, stdout, stderr } = await logs('web');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^snapshot [0-9a-f]{8} saved$/m);
    expect(stdout).toMatch(/Restic completed in \d+s$/);
    expect(stderr).toMatch(/\/web has no mover now; the last sync completed \d+s ago\n/);
    expect(stderr).toContain('Only the end');
    expect((await logs('web', '--tail', '1')).stdout).toMatch(/^Restic completed in \d+s$/);
    expect((await logs('web', '-f')).stdout).toBe(stdout);
  });

  it('are those of the restore with --destination, by either name', async () => {
    const byApp = await logs('web', '--destination');
    expect(byApp.stdout).toContain('=== No data will be restored ===');
    expect(byApp.stderr).toContain(`${namespace}/web-bootstrap has no mover now`);
    expect((await logs('replicationdestination/web-bootstrap')).stdout).toBe(byApp.stdout);
    const hinted = await logs('web-bootstrap');
    expect(hinted.exitCode).toBe(3);
    expect(hinted.stderr).toContain('→ add --destination');
  });

  it('are one object per line with -o json, and nothing else on stdout', async () => {
    const { stdout } = await logs('web', '-o', 'json');
    const lines = stdout.split('\n').map((line) => JSON.parse(line) as { schema: string; app: string; line: string });
    expect(lines.every(({ schema, app }) => schema === 'volsyncctl/log-line/v1' && app === 'web')).toBe(true);
    expect(lines.at(-1)?.line).toMatch(/^Restic completed/);
  });
});

describe.concurrent('logs of a sync', () => {
  it('follow all containers from the first line to the end, and say how it ended', async () => {
    // The mover is unschedulable until somebody follows it: a short sync would end before a busy machine starts a
    // program.
    const label = `example.com/${namespace}`;
    await trigger('web', { restic: { moverAffinity: nodesWith(label) } });
    const following = start(['logs', 'web', '-f', '--timestamps', '-n', namespace]);
    await said(following.stderr, /waits: Unschedulable/);
    await kubectl(['label', 'nodes', '--all', `${label}=yes`]);
    const { exitCode, stdout, stderr } = await following;
    await kubectl(['label', 'nodes', '--all', `${label}-`]);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^\[jitter\] \d{4}-\d\d-\d\dT\S+Z Sleeping for \d seconds?$/);
    expect(lines.slice(1).every((line) => line.startsWith('[restic] '))).toBe(true);
    expect(lines.at(-1)).toMatch(/^\[restic\] \S+Z === Done ===$/);
    expect(new Set(lines).size).toBe(lines.length);
    expect(stderr).toMatch(/✔ \S+\/web: the sync completed after \d+\.\ds$/);

    const events = await logs('web', '--events', '-o', 'json');
    const told = events.stdout.split('\n').map((line) => JSON.parse(line) as Record<string, string>);
    expect(told.map(({ time = '' }) => time.slice(0, 19))).toEqual(
      told.map(({ time = '' }) => time.slice(0, 19)).sort(),
    );
    const objects = new Set(told.map(({ object = '' }) => object.replace(/-[a-z0-9]{5}$/, '')));
    for (const object of [
      'ReplicationSource/web',
      'Job/volsync-src-web',
      'Pod/volsync-src-web',
      'PersistentVolumeClaim/volsync-web-src',
      'VolumeSnapshot/volsync-web-src',
    ]) {
      expect(objects).toContain(object);
    }
    expect([...objects].filter((object) => object.includes('wrong'))).toEqual([]);
    expect((await logs('web', '--events', '--tail', '1')).stdout).toMatch(
      /^TIME {6}TYPE.*\n\d\d:\d\d:\d\d .*\n {4}\S+/,
    );
  });

  it("show VolSync's own log lines about this app only", async () => {
    const { exitCode, stdout } = await logs('web', '--controller', '-o', 'json');
    expect(exitCode).toBe(0);
    const entries = stdout
      .split('\n')
      .map((line) => JSON.parse(line) as { fields: object; level: string; pod: string });
    expect(entries.length).toBeGreaterThan(5);
    for (const { fields, level, pod } of entries) {
      expect(JSON.stringify(fields)).toContain(`"namespace":"${namespace}"`);
      expect(JSON.stringify(fields)).toContain('"name":"web"');
      expect(['debug', 'info', 'error']).toContain(level);
      expect(pod).toMatch(/^volsync-controller-manager-/);
    }
    const text = await logs('web', '--controller', '--volsync-namespace', 'volsync-system', '--tail', '2');
    expect(text.stdout.split('\n')).toHaveLength(2);
    expect(text.stdout).toMatch(/^\d\d:\d\d:\d\d {2}(?:debug|info |error) {2}\S/);
    const elsewhere = await logs('web', '--controller', '--volsync-namespace', 'default');
    expect(elsewhere.exitCode).toBe(3);
    expect(elsewhere.stderr).toContain("There is no Deployment of VolSync's controller in namespace default.");
  });

  it('continue over failed pods and a deleted Job, and stop on Ctrl-C', async () => {
    const target = { app: 'wrong', namespace };
    await setFault('wrong-password', 'on', target);
    await trigger('wrong');
    const followed = start(['logs', 'wrong', '-n', namespace, '-f']);
    const stopped = start(['logs', 'wrong', '-n', namespace, '-f', '-c', 'restic']);
    let said = '';
    followed.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const failures = () => [...said.matchAll(/restic in (\S+) failed with exit code 3/g)].map(([, pod]) => pod);
    await until('two pods have failed', () => Promise.resolve(failures().length >= 2));
    expect(said).toContain('the password does not open the repository');

    const now = await logs('wrong');
    expect(now.exitCode).toBe(0);
    const order = failures().map((pod) => now.stderr.indexOf(`restic in ${String(pod)} failed`));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(now.stdout.match(/\[restic\] Fatal: wrong password or no key found/g)?.length).toBeGreaterThanOrEqual(2);
    const missing = await logs('wrong', '-c', 'nothing');
    expect(missing.exitCode).toBe(3);
    expect(missing.stderr).toContain('There are: jitter, restic');

    const stopping = Date.now();
    stopped.kill('SIGINT');
    const end = await stopped;
    expect(end.exitCode).toBe(130);
    expect(Date.now() - stopping).toBeLessThan(20_000);
    expect(end.stderr).toContain(`Stopped following; the sync of ${namespace}/wrong continues.`);
    expect(end.stdout).not.toContain('Sleeping');

    await setFault('wrong-password', 'off', target);
    await kubectl(['delete', 'job', 'volsync-src-wrong', '-n', namespace]);
    const { exitCode, stdout, stderr } = await followed;
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/\[restic\] === Done ===$/);
    expect(stderr).toMatch(/✔ \S+\/wrong: the sync completed after/);
  });
});

describe.concurrent('logs that are not available', () => {
  it('are those of a missing app: exit code 3 and similar names', async () => {
    const { exitCode, stdout, stderr } = await logs('wbe');
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('There are: web, wrong');
  });

  it('are in a missing namespace', async () => {
    const { exitCode, stderr } = await volsyncctl(['logs', 'web', '-n', 'logs-nowhere']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('There is no namespace "logs-nowhere"');
  });

  it('are forbidden: exit code 5, the right, and how to get it', async () => {
    const { exitCode, stderr } = await logs('web', '--context', 'nobody');
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`cannot get replicationsources.volsync.backube "web" in namespace ${namespace}`);
    expect(stderr).toContain(`volsyncctl --context nobody rbac logs -n ${namespace}`);
  });
});

async function trigger(app: string, change: object = {}): Promise<void> {
  const spec = { ...change, trigger: { manual: `logs-${Date.now()}` } };
  const patch = JSON.stringify({ spec });
  await kubectl(['patch', 'replicationsource', app, '-n', namespace, '--type=merge', '-p', patch]);
}

function nodesWith(label: string): object {
  const terms = [{ matchExpressions: [{ key: label, operator: 'Exists' }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
}
