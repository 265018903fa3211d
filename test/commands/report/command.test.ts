import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { rights } from '../../../src/program/rights.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { runPods } from '../../fakes/helper-pod-world.ts';
import { answerOf, secretOf } from '../../fakes/repository-answers.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../fakes/repository-objects.ts';

const failed = { ...snapshotAt('2026-11-23T15:10:00Z'), paths: ['/elsewhere'] };
const good = printedSnapshots(failed, snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') }));

/** One app with a backup, one without, and one whose repository cannot be read. */
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

async function typed(line: string, options: FakeIoOptions = {}) {
  const cluster = fleet();
  const io = new FakeIo({ cluster, now: new Date('2026-11-23T15:24:00Z'), ...options });
  const exitCode = await run(['report', '--mover-image', 'x', ...line.split(' ').filter(Boolean)], io);
  return { exitCode, out: io.out, err: io.err, cluster };
}

interface Document {
  readonly apps: readonly Readonly<Record<string, unknown>>[];
}

async function documentOf(line: string) {
  const { out } = await typed(`${line} -o json`);
  return JSON.parse(out) as Document;
}

describe('report', () => {
  it.each([
    ['web -n home', 0],
    ['mail -n home', 9],
    ['wiki -n home', 10],
    ['-A', 9],
    ['web wbe -n home', 3],
    ['wbe -n home', 3],
    ['-n elsewhere', 3],
    ['web -n home --max-age 1m', 9],
    ['-A -o wide', 2],
    ['-A -o name', 2],
    ['-A -o junit', 2],
    ['-A --since 2027-01-01', 2],
  ])('%s ends with %i, as verify does', async (line, exitCode) => {
    expect((await typed(line)).exitCode).toBe(exitCode);
  });

  it('writes HTML to stdout, and of the pods to stderr', async () => {
    for (const form of ['', ' -o html']) {
      const { out, err } = await typed(`-n home${form}`);
      expect(out).toMatch(/^<!DOCTYPE html>\n/);
      expect([...out.matchAll(/<tbody [^>]*data-app="([^"]*)"/g)].map(([, app]) => app)).toEqual([
        'home/mail',
        'home/wiki',
        'home/web',
      ]);
      expect(err).toBe('► looking into the repositories of 3 apps\n');
    }
  });

  it('asks for a file on a terminal, before it looks at anything', async () => {
    const { exitCode, out, err, cluster } = await typed('-n home', { isTerminal: true });
    expect([exitCode, out, cluster.calls]).toEqual([2, '', []]);
    expect(err).toMatch(/--output-file backups\.html/);
    expect((await typed('-n home -o json', { isTerminal: true })).exitCode).toBe(9);
  });

  it('replaces a file as a whole, and leaves nothing beside it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'volsyncctl-report-'));
    const file = path.join(folder, 'new', 'backups.html');
    const first = await typed(`-n home --output-file ${file}`, { isTerminal: true });
    expect([first.exitCode, first.out]).toEqual([9, '']);
    writeFileSync(file, 'old');
    expect((await typed(`web -n home --output-file ${file}`)).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!DOCTYPE html>[^]*<\/html>\n$/);
    expect(readdirSync(path.dirname(file))).toEqual(['backups.html']);
  });

  it('leaves the file as it was where nothing could be looked at', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'volsyncctl-report-')), 'backups.html');
    writeFileSync(file, 'old');
    expect((await typed(`wbe -n home --output-file ${file}`)).exitCode).toBe(3);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('shows as JSON what counts as a backup, and what is missing', async () => {
    const [app] = (await documentOf('web -n home')).apps;
    expect(app).toMatchObject({
      ...{ verdict: 'protected', schedule: '0 * * * *', snapshotCount: 1, nextSync: '2026-11-23T16:00:00Z' },
      snapshots: [
        { time: '2026-11-23T15:10:00Z', isBackup: false },
        { time: '2026-11-23T15:00:05Z', isBackup: true, files: 2, bytes: 31 },
      ],
      missedRuns: [],
    });
    expect((await documentOf('web -n home --since 2026-11-23T15:05:00Z')).apps[0]?.['snapshots']).toHaveLength(1);
  });

  it('says nothing of snapshots that were not seen, nor of gaps', async () => {
    const [app] = (await documentOf('wiki -n home')).apps;
    expect(Object.keys(app ?? {})).not.toContain('snapshots');
    expect(Object.keys(app ?? {})).not.toContain('missedRuns');
  });

  it('needs the rights of verify', () => {
    expect(rights.report).toBe(rights.verify);
  });
});
