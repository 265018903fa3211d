import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { trigger, type TriggerTarget } from '../../src/sync/trigger-apps.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const options = { isWaiting: true, isDryRun: false, isToUnpark: false, timeoutMs: 1000, maxParallel: 2 };

function run(
  cluster: FakeCluster,
  target: TriggerTarget,
  { signal = new AbortController().signal, ...more }: Given = {},
) {
  return trigger(
    target,
    { ...options, ...more },
    {
      cluster,
      signal,
      now: () => new Date(),
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      report: () => undefined,
      ...creators,
    },
  );
}

const creators = { creator: () => ({ hostname: 'desk', pid: 7 }), creatorStateOf: () => 'elsewhere' as const };

interface Given {
  readonly isDryRun?: boolean;
  readonly signal?: AbortSignal;
}

function app(name: string, spec: object, labels = {}) {
  return { metadata: { namespace: 'home', name, uid: name, labels }, spec };
}

it('reports every app in the order in which it was named, and ends with the worst of them', async () => {
  const cluster = new FakeCluster().put(resources.replicationSources, app('a', { external: {} }), app('b', {}));
  const apps = ['b', 'missing', 'a'].map((name) => ({ namespace: 'home', name }));
  const report = await run(cluster, { scope: { namespace: 'home' }, apps });
  expect(report.apps.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['b', 'refused'],
    ['missing', 'not-found'],
    ['a', 'refused'],
  ]);
  expect(report.outcome).toBe('refused');
});

it('finds the apps of a selector', async () => {
  const cluster = new FakeCluster().put(resources.replicationSources, app('a', {}, { tier: 'x' }), app('b', {}));
  const report = await run(cluster, { scope: { namespace: 'home', labelSelector: 'tier=x' }, apps: undefined });
  expect(report.apps.map(({ name }) => name)).toEqual(['a']);
});

it('warns of other apps in the repository, and of a source of the same PVC whose retain undoes this one', async () => {
  const restic = (sourcePVC: string, retain = {}) => ({
    ...{ sourcePVC, trigger: { schedule: '0 * * * *' } },
    restic: { repository: 'r', copyMethod: 'Snapshot', retain },
  });
  const cluster = new FakeCluster()
    .put(resources.replicationSources, app('a', restic('a')), app('twin', restic('a', { daily: 7 })))
    .put(resources.replicationSources, app('b', restic('b')))
    .put(resources.persistentVolumeClaims, { ...app('a', {}), status: { phase: 'Bound' } })
    .put(resources.secrets, { metadata: { namespace: 'home', name: 'r' } });
  const apps = [{ namespace: 'home', name: 'a' }];
  const report = await run(cluster, { scope: {}, apps }, { isDryRun: true });
  expect(report.apps[0]?.warnings).toEqual([
    expect.stringMatching(/^home\/b backs up into the same repository/),
    expect.stringMatching(/^ReplicationSource twin backs up the same PVC .* another retain/),
  ]);
});

it('does not call a backup of nothing a success', async () => {
  const target = { scope: { namespace: 'home', labelSelector: 'tier=x' }, apps: undefined };
  await expect(run(new FakeCluster(), target)).rejects.toMatchObject({
    kind: 'not-found',
    message: 'There is no ReplicationSource with tier=x in namespace home.',
  });
});

it('does not begin with what is left after Ctrl-C', async () => {
  const cluster = new FakeCluster();
  const apps = [{ namespace: 'home', name: 'a' }];
  const report = await run(cluster, { scope: {}, apps }, { signal: AbortSignal.abort() });
  expect(report).toMatchObject({
    outcome: 'interrupted',
    apps: [{ name: 'a', message: 'interrupted before its turn' }],
  });
  expect(cluster.calls).toEqual([]);
});

it('works on no more at a time than it may, and on each at once when one is done', async () => {
  const cluster = new FakeCluster();
  const apps = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ namespace: 'home', name }));
  const spec = { sourcePVC: 'nope', restic: { copyMethod: 'Direct', repository: 'nope' } };
  for (const { name } of apps) cluster.put(resources.replicationSources, app(name, spec));
  const atWork = new Set<string>();
  let most = 0;
  cluster.before('find', resources.replicationSources, ({ key }) => {
    atWork.add(key?.name ?? '');
    most = Math.max(most, atWork.size);
  });
  const report = await trigger({ scope: {}, apps }, options, {
    cluster,
    ...creators,
    signal: new AbortController().signal,
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    report: (event) => {
      if (event.type === 'done') atWork.delete(event.app.name);
    },
  });
  expect(report.apps).toHaveLength(5);
  expect(most).toBe(2);
});
