import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { cluster, completed, named } from '../../fakes/completed.ts';
import { openCompletionCache } from '../../../src/local-files/completion-cache.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

describe('__complete of snapshots, Secrets and classes', () => {
  const saved = {
    ...named('default', 'saved'),
    spec: { restic: { repository: 'saved-secret' } },
    status: {
      lastSyncTime: '2026-11-23T14:00:20Z',
      latestMoverStatus: { logs: 'snapshot 724684cd saved\nRestic completed in 5s' },
    },
  };
  const worldOfSaved = () =>
    cluster()
      .put(resources.replicationSources, saved)
      .put(resources.storageClasses, named('', 'fast'))
      .put(resources.volumeSnapshotClasses, named('', 'csi'));

  it.each<[string[], string[]]>([
    [
      ['restore', 'saved', '--snapshot', ''],
      ['latest', '724684cd', 'be33baf0'],
    ],
    [['diff', 'saved', '--snapshot', 'b'], ['be33baf0']],
    [
      ['snapshots', 'ls', 'saved', ''],
      ['latest', '724684cd', 'be33baf0'],
    ],
    [['snapshots', 'diff', 'default/saved', 'be33baf0', '7'], ['724684cd']],
    [
      ['ls', 'saved:/conf', '--backup='],
      ['latest', '724684cd', 'be33baf0'],
    ],
    [['restore', 'mail', '--snapshot', ''], ['latest']],
    [['restore', '--repository', 's'], ['saved-secret']],
    [['manifest', 'new', '--secret', ''], ['saved-secret']],
    [['manifest', 'new', '--repository', ''], []],
    [['restore', 'web', '--storage-class', ''], ['fast']],
    [['restore', 'web', '--volume-snapshot-class', ''], ['csi']],
    [['restore', 'web', '--safety', 'b'], ['backup']],
    [['manifest', 'web', '--copy-method', 'D'], ['Direct']],
    [['status', '--fail-on', 'stale,nev'], ['stale,never-synced']],
    [['get', 'sa'], ['saved']],
    [['backup', '--unp'], ['--unpark']],
    [['help', 'ti'], ['time']],
    [
      ['help', 'restore', ''],
      ['status', 'resume', 'abort'],
    ],
  ])('knows snapshots, classes, Secrets and enumerations: %j', async (words, values) => {
    const snapshots = [
      { id: '724684cd', time: '2026-11-23T14:00:05Z' },
      { id: 'be33baf0', time: '2026-11-22T23:00:00Z' },
    ];
    const completionCache = openCompletionCache(undefined, () => new Date());
    const recall = (key: readonly string[]) => Promise.resolve(key[2] === 'saved' ? snapshots : []);
    const cache = { ...completionCache, snapshots: { ...completionCache.snapshots, recall } };
    const found = await completed(words, { cluster: worldOfSaved(), completionCache: cache });
    expect(found).toEqual({ values, directive: ':4' });
  });

  it('shows when a snapshot was made, and asks no repository', async () => {
    const io = new FakeIo({ cluster: worldOfSaved() });
    await run(['__complete', 'restore', 'saved', '--snapshot', ''], io);
    expect(io.out).toMatch(/^724684cd\t2026-11-23 \d\d:\d\d/m);
    const world = worldOfSaved();
    await completed(['restore', 'saved', '--snapshot', ''], { cluster: world });
    expect(new Set(world.calls.map(({ verb }) => verb))).toEqual(new Set(['list']));
  });
});
