import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { Failure } from '../../../src/errors.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';

const named = (namespace: string, name: string) => ({ metadata: { namespace, name } });

function cluster(): FakeCluster {
  return new FakeCluster()
    .put(resources.replicationSources, named('default', 'web'), named('default', 'weather'), named('default', 'mail'))
    .put(resources.replicationSources, named('media', 'sonarr'))
    .put(resources.replicationDestinations, named('default', 'web-bootstrap'))
    .put(resources.persistentVolumeClaims, named('default', 'data'), named('default', 'web'), named('media', 'films'))
    .put(resources.namespaces, named('', 'default'), named('', 'media'));
}

/** The words after the program's name as the shell has them; the last one is being completed. */
async function completed(words: readonly string[], options: FakeIoOptions = { cluster: cluster() }) {
  const io = new FakeIo(options);
  expect(await run(['__complete', ...words], io)).toBe(0);
  expect(io.err).toBe('');
  const lines = io.out.split('\n').slice(0, -1);
  return { directive: lines.at(-1), values: lines.slice(0, -1).map((line) => line.split('\t')[0]) };
}

describe('__complete', () => {
  it.each<[string[], string[], string]>([
    [['ls', 'we'], ['web:', 'weather:'], ':6'],
    [['cat', 'mail:', ''], ['web:', 'weather:', 'mail:', 'pvc/'], ':6'],
    [['ls', 'pv'], ['pvc/'], ':6'],
    [['ls', 'pvc/'], ['pvc/data:', 'pvc/web:'], ':6'],
    [['cp', 'pvc/d'], ['pvc/data:'], ':6'],
    [['browse', 'pvc/d'], ['pvc/data'], ':4'],
    [['ls', 'web:/c'], [], ':4'],
    [['cp', 'we'], ['web:', 'weather:'], ':6'],
    [['cp', 'web:/conf', ''], [], ':0'],
    [['browse', 'we'], ['web', 'weather'], ':4'],
    [['ls', 'web:', '--back'], ['--backup'], ':4'],
    [['ls', '--sort', 's'], ['size'], ':4'],
  ])('knows what a path in a volume begins with: %j', async (words, values, directive) => {
    const found = await completed(words);
    expect([found.values.toSorted(), found.directive]).toEqual([values.toSorted(), directive]);
  });

  it.each<[string[], string[]]>([
    [['lo'], ['logs']],
    [['bogus'], []],
    [
      ['logs', '--con'],
      ['--container', '--controller', '--context'],
    ],
    [['logs', '--tail', ''], []],
    [['clea'], ['cleanup']],
    [['cleanup', '--vol'], ['--volsync']],
    [['cleanup', '-n', 'me'], ['media']],
    [['cleanup', ''], []],
    [
      ['logs', '-o', ''],
      ['table', 'wide', 'json', 'yaml', 'name', 'jsonpath='],
    ],
    [
      ['logs', '--output=j'],
      ['json', 'jsonpath='],
    ],
    [
      ['verify', '--output=j'],
      ['json', 'junit', 'jsonpath='],
    ],
    [
      ['logs', '-oj'],
      ['json', 'jsonpath='],
    ],
    [
      ['logs', '--color', 'a'],
      ['auto', 'always'],
    ],
    [
      ['-o', 'j'],
      ['json', 'jsonpath='],
    ],
    [['completion', 'z'], ['zsh']],
    [
      ['snapshots', ''],
      ['diff', 'ls', 'web', 'weather', 'mail'],
    ],
    [
      ['snapshots', 'ls', 'we'],
      ['web', 'weather'],
    ],
    [['snapshots', 'diff', 'web', ''], ['latest']],
    [['snapshots', 'diff', '--names'], ['--namespace']],
    [['snapshots', 'diff', '--as-of'], []],
    [['snapshots', 'ls', '-n', 'med'], ['media']],
    [['completion', 'zsh', ''], []],
    [
      ['logs', ''],
      ['web', 'weather', 'mail'],
    ],
    [
      ['logs', 'we'],
      ['web', 'weather'],
    ],
    [['logs', '-f', '-o', 'json', 'm'], ['mail']],
    [['logs', 'web', ''], []],
    [['logs', '--destination', 'web'], ['web-bootstrap']],
    [
      ['logs', '-n', ''],
      ['default', 'media'],
    ],
    [['logs', '--namespace=me'], ['media']],
    [['--namespace', 'd'], ['default']],
    [
      ['--context', ''],
      ['home', 'work'],
    ],
  ])('%j', async (words, values) => {
    const answer = await completed(words, { cluster: cluster(), contexts: ['home', 'work'] });
    expect(answer).toEqual({ values, directive: ':4' });
  });

  it('offers every command, with what it does', async () => {
    const io = new FakeIo();
    await run(['__complete', ''], io);
    expect(io.out).toMatch(/^logs\tshow the log of /m);
    expect(io.out).toMatch(/^completion\t/m);
    expect(io.out).not.toContain('__complete');
  });

  it('leaves file names to the shell', async () => {
    expect(await completed(['--kubeconfig', ''])).toEqual({ values: [], directive: ':0' });
  });

  it('asks the cluster that the flags before it name', async () => {
    const io = new FakeIo();
    let asked: unknown;
    io.connect = (options?: unknown) => {
      asked = options;
      return Promise.resolve(cluster());
    };
    await run(['__complete', 'logs', '-n', 'media', '--context=work', '--as', 'jane', '--as-group', 'ops', ''], io);
    expect(asked).toMatchObject({
      namespace: 'media',
      context: 'work',
      as: 'jane',
      asGroup: ['ops'],
      requestTimeoutMs: 250,
    });
  });

  it.each([
    ['is not there', {}],
    ['says no', { cluster: cluster().forbid({ verb: 'list' }) }],
    ['fails', { cluster: cluster().fail('list', resources.replicationSources, new Failure('unreachable', 'gone')) }],
  ])('is silent when the cluster %s', async (_case, options) => {
    expect(await completed(['logs', ''], options)).toEqual({ values: [], directive: ':4' });
  });

  it('does not wait for a cluster that does not answer', async () => {
    const silent = cluster();
    silent.list = () => new Promise(() => undefined);
    const startedAt = Date.now();
    expect(await completed(['logs', ''], { cluster: silent })).toEqual({ values: [], directive: ':4' });
    expect(Date.now() - startedAt).toBeLessThan(1000);
  });

  it.each([
    ['2s', ['web', 'weather', 'mail']],
    ['100ms', []],
    ['soon', []],
    [undefined, []],
  ])('waits for a slow cluster as long as VOLSYNCCTL_COMPLETION_TIMEOUT=%s says', async (timeout, values) => {
    const slow = cluster();
    const list = slow.list.bind(slow);
    slow.list = async (...words) => {
      await sleep(600);
      return list(...words);
    };
    const env = { VOLSYNCCTL_COMPLETION_TIMEOUT: timeout };
    expect(await completed(['logs', ''], { cluster: slow, env })).toEqual({ values, directive: ':4' });
  });

  it('never lets a name steer the terminal', async () => {
    expect(await completed(['--context', ''], { contexts: ['a\u001b[2Jb\tc\nd'] })).toEqual({
      values: ['ab'],
      directive: ':4',
    });
  });

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
    const snapshotCache = {
      recall: (key: readonly string[]) => Promise.resolve(key[2] === 'saved' ? snapshots : []),
      remember: () => Promise.resolve(),
    };
    const found = await completed(words, { cluster: worldOfSaved(), snapshotCache });
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
