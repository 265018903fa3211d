import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { setFault } from '../lab/fault.ts';
import { getJson, until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, volsyncctl } from './lab.ts';
import { fileIn, snapshotsOf } from './repository.ts';

interface Source {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly trigger: object };
  readonly status: {
    readonly lastSyncStartTime?: string;
    readonly lastSyncTime: string;
    readonly nextSyncTime: string;
  };
}

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('suspend');
  await createApp({ name: 'web', namespace, bootstrap: false, schedule: '* * * * *' });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('status --busy', () => {
  it('shows who syncs, and waits for the end', async () => {
    await setFault('snapshot-slow', 'on', { namespace });
    const started = await volsyncctl(['trigger', 'web', '-n', namespace, '--no-wait']);
    expect(started.exitCode, started.stderr).toBe(0);
    const busy = await volsyncctl(['status', '-n', namespace, '--busy']);
    expect(busy.exitCode, busy.stderr).toBe(9);
    expect(busy.stdout).toMatch(new RegExp(`⟳ ${namespace}/web {2}syncing since .* ago\\), will end`));
    const late = await volsyncctl(['status', 'web', '-n', namespace, '--busy', '--wait', '1s']);
    expect(late.exitCode, late.stderr).toBe(7);
    await setFault('snapshot-slow', 'off', { namespace });
  });
});

describe('suspend', () => {
  it('makes no scheduled backup over a minute, and no late one afterwards', async () => {
    const suspended = await volsyncctl(['suspend', 'web', '-n', namespace, '--for', '2h', '--reason', 'upgrade']);
    expect(suspended.exitCode, suspended.stderr).toBe(0);
    const idle = await volsyncctl(['status', '-n', namespace, '--busy', '--wait', '2m']);
    expect(idle.exitCode, idle.stderr).toBe(0);
    const before = await source();
    const snapshots = (await snapshotsOf(namespace, 'web')).map(({ id }) => id);
    expect(Date.parse(before.status.nextSyncTime)).toBeGreaterThan(Date.now() + 20 * 24 * 3_600_000);
    await kubectl(['exec', '-n', namespace, 'deploy/web', '--', 'sh', '-c', 'echo late >/data/late']);
    // Longer than a minute, so that a run is due whenever it begins.
    await sleep(65_000);
    const after = await source();
    expect(after.status).toMatchObject({ lastSyncTime: before.status.lastSyncTime });
    expect(after.status.lastSyncStartTime).toBeUndefined();
    expect((await snapshotsOf(namespace, 'web')).map(({ id }) => id)).toEqual(snapshots);
    expect(await kubectl(['get', 'jobs,volumesnapshots', '-n', namespace, '-o', 'name'])).toBe('');
    expect((await volsyncctl(['status', '-n', namespace])).stdout).toMatch(/suspended by \S+ \(upgrade\) until 20/);

    const resumed = await volsyncctl(['resume', 'web', '-n', namespace]);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    const given = await source();
    expect(given.spec.trigger).toEqual({ schedule: '* * * * *' });
    expect(given.metadata.annotations?.['volsyncctl/suspended']).toBeUndefined();
    // VolSync's forget keeps one snapshot per hour: a new one replaces the previous one.
    const newest = async () => (await snapshotsOf(namespace, 'web')).find(({ id }) => !snapshots.includes(id));
    await until('a snapshot is made', async () => (await newest()) !== undefined);
    const added = await newest();
    expect(await fileIn(namespace, 'web', added?.id ?? '', 'late')).toBe('late');
  });

  it('leaves a schedule alone that someone has set since', async () => {
    expect((await volsyncctl(['suspend', 'web', '-n', namespace])).exitCode).toBe(0);
    const patch = JSON.stringify({ spec: { trigger: { schedule: '0 5 * * *' } } });
    await kubectl(['patch', 'replicationsource', 'web', '-n', namespace, '--type=merge', '-p', patch]);
    const refused = await volsyncctl(['resume', 'web', '-n', namespace]);
    expect(refused.exitCode, refused.stderr).toBe(4);
    expect(refused.stdout).toMatch(/kubectl patch replicationsource web .* && kubectl annotate/);
    expect((await source()).spec.trigger).toEqual({ schedule: '0 5 * * *' });
  });
});

async function source(): Promise<Source> {
  const found = await getJson<Source>(['replicationsource', 'web', '-n', namespace]);
  if (found === undefined) throw new Error('the source is gone');
  return found;
}
