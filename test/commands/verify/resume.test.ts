import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunProgress } from '../../../src/local-files/local-files.ts';
import { openRunProgress } from '../../../src/local-files/run-progress.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../../src/volsync/types.ts';
import type { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { worldWith } from '../../fakes/fake-restic.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../fakes/repository-objects.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-resume-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** More namespaces, and so helper pods, than run at a time. */
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

function appIn(name: string, index: number): ReplicationSource {
  const id = `${index}`.repeat(8);
  const logs = `snapshot ${id} saved\nRestic completed in 1s`;
  const { metadata, ...source } = sourceObject({}, { latestMoverStatus: { result: 'Successful', logs } }, name);
  return { ...source, metadata: { ...metadata, namespace: `ns-${name}` } };
}

/** A cluster whose repositories are recorded when restic reads them; that of `ill` cannot be opened. */
function fleet(ill?: string) {
  const asked: string[] = [];
  const { cluster } = worldWith(names.map(appIn), (app, [step]) => {
    if (step === 'snapshots') asked.push(app);
    const id = wholeId(`${names.findIndex((name) => name === app)}`.repeat(8));
    return app === ill
      ? { exitCode: 1, errors: ['Fatal: unable to open config file: dial tcp: i/o timeout'] }
      : { output: [printedSnapshots(snapshotAt('2026-11-23T15:00:05Z', { id }))] };
  });
  return { cluster, asked };
}

/** A run whose progress is on disk; `onKept` is called when something has been written. */
class ResumableIo extends FakeIo {
  onKept: () => void = () => undefined;

  override runProgress(key: readonly string[]): Promise<RunProgress> {
    const progress = openRunProgress(folder, key, () => this.now());
    const append: RunProgress['append'] = async (lines) => {
      const isKept = await progress.append(lines);
      this.onKept();
      return isKept;
    };
    return Promise.resolve({ ...progress, append });
  }
}

async function typed(line: string, cluster: FakeCluster, { at = '2026-11-23T15:24:00Z', isInterrupted = false } = {}) {
  const interruption = new AbortController();
  const io = new ResumableIo({ contexts: ['a', 'b'], cluster, now: new Date(at), signal: interruption.signal });
  if (isInterrupted) io.onKept = () => interruption.abort();
  const exitCode = await run(['verify', '-A', '--mover-image', 'mover', ...line.split(' ').filter(Boolean)], io);
  expect([cluster.stored(resources.pods), cluster.openStreams]).toEqual([[], 0]);
  return { exitCode, out: io.out, err: io.err };
}

interface Document {
  readonly apps: readonly { readonly name: string; readonly verdict: string; readonly resumed?: true }[];
}

const resumedIn = (out: string) =>
  (JSON.parse(out) as Document).apps.flatMap(({ name, resumed }) => (resumed === true ? [name] : []));

describe('verify --resume', () => {
  it('continues an interrupted run: reads what is left, and judges all', async () => {
    const { cluster, asked } = fleet();
    const first = await typed('--max-age 2h', cluster, { isInterrupted: true });
    expect(first).toMatchObject({ exitCode: 130, out: '' });
    expect(first.err).toMatch(/Interrupted\. What was read of \d apps? is kept for 1h\./);
    expect(first.err).toContain('→ volsyncctl verify -A --mover-image mover --max-age 2h --resume');
    const read = asked.splice(0);
    expect(read.length).toBeLessThan(names.length);

    const second = await typed('-o json --resume', cluster, { at: '2026-11-23T15:40:00Z' });
    const resumed = resumedIn(second.out);
    expect(second.exitCode).toBe(0);
    expect((JSON.parse(second.out) as Document).apps.map(({ name, verdict }) => [name, verdict])).toEqual(
      names.map((name) => [name, 'protected']),
    );
    expect(resumed.length).toBeGreaterThan(0);
    expect(asked.toSorted()).toEqual(names.filter((name) => !resumed.includes(name)));
    expect(await readdir(folder)).toEqual([]);
  });

  it('marks what the interrupted run has read, and judges it as of now', async () => {
    const { cluster } = fleet();
    await typed('', cluster, { isInterrupted: true });
    const { out, exitCode } = await typed('--resume --max-age 30m', cluster, { at: '2026-11-23T15:40:00Z' });
    expect(exitCode).toBe(9);
    expect(out).toMatch(/✗ unprotected, read 16m ago /);
    expect(out).toMatch(/\d read by the interrupted run/);
  });

  it('reads again what has changed since, and what was not known', async () => {
    const { cluster, asked } = fleet('a');
    await typed('', cluster, { isInterrupted: true });
    asked.splice(0);
    for (const name of names.slice(1))
      cluster.change(resources.replicationSources, { namespace: `ns-${name}`, name }, (one) => one);
    const { out } = await typed('-o json --resume', cluster);
    expect(asked.toSorted()).toEqual(names);
    expect(resumedIn(out)).toEqual([]);
  });

  it('says that there is nothing to continue: after a run that has ended, and for another question', async () => {
    const { cluster, asked } = fleet();
    await typed('', cluster);
    for (const line of ['--resume', '--depth metadata --resume']) {
      asked.splice(0);
      expect((await typed(line, cluster)).err).toContain('no interrupted run of this command in the last');
      expect(new Set(asked).size).toBe(names.length);
    }
  });

  it('without the flag, nothing of an interrupted run is used', async () => {
    const { cluster, asked } = fleet();
    await typed('', cluster, { isInterrupted: true });
    asked.splice(0);
    await typed('', cluster);
    expect(asked.toSorted()).toEqual(names);
  });

  it.each(['--depth listing --resume', '--context a --context b --resume'])('is refused with %s', async (line) => {
    const { exitCode, err } = await typed(line, fleet().cluster);
    expect([exitCode, err]).toEqual([2, expect.stringMatching(/--resume and .* cannot be combined/)]);
  });
});
