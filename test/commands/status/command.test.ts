import { describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';
import { destinationObject, sourceObject } from '../../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const parked = sourceObject({ trigger: { schedule: '0 * * * *', manual: 'x' } }, { lastManualSync: 'x' }, 'mail');

function fleet(): FakeCluster {
  return new FakeCluster()
    .put(resources.replicationSources, sourceObject(), parked)
    .put(resources.persistentVolumeClaims, { metadata: { name: 'web', namespace: 'home' }, status: { phase: 'Bound' } })
    .put(resources.secrets, { metadata: { name: 'web-volsync', namespace: 'home' } })
    .put(resources.replicationDestinations, destinationObject());
}

async function typed(line: string, cluster = fleet(), options: FakeIoOptions = {}) {
  const io = new FakeIo({ cluster, now, ...options });
  const exitCode = await run(['status', ...line.split(' ').filter(Boolean)], io);
  return { exitCode, out: io.out, err: io.err };
}

describe('status', () => {
  it('shows a namespace without a column for it, and the cluster with one', async () => {
    const home = await typed('-n home');
    expect(home).toMatchObject({ exitCode: 0, err: '' });
    expect(home.out).toMatch(/^APP +STATE.*\nmail +! parked/);
    expect((await typed('-A')).out).toMatch(/^NAMESPACE +APP.*\nhome +mail +! parked/);
    expect((await typed('-A --problems')).out).not.toMatch(/^home +web/m);
  });

  it('uses the namespace of the context, and says where there is nothing', async () => {
    expect(await typed('')).toEqual({
      exitCode: 0,
      out: '',
      err: 'There is no ReplicationSource and no ReplicationDestination in namespace default.\n  → volsyncctl status -A\n',
    });
    expect((await typed('-A', new FakeCluster())).err).toMatch(/in the cluster\.\n$/);
    expect((await typed('-A -l tier=x')).err).toMatch(/in the cluster with the labels tier=x\.\n$/);
  });

  it('names what VolSync cannot decode before everything else, with the command that takes it out', async () => {
    const broken = sourceObject({}, { lastSyncDuration: '9999999h' }, 'web');
    const cluster = fleet().put(resources.replicationSources, broken);
    const words =
      'VolSync cannot decode status.lastSyncDuration "9999999h": it syncs nothing in the whole cluster while this object has it';
    for (const line of ['-A --fail-on any', 'home/web --fail-on undecodable-status']) {
      const { exitCode, out } = await typed(line, cluster);
      expect([exitCode, out.replace(/\s+/g, ' ')]).toEqual([9, expect.stringContaining(words)]);
      expect(out).toContain('kubectl patch replicationsource web -n home --subresource status');
    }
    const { out } = await typed('-A -o json', cluster);
    expect(out).toContain('"state": "undecodable-status"');
  });

  it.each([
    ['-A --fail-on any', 9],
    ['-A --fail-on parked', 9],
    ['-A --fail-on stale,parked', 9],
    ['-A --fail-on stale,failing', 0],
    ['-n elsewhere --fail-on any', 10],
    ['home/mail --fail-on parked', 9],
    ['home/web --fail-on any', 0],
    ['home/mail --fail-on secret-missing', 9],
    ['-A --fail-on source-missing', 9],
  ])('%s ends with %i', async (line, exitCode) => {
    expect((await typed(line)).exitCode).toBe(exitCode);
  });

  it.each([
    ['--fail-on sleepy', /"sleepy" is none of: any, parked, never-synced,/],
    ['-A --watch --fail-on any', /--watch and --fail-on cannot be combined/],
    ['-A --watch -o yaml', /--watch cannot be shown as yaml/],
    ['web -A', /app names and -A cannot be combined/],
    ['Web', /"Web" is not a valid app name/],
  ])('%s is wrong usage', async (line, message) => {
    const { exitCode, out, err } = await typed(line);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('shows all about named apps, tells of those that are not there, and ends with 3', async () => {
    const { exitCode, out, err } = await typed('web wbe -n home');
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^home\/web {2}✔ idle\n {2}Trigger/);
    expect(err).toMatch(/✗ There is no ReplicationSource wbe in namespace home\.\n +There are: web, mail/);
  });

  it('says as JSON that the one app is not there', async () => {
    const { exitCode, out, err } = await typed('wbe -n home -o json');
    expect([exitCode, out]).toEqual([3, '']);
    expect(JSON.parse(err)).toMatchObject({ schema: 'volsyncctl/error/v1', kind: 'not-found' });
  });

  it('has the forms that scripts read', async () => {
    expect(JSON.parse((await typed('-A -o json')).out)).toMatchObject({ schema: 'volsyncctl/status/v1' });
    expect((await typed('-A -o yaml')).out).toMatch(/^schema: volsyncctl\/status\/v1\n/);
    expect((await typed('-A -o name')).out).toBe(
      ['home/web', 'home/mail', 'home/replicationdestination.volsync.backube/web-bootstrap', ''].join('\n'),
    );
    expect((await typed('web -n home -o json')).out).toContain('"related"');
  });
});

describe('status --watch', () => {
  async function watching(line: string, act: (cluster: FakeCluster) => void, options: FakeIoOptions = {}) {
    const stop = new AbortController();
    const cluster = fleet();
    const io = new FakeIo({ cluster, now, signal: stop.signal, ...options });
    const running = run(['status', ...line.split(' ')], io);
    await grown(io, 0);
    const before = io.out.length;
    act(cluster);
    await grown(io, before);
    stop.abort();
    const exitCode = await running;
    expect(cluster.openStreams).toBe(0);
    return { exitCode, out: io.out, err: io.err };
  }

  /** Returns when something more was shown, however slow the machine is. */
  const grown = (io: FakeIo, length: number) =>
    vi.waitFor(() => expect(io.out.length).toBeGreaterThan(length), { timeout: 5000, interval: 5 });

  const begin = (cluster: FakeCluster) =>
    void cluster.change(resources.replicationSources, { namespace: 'home', name: 'web' }, (source) => ({
      ...source,
      status: { ...source.status, lastSyncStartTime: '2026-11-23T15:23:40Z' },
    }));

  it('appends the rows that change off a terminal, and ends with 130 and without a word', async () => {
    const { exitCode, out, err } = await watching('-n home --watch', begin);
    expect([exitCode, err]).toEqual([130, '']);
    const lines = out.split('\n').map((text) => text.replace(/^[\d:]{8}/, 'T'));
    expect(lines[0]).toMatch(/^TIME +APP +STATE +LAST SYNC/);
    expect(lines.filter((text) => text.startsWith('T  '))).toEqual([
      expect.stringMatching(/^T {2}web +✔ idle/),
      expect.stringMatching(/^T {2}mail +! parked/),
      expect.stringMatching(/^T {2}web-bootstrap +✔ restored/),
      expect.stringMatching(/^T {2}web +⟳ running 20s/),
    ]);
  });

  it('tells what was deleted', async () => {
    const { out } = await watching('-n home --watch', (cluster) =>
      cluster.remove(resources.replicationSources, { namespace: 'home', name: 'mail' }),
    );
    expect(out).toMatch(/ {2}source home\/mail was deleted\n$/);
  });

  it('writes a document for each change with -o json', async () => {
    const { out } = await watching('-n home --watch -o json', begin);
    const documents = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { sources: { state: string }[] });
    expect(documents.map(({ sources }) => sources.map(({ state }) => state))).toEqual([
      ['idle', 'parked-schedule'],
      ['syncing'],
    ]);
  });

  it('draws in place on a terminal, and leaves the last picture behind', async () => {
    const { exitCode, out } = await watching('-n home --watch', begin, { isTerminal: true, env: { NO_COLOR: '1' } });
    expect(exitCode).toBe(130);
    const [screen = '', rest = ''] = out.split('\x1b[?1049l');
    expect(screen).toMatch(/✔ idle[^]*⟳ running/);
    expect(rest).toMatch(/^APP[^]*web +⟳ running 20s/);
  });
});
