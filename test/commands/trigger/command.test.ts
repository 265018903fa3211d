import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import { FakeVolSync, goodLog, source, type FakeSync } from '../../fakes/fake-volsync.ts';

const good: FakeSync = { copiedAt: '2026-11-23T15:26:24Z', log: goodLog('724684cd') };
const wrongPassword = { exitCode: 1, log: ['Fatal: wrong password or no key found'] };

/** Runs `trigger …` with a VolSync that runs these syncs. */
async function typed(line: string, syncs: readonly FakeSync[] = [good], app = source(), more: FakeIoOptions = {}) {
  const volsync = new FakeVolSync(app, syncs);
  const { cluster } = volsync;
  const io = new FakeIo({ cluster, now: new Date('2026-11-23T15:26:22Z'), speed: 20, ...more });
  const exitCode = await run(['trigger', ...line.split(' ')], io);
  const trigger = cluster.stored(resources.replicationSources)[0]?.spec?.trigger;
  return { exitCode, out: io.out, err: io.err, trigger, volsync, cluster };
}

const schedule = { schedule: '0 * * * *' };

describe('trigger', () => {
  it('backs an app up, names its snapshot, and gives the schedule back', async () => {
    const { exitCode, out, trigger, volsync, cluster } = await typed('web -n home');
    expect([exitCode, trigger, volsync.served.length]).toEqual([0, schedule, 1]);
    expect(out).toMatch(/^✔ home\/web .*724684cd/);
    expect(cluster.openStreams).toBe(0);
  });

  it.each([
    ['json', /"schema": "volsyncctl\/trigger\/v1"[^]*"id": "724684cd"/],
    ['yaml', /^schema: volsyncctl\/trigger\/v1\n/],
    ['name', /^replicationsource\.volsync\.backube\/web\n$/],
  ])('shows -o %s', async (format, expected) => {
    const { exitCode, out } = await typed(`home/web -o ${format}`);
    expect([exitCode, out]).toEqual([0, expect.stringMatching(expected)]);
  });

  it('changes nothing with --dry-run', async () => {
    const { exitCode, volsync, cluster } = await typed('web -n home --dry-run');
    expect([exitCode, volsync.served]).toEqual([0, []]);
    expect(cluster.stored(resources.replicationSources)).toMatchObject([source()]);
  });

  it('returns with --no-wait as soon as the sync has begun', async () => {
    const { exitCode, out, volsync } = await typed('web -n home --no-wait', [{ ...good, isStuck: true }]);
    expect([exitCode, volsync.served.length]).toEqual([0, 1]);
    expect(out).toMatch(/not waiting for it/);
    volsync.release();
  });

  it('waits no longer than --timeout, and gives the schedule back', async () => {
    const { exitCode, trigger, volsync } = await typed('web -n home --timeout 5s', [{ ...good, isStuck: true }]);
    expect([exitCode, trigger]).toEqual([7, schedule]);
    volsync.release();
  });

  it('tells a failure that waiting does not mend at once, long before --timeout', async () => {
    const stuck = { ...good, failing: [wrongPassword], isStuck: true };
    const { exitCode, out, err, trigger, volsync } = await typed('web -n home --timeout 30m', [stuck]);
    expect([exitCode, trigger]).toEqual([8, schedule]);
    expect(out + err).toMatch(/wrong password/);
    volsync.release();
  });

  it("shows the mover's lines with --logs alone, on stderr", async () => {
    expect((await typed('web -n home --logs')).err).toMatch(/=== Starting backup ===/);
    expect((await typed('web -n home')).err).not.toMatch(/=== Starting backup ===/);
  });

  it.each([
    ['', { ...schedule, manual: 'parked' }],
    [' --unpark', schedule],
  ])('puts the tag of a parked schedule back, and not with%s', async (flag, expected) => {
    const parked = source({ trigger: { ...schedule, manual: 'parked' } }, { lastManualSync: 'parked' });
    const { exitCode, trigger } = await typed(`web -n home${flag}`, [good], parked);
    expect([exitCode, trigger]).toEqual([0, expected]);
  });

  it.each([
    ['-n home', /no apps given/],
    ['web --all -n home', /--all/],
    ['web -A', /app names and -A cannot be combined/],
    ['web -n home --timeout soon', /'--timeout <duration>' argument 'soon' is invalid/],
    ['web -n home --max-parallel 0', /'--max-parallel <apps>' argument '0' is invalid/],
    ['web -n home -o junit', /trigger cannot be shown as junit/],
  ])('%s is wrong usage, said before anything is asked', async (line, message) => {
    const { exitCode, out, err, cluster } = await typed(line);
    expect([exitCode, out, cluster.calls]).toEqual([2, '', []]);
    expect(err).toMatch(message);
  });

  it('finds no app of that name, and touches no other', async () => {
    const { exitCode, volsync } = await typed('wbe -n home');
    expect([exitCode, volsync.served]).toEqual([3, []]);
  });
});
