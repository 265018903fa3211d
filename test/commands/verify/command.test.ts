import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { Failure } from '../../../src/errors.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { runPods } from '../../fakes/helper-pod-world.ts';
import { answerOf, secretOf } from '../../fakes/repository-answers.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../fakes/repository-objects.ts';

const good = printedSnapshots(snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') }));

/** A namespace with one app that is backed up, one that is not, and one whose repository cannot be read. */
function fleet(): FakeCluster {
  const answers: Readonly<Record<string, Parameters<typeof answerOf>[1]>> = {
    'web-volsync': { output: [good] },
    'mail-volsync': { output: ['[]'] },
    'wiki-volsync': { exitCode: 1, errors: ['Fatal: oh'] },
  };
  return runPods(new FakeCluster(), (container) => answerOf(container, answers[secretOf(container)])).put(
    resources.replicationSources,
    sourceObject(),
    ...['mail', 'wiki'].map((name) => sourceObject({}, { latestMoverStatus: {} }, name)),
  );
}

async function typed(line: string, cluster = fleet()) {
  const io = new FakeIo({ cluster, now: new Date('2026-11-23T15:24:00Z') });
  const exitCode = await run(['verify', ...line.split(' ').filter(Boolean)], io);
  return { exitCode, out: io.out, err: io.err, cluster };
}

describe('verify', () => {
  it.each([
    ['web -n home', 0],
    ['home/web', 0],
    ['mail -n home', 9],
    ['wiki -n home', 10],
    ['web wiki -n home', 10],
    ['-n home', 9],
    ['-A', 9],
    ['web wbe -n home', 3],
    ['wbe -n home', 3],
    ['-n elsewhere', 3],
    ['-A -l tier=x', 3],
    ['web -n home --max-age 1h', 0],
    ['web -n home --max-age 1m', 9],
  ])('%s ends with %i', async (line, exitCode) => {
    expect((await typed(`${line} --mover-image x`)).exitCode).toBe(exitCode);
  });

  it('shows a table, and on stderr the pods', async () => {
    const { out, err } = await typed('-n home --mover-image x');
    expect(out).toMatch(/^APP.*\nhome\/mail +✗ unprotected[^]*\nhome\/web +✔ protected +724684cd/);
    expect(out).toMatch(/1 unprotected · 1 unknown · 1 protected · 1 pod, /);
    expect(err).toBe('► reading the repositories of 3 apps\n');
    expect((await typed('web -n home --mover-image x')).err).toMatch(
      /^► reading the repositories: pod home\/volsyncctl-verify-\w+\n$/,
    );
  });

  it('says nothing with -q where all is well, and else only what is not', async () => {
    const line = '-n home --mover-image x -q';
    const cluster = fleet();
    cluster.remove(resources.replicationSources, { namespace: 'home', name: 'mail' });
    expect(await typed(`web ${line}`)).toMatchObject({ out: '', err: '', exitCode: 0 });
    const { out, err, exitCode } = await typed(line, cluster);
    expect([out.match(/^home\/\w+/gm), err, exitCode]).toEqual([['home/wiki'], '', 10]);
    expect(out).toMatch(/^1 unknown · /m);
  });

  it.each([
    ['json', /"schema": "volsyncctl\/verify\/v1"/],
    ['yaml', /^schema: volsyncctl\/verify\/v1\n/],
    ['name', /^replicationsource\.volsync\.backube\/mail\n/],
    ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>/],
    ['wide', /REPOSITORY\n/],
  ])('shows -o %s', async (format, expected) => {
    const { out, exitCode } = await typed(`-n home --mover-image x -o ${format}`);
    expect([out, exitCode]).toEqual([expect.stringMatching(expected) as string, 9]);
  });

  // Each names the flag, the given value, and what is expected.
  it.each([
    [
      '--max-age soon',
      /'--max-age <duration>' argument 'soon' is invalid\. Expected a duration with its unit, such as/,
    ],
    ['--max-age 1.5.h', /'--max-age <duration>' argument '1\.5\.h' is invalid/],
    ['--timeout -1', /'--timeout <duration>' argument '-1' is invalid\. Expected a duration/],
    ['--timeout 0', /'--timeout <duration>' argument '0' is invalid\. Expected /],
    ['--max-age 0s', /'--max-age <duration>' argument '0s' is invalid\. Expected /],
    ['--mover-image=', /'--mover-image <image>' argument '' is invalid\. Expected /],
    [
      '--repository-volume nas:/vault',
      /'--repository-volume <volume>' argument 'nas:\/vault' is invalid\. Expected nfs:SERVER:\/PATH@\/MOUNT or/,
    ],
    ['--read-data 5%', /--read-data 5% goes with --depth data/],
    ['--depth data --read-data 0%', /'--read-data <part>' argument '0%' is invalid\. Expected a part such as/],
    ['--depth deep', /'--depth <depth>' argument 'deep' is invalid\. Allowed choices are listing,/],
    ['-o csv', /Allowed choices are table, wide, json, yaml, name, junit/],
    ['web -A', /app names and -A cannot be combined/],
    ['Web', /"Web" is not a valid app name/],
    ['media/web -n home', /name two different namespaces/],
    ['--all', /unknown option '--all'/],
  ])('%s is wrong usage, said before anything is asked', async (line, message) => {
    const { exitCode, out, err, cluster } = await typed(line);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.match(/✗/g)).toHaveLength(1);
    expect(cluster.calls).toEqual([]);
  });

  it('is the only one to report to CI systems so far', async () => {
    const io = new FakeIo({ cluster: fleet() });
    expect(await run(['status', '-o', 'junit'], io)).toBe(2);
    expect(io.err).toMatch(/status cannot be shown as junit/);
  });

  it('says which right is missing, and who prints all of them', async () => {
    const { exitCode, err } = await typed('-n home', fleet().forbid({ resource: 'replicationsources' }));
    expect(exitCode).toBe(5);
    expect(err).toMatch(/→ .*volsyncctl rbac verify -n home/);
  });

  it('concludes nothing without the right to make pods, or to know the image', async () => {
    const forbidden = await typed('-n home --mover-image x', fleet().forbid({ verb: 'create', resource: 'pods' }));
    expect(forbidden).toMatchObject({ exitCode: 10, out: expect.stringContaining('3 unknown') as string });
    const noImage = await typed('-n home', fleet());
    expect(noImage).toMatchObject({ exitCode: 10, out: expect.stringContaining('--mover-image') as string });
  });

  it('tells of a pod that could not be removed, and answers all the same', async () => {
    const cluster = fleet().fail('delete', resources.pods, new Failure('unreachable', 'gone'));
    const { exitCode, err } = await typed('web -n home --mover-image x', cluster);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/could not be removed: gone\n {2}→ kubectl delete pod volsyncctl-verify-\w+ -n home --force\n/);
  });
});
