import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../lab/app.ts';
import { appVariants } from '../lab/app-variants.ts';
import { apply, getJson, until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, said, start } from './lab.ts';
import { fileIn, snapshotsOf } from './repository.ts';
import { triggered } from './trigger-document.ts';

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('trigger-copies');
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe.concurrent('an old copy of the volume is never taken for the present data', () => {
  it('VolSync uses one that it finds, and removes it: only the next sync counts', async () => {
    await makeApp('once');
    await leaveCopy('once', {});
    await writeMarker('once', 'after the copy');
    const run = await triggered(['once', '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('older than the tag');
    expect(await fileIn(namespace, 'once', run.apps[0]?.snapshot?.id ?? '', 'marker')).toBe('after the copy');
  });

  it('one that is never removed ends in "unknown", although snapshots are saved', async () => {
    await makeApp('kept');
    await leaveCopy('kept', { 'volsync.backube/do-not-delete': 'true' });
    const run = await triggered(['kept', '-n', namespace]);
    expect(run.exitCode, run.stderr).toBe(10);
    expect(run.apps[0]).toMatchObject({ outcome: 'unknown', reason: 'no-evidence' });
  });
});

describe.concurrent('several at once', () => {
  it('two that begin together both end with a proof, and leave the schedule in effect', async () => {
    await makeApp('together');
    await writeMarker('together', 'both');
    const runs = await Promise.all([1, 2].map(() => triggered(['together', '-n', namespace])));
    for (const run of runs) expect(run.exitCode, run.stderr).toBe(0);
    // If these were two syncs, VolSync's forget has kept one snapshot of the hour: the later one.
    const ids = runs.map(({ apps }) => apps[0]?.snapshot?.id ?? 'none');
    expect(ids).toContain((await snapshotsOf(namespace, 'together')).at(-1)?.short_id);
    expect(await fileIn(namespace, 'together', 'latest', 'marker')).toBe('both');
    expect(await triggerOf('together')).toEqual({ schedule: '0 * * * *' });
  });

  it('a killed program leaves no tag once the sync runs', async () => {
    await makeApp('killed');
    const running = start(['trigger', 'killed', '-n', namespace]);
    // On a busy machine the mover may be seen first.
    await said(running.stderr, /VolumeSnapshot|mover /);
    running.kill('SIGKILL');
    await running;
    expect(await triggerOf('killed')).toEqual({ schedule: '0 * * * *' });
  });

  it('--no-wait does not wait for a running sync, and is refused', async () => {
    // No node takes its mover, so that its first sync runs for as long as the test needs it.
    const source = appVariants.unschedulable;
    await createApp({ name: 'busy', namespace, bootstrap: false, source, waitFor: 'files' });
    const begun = ['get', 'replicationsource', 'busy', '-n', namespace, '-o', 'jsonpath={.status.lastSyncStartTime}'];
    await until('the first sync has begun', async () => (await kubectl(begun)) !== '');
    const run = await triggered(['busy', '-n', namespace, '--no-wait']);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.apps[0]?.message).toContain('a sync has been running');
  });
});

async function makeApp(name: string): Promise<void> {
  await createApp({ name, namespace, bootstrap: false });
}

/** A VolumeSnapshot with the name that VolSync would give it. */
async function leaveCopy(app: string, labels: Readonly<Record<string, string>>): Promise<void> {
  const name = `volsync-${app}-src`;
  // VolSync's own, of the first sync, is being deleted.
  const gone = async () => (await getJson(['volumesnapshot', name, '-n', namespace])) === undefined;
  await until('the copy of the first sync is gone', gone);
  await apply([
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: { name, namespace, labels },
      spec: { volumeSnapshotClassName: 'csi-ceph-blockpool', source: { persistentVolumeClaimName: app } },
    },
  ]);
  const ready = ['get', 'volumesnapshot', name, '-n', namespace, '-o', 'jsonpath={.status.readyToUse}'];
  await until('the copy is ready', async () => (await kubectl(ready)) === 'true');
  await new Promise((resolve) => setTimeout(resolve, 1100)); // so that it is at least a second older
}

async function writeMarker(app: string, content: string): Promise<void> {
  const write = ['sh', '-c', 'echo "$1" > /data/marker', 'sh', content];
  await kubectl(['exec', '-n', namespace, `deployment/${app}`, '--', ...write]);
}

async function triggerOf(app: string): Promise<unknown> {
  const trigger = ['get', 'replicationsource', app, '-n', namespace, '-o', 'jsonpath={.spec.trigger}'];
  return JSON.parse(await kubectl(trigger)) as unknown;
}
