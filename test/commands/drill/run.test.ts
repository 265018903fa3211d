import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { drillWorld, leftIn } from '../../fakes/drill-world.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import type { FakeRestore } from '../../fakes/fake-restore.ts';
import { unframed } from '../../fakes/unframed.ts';

/** Runs `drill …` with a VolSync that restores like this. */
async function typed(line: string, options: FakeIoOptions = {}, restore: FakeRestore = {}) {
  const { cluster } = drillWorld({}, restore);
  const io = new FakeIo({ cluster, speed: 20, now: new Date('2026-11-23T15:24:00Z'), ...options });
  const words = ['drill', ...line.split(' ').filter(Boolean), '-n', 'home', '--mover-image', 'mover'];
  const exitCode = await run(words, io);
  expect([cluster.openStreams, leftIn(cluster)]).toEqual([0, []]);
  return { exitCode, out: io.out, err: io.err, questions: io.questions, cluster };
}

const destinations = ({ cluster }: Awaited<ReturnType<typeof typed>>) =>
  cluster.calls.filter(
    ({ verb, kind, isDryRun }) =>
      verb === 'create' && kind === resources.replicationDestinations.plural && isDryRun !== true,
  );

describe('drill', () => {
  it('shows the plan on stderr, and the verdict on stdout', async () => {
    const { exitCode, out, err } = await typed('web --yes');
    expect(exitCode).toBe(0);
    expect(unframed(err)).toMatch(/Will happen in fake:\nAPP +SNAPSHOT +OF[^]*home\/web +724684cd .* 1Gi +block/);
    expect(unframed(out)).toMatch(/home\/web +✔ protected +724684cd +8\dm ago +3 +31 B +\d+s +\d+ B\/s$/m);
    expect(out).toMatch(/compared with the repository: no differences/);
  });

  it('asks before it makes anything', async () => {
    const declined = await typed('web', { answers: [false] });
    expect([declined.exitCode, declined.questions, destinations(declined)]).toEqual([
      130,
      ['Drill 1 app in fake?'],
      [],
    ]);
    const agreed = await typed('web', { answers: [true] });
    expect([agreed.exitCode, destinations(agreed)]).toMatchObject([0, [{}]]);
  });

  it.each([
    ['', 4, /1 scratch PVC would be made and filled, but there is no terminal/],
    ['web --snapshot latest --as-of 2026-11-23', 2, /cannot be combined/],
    ['--snapshot 724684cd', 2, /--snapshot needs the one app/],
    ['web --max-size much --yes', 2, /Expected a size/],
    ['web -o prometheus', 2, /drill cannot be shown as prometheus/],
    ['absent --yes', 3, /no ReplicationSource absent/],
  ])('refuses "%s"', async (line, exitCode, message) => {
    const refused = await typed(line);
    expect([refused.exitCode, destinations(refused)]).toEqual([exitCode, []]);
    expect(refused.err).toMatch(message);
  });

  it('shows a dry run on stdout, and makes nothing', async () => {
    const { exitCode, out } = await typed('web --dry-run -o json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ schema: 'volsyncctl/drill/v1', isDryRun: true, apps: [] },
      planned: [{ name: 'web', snapshot: { id: expect.stringMatching(/^724684cd/) as string } }],
    });
  });

  it('names the command of --check and its image in the plan', async () => {
    const line = 'web --dry-run --check-writable --image postgres:17 --check pg_controldata';
    const { exitCode, out } = await typed(line);
    expect(exitCode).toBe(0);
    expect(unframed(out).replaceAll(/\s+/g, ' ')).toContain(
      '--check runs "pg_controldata" over it in a pod of image postgres:17, which may write to it, at most 5m; then',
    );
    expect(JSON.parse((await typed(`${line} -o json`)).out)).toMatchObject({
      planned: [{ checkCommand: { command: 'pg_controldata', image: 'postgres:17', isWritable: true } }],
    });
  });

  it.each([
    ['json', /"verdict": "protected"[^]*"recorded": \{\s+"kind": "written"/],
    ['junit', /<testsuite name="volsyncctl drill" tests="1" failures="0" errors="0"/],
    ['markdown', /\| home\/web \| ✔ protected \| 724684cd \|[^\n]*2026-11-23T14:00:05/],
    ['name', /^replicationsource\.volsync\.backube\/web\n$/],
  ])('is told as %s', async (format, text) => {
    const { exitCode, out } = await typed(`web --yes -o ${format}`);
    expect(exitCode).toBe(0);
    expect(out).toMatch(text);
  });

  it('tells a failure in all forms, with what the mover said', async () => {
    const failing = ['ignoring error for /file: ciphertext verification failed'];
    const restore = { failing: [failing], isStuck: true };
    const { exitCode, out } = await typed('web --yes -o junit', {}, restore);
    expect(exitCode).toBe(9);
    expect(out).toMatch(/<failure type="damaged"[^]*ciphertext verification failed/);
  });
});
