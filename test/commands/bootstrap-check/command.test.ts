import { rawText } from '../../../src/foreign-text.ts';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { clusterWith, good } from '../../fakes/bootstrap-check-apps.ts';
import { claimObject } from '../../fakes/bootstrap-facts.ts';
import type { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { runPods } from '../../fakes/helper-pod-world.ts';
import { unframed } from '../../fakes/unframed.ts';
import { answerOf } from '../../fakes/repository-answers.ts';

/** Runs `bootstrap-check …` with a repository that answers like this. */
async function typed(
  line: string,
  cluster: FakeCluster = clusterWith(),
  answer: Parameters<typeof answerOf>[1] = good,
) {
  const commands: string[] = [];
  runPods(cluster, (container) => {
    commands.push((container.command ?? []).map(rawText).join(' '));
    return answerOf(container, answer);
  });
  const io = new FakeIo({ cluster, now: new Date('2026-11-23T15:24:00Z'), speed: 20 });
  const exitCode = await run(['bootstrap-check', ...line.split(' '), '--mover-image', 'mover'], io);
  expect([cluster.stored(resources.pods), cluster.openStreams]).toEqual([[], 0]);
  return { exitCode, out: unframed(io.out), err: io.err, cluster, commands };
}

const pending = () => clusterWith().put(resources.persistentVolumeClaims, claimObject({ phase: 'Pending' }));

describe('bootstrap-check', () => {
  it('shows the steps of a named app, and says that it may be removed', async () => {
    const { exitCode, out, commands } = await typed('web -n home');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^✔ home\/web {2}PROTECTED: removing it now loses what was written/);
    expect(out).toMatch(/first backup +snapshot 724684cd/);
    expect(commands.map((command) => command.includes(' packs '))).toEqual([true]);
  });

  it('shows a fleet as a table', async () => {
    const { exitCode, out } = await typed('-A');
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/^APP +VERDICT +STATE[^]*\nhome\/web +✔ protected/)]);
  });

  it.each([
    ['json', /"schema": "volsyncctl\/bootstrap-check\/v1"/],
    ['junit', /<testsuites>/],
    ['name', /^replicationsource\.volsync\.backube\/web\n$/],
  ])('shows -o %s', async (format, expected) => {
    expect(await typed(`web -n home -o ${format}`)).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(expected) as string,
    });
  });

  it('asks for less than the schedule does with --max-age', async () => {
    expect(await typed('web -n home --max-age 1m')).toMatchObject({
      exitCode: 9,
      out: expect.stringMatching(/stale/) as string,
    });
  });

  it('lists with --unprotected the PVCs that nothing backs up', async () => {
    const lone = () =>
      clusterWith().put(resources.persistentVolumeClaims, {
        ...claimObject(),
        metadata: { namespace: 'home', name: 'lone' },
      });
    expect((await typed('-n home', lone())).out).not.toMatch(/lone/);
    const { exitCode, out } = await typed('-n home --unprotected', lone());
    expect([exitCode, out]).toEqual([9, expect.stringMatching(/home\/lone +✗ not-backed-up/)]);
  });

  it('has restic check the whole of the repository with --for-removal', async () => {
    const { exitCode, out, commands } = await typed('web -n home --for-removal -o json');
    expect(JSON.parse(out)).toMatchObject({ isForRemoval: true });
    expect(exitCode).toBe(0);
    expect(commands.map((command) => [command.includes(' packs '), command.includes(' check ')])).toEqual([
      [false, true],
    ]);
  });

  it('waits no longer than --timeout for a volume, with --wait alone', async () => {
    const { exitCode, out } = await typed('web -n home --wait --timeout 10s', pending());
    expect([exitCode, out]).toEqual([7, expect.stringMatching(/gave up/)]);
    expect((await typed('web -n home', pending())).out).not.toMatch(/gave up/);
  });

  it('backs up with --trigger what has no backup, and takes its tag away again', async () => {
    const empty = { output: ['[]'], address: '/mnt/repository/web' };
    const looked = await typed('web -n home', clusterWith(), empty);
    expect([looked.exitCode, looked.cluster.count('patch')]).toEqual([9, 0]);
    const ready = clusterWith().put(resources.secrets, { metadata: { namespace: 'home', name: 'web-volsync' } });
    const { exitCode, cluster } = await typed('web -n home --trigger --timeout 10s', ready, empty);
    expect(exitCode).toBe(7);
    expect(cluster.count('patch', resources.replicationSources)).toBe(2);
    expect(cluster.stored(resources.replicationSources)[0]?.spec?.trigger?.manual).toBeUndefined();
  });

  it.each([
    ['web -A', /app names and -A cannot be combined/],
    ['web --timeout soon', /'--timeout <duration>' argument 'soon' is invalid/],
    ['web --max-age 0s', /'--max-age <duration>' argument '0s' is invalid/],
    ['Web', /"Web" is not a valid app name/],
  ])('%s is wrong usage, said before anything is asked', async (line, message) => {
    const { exitCode, out, err, cluster } = await typed(line);
    expect([exitCode, out, cluster.calls]).toEqual([2, '', []]);
    expect(err).toMatch(message);
  });

  it('ends as it did not look where nothing may be listed', async () => {
    const cluster = clusterWith().forbid({ resource: 'replicationsources' });
    expect((await typed('-n home', cluster)).exitCode).toBe(5);
  });
});
