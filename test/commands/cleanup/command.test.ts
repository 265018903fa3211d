import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { Failure } from '../../../src/errors.ts';
import type { CreatorState } from '../../../src/creator.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import { unframed } from '../../fakes/unframed.ts';
import { claimWith, meta, now, plainMeta, podWith, snapshotWith } from '../../fakes/cleanup-world.ts';

const withOne = () =>
  new FakeCluster()
    .put(resources.pods, podWith(meta('p', 'gone')), podWith(meta('busy', 'running')))
    .put(
      resources.persistentVolumeClaims,
      claimWith(plainMeta('volsync-src-o-cache', { labels: { 'app.kubernetes.io/created-by': 'volsync' } })),
      claimWith(meta('elsewhere', 'gone', { namespace: 'media' })),
    );

async function typed(line: string, cluster = withOne(), options: FakeIoOptions = {}) {
  const io = new FakeIo({ cluster, now, creatorStateOf: ({ hostname }) => hostname as CreatorState, ...options });
  const exitCode = await run(['cleanup', ...line.split(' ').filter(Boolean)], io);
  return {
    exitCode,
    out: unframed(io.out),
    err: unframed(io.err),
    questions: io.questions,
    deletes: cluster.count('delete'),
  };
}

describe('cleanup', () => {
  it.each<[string, number, number, RegExp]>([
    [
      '-n home --dry-run',
      0,
      0,
      /^- remove +pod\/p +60m +– +browse\n[^]*· leave +pod\/busy[^]*1 object to remove in \w+ · 1 left alone/m,
    ],
    ['-n home --yes', 0, 1, /^✔ removed +pod\/p /m],
    ['-n home --yes --dry-run', 0, 0, /1 object to remove in /],
    ['-n home --yes --volsync', 0, 2, /✔ removed +pvc\/volsync-src-o-cache /],
    ['-n home --yes pod/p', 0, 1, /^✔ removed +pod\/p /m],
    ['-n home --yes --volsync persistentvolumeclaim/volsync-src-o-cache', 0, 1, /^✔ removed +pvc\/vol/m],
    ['-A --yes', 0, 2, /✔ removed +media +pvc\/elsewhere/],
    [
      '-A -l app.kubernetes.io/component!=browse --yes',
      0,
      0,
      /^Nothing of volsyncctl is left over in any namespace.\n$/,
    ],
    ['-n empty', 0, 0, /^Nothing of volsyncctl is left over in namespace empty.\n$/],
    ['-n home --yes -o name', 0, 1, /^pod\/p\n$/],
  ])('%s ends with %i', async (line, exitCode, deletes, shown) => {
    const end = await typed(line);
    expect(end, end.err).toMatchObject({ exitCode, deletes, err: '' });
    expect(end.out).toMatch(shown);
  });

  it.each<[string, number, RegExp]>([
    [
      '-n home --yes',
      0,
      /· leave.*before-01234567-stopped[^]*kept on purpose[^]*\n {2}→ [^]*cleanup -n home --safety-snapshots\n/,
    ],
    ['-n home --yes --volsync', 0, /1 left alone/],
    ['-n home --yes --safety-snapshots', 1, /✔ removed.*before-01234567-stopped/],
  ])('%s and the way back of a restore: %i removed', async (line, deletes, shown) => {
    const labels = { 'app.kubernetes.io/component': 'restore', 'app.kubernetes.io/instance': '0123456789abcdef' };
    const net = snapshotWith(meta('volsyncctl-web-before-01234567-stopped', 'gone', { labels }));
    const end = await typed(line, new FakeCluster().put(resources.volumeSnapshots, net));
    expect(end, end.err).toMatchObject({ exitCode: 0, deletes });
    expect(end.out).toMatch(shown);
  });

  it('without a terminal is refused, unless there is nothing to remove', async () => {
    const { exitCode, out, err, deletes } = await typed('-n home');
    expect({ exitCode, out, deletes }).toEqual({ exitCode: 4, out: '', deletes: 0 });
    expect(err).toContain('1 object would be removed, but there is no terminal');
    const idle = new FakeCluster().put(resources.pods, podWith(meta('busy', 'running')));
    expect(await typed('-n home', idle)).toMatchObject({ exitCode: 0, err: '' });
  });

  it('shows the plan and asks, on stderr', async () => {
    const end = await typed('-n home -o json', withOne(), { answers: [true] });
    expect(end).toMatchObject({ exitCode: 0, deletes: 1, questions: ['Remove 1 object in fake?'] });
    expect(end.err).toMatch(/^- remove +pod\/p /m);
    expect(JSON.parse(end.out)).toMatchObject({ schema: 'volsyncctl/cleanup/v1', isDryRun: false });
  });

  it.each([['a no', false] as const, ['Ctrl-C', new Failure('interrupted', 'Interrupted.')] as const])(
    'removes nothing on %s',
    async (_title, answer) => {
      const end = await typed('-n home', withOne(), { answers: [answer] });
      expect(end).toMatchObject({ exitCode: 130, out: '', deletes: 0 });
    },
  );

  it('removes what was shown and is still left over, whatever came up meanwhile', async () => {
    const cluster = withOne().put(resources.persistentVolumeClaims, claimWith(meta('c', 'gone')));
    let lists = 0;
    cluster.before('list', resources.pods, () => {
      lists += 1;
      if (lists === 2) cluster.put(resources.pods, podWith(plainMeta('new'), ['c']), podWith(meta('late', 'gone')));
    });
    const end = await typed('-n home', cluster, { answers: [true] });
    expect(end).toMatchObject({ exitCode: 0, deletes: 1 });
    expect(end.out).toMatch(/✔ removed +pod\/p [^]*· leave +pvc\/c [^]*pod\/new mounts it/);
  });

  it('with something that may not be looked at ends with 10, and says what', async () => {
    const cluster = withOne().forbid({ verb: 'list', resource: 'volumesnapshots' });
    const end = await typed('-n home --yes', cluster);
    expect(end).toMatchObject({ exitCode: 10, deletes: 1 });
    expect(end.out).toMatch(/\? Not looked at: what there is of volumesnapshots is unknown/);
  });

  it('with a failure ends with its code', async () => {
    const cluster = withOne().fail('delete', resources.pods, new Failure('forbidden', 'May not delete pods.'));
    const end = await typed('-n home --yes', cluster);
    expect(end.exitCode).toBe(5);
    expect(end.out).toMatch(/✗ failed +pod\/p [^]*May not delete pods/);
  });

  it('takes names of objects alone', async () => {
    for (const words of ['web', 'secret/web', 'pvc/UP', 'pvc/..', 'pvc/web -A', 'pvc/web -l a=b']) {
      expect((await typed(words)).exitCode, words).toBe(2);
    }
    expect((await typed('-n home pvc/no-such')).exitCode).toBe(3);
    expect(await typed('-n home --yes pod/busy')).toMatchObject({ exitCode: 4, deletes: 0 });
    expect((await typed('-n home pvc/volsync-src-o-cache')).exitCode).toBe(4);
    expect((await typed('-o junit')).exitCode).toBe(2);
  });
});
