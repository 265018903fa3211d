import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

async function typed(...words: readonly string[]) {
  const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
  const io = new FakeIo({ cluster });
  return { exitCode: await run(words, io), cluster, out: io.out, err: io.err };
}

describe('-n', () => {
  it.each([['status'], ['trigger', '--all', '--dry-run'], ['cleanup', '--yes'], ['verify'], ['snapshots']])(
    "'' is the context's namespace, never all: %s",
    async (...words) => {
      const { cluster } = await typed(...words, '-n', '');
      expect(cluster.calls.length).toBeGreaterThan(0);
      for (const { scope } of cluster.calls) expect(scope?.namespace).toBe('default');
    },
  );

  it.each(['..', '.', '../x', 'a/b', 'UP', 'a b', 'a.b', '-a', 'a'.repeat(64), 'a\n', '\u0007'])(
    '%j is refused before anything is asked',
    async (namespace) => {
      const { exitCode, cluster, err } = await typed('status', '-n', namespace);
      expect({ exitCode, calls: cluster.calls }).toEqual({ exitCode: 2, calls: [] });
      expect(err).toContain('Expected a namespace');
    },
  );
});

describe('names', () => {
  it.each([
    ['status', '..'],
    ['trigger', 'a/..'],
    ['logs', '.'],
    ['diff', 'a..b'],
    ['ls', 'pvc/..:/'],
    ['restore', '--repository', '../secrets', '--to', 'pvc/new', '--latest'],
    ['restore', 'web', '--to', 'pvc/new', '--latest', '--storage-class', '..'],
    ['browse', 'web', '--volume-snapshot-class', 'a/b'],
  ])('that are none are refused before anything is asked: %s %s', async (...words) => {
    const { exitCode, cluster } = await typed(...words);
    expect({ exitCode, calls: cluster.calls }).toEqual({ exitCode: 2, calls: [] });
  });
});
