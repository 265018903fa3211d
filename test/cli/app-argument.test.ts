import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { FakeTerminal, keys } from '../fakes/fake-terminal.ts';

const source = (namespace: string, name: string) => ({
  metadata: { namespace, name, uid: `${namespace}-${name}` },
  status: { lastSyncTime: '2026-11-23T14:00:10Z', nextSyncTime: '2026-11-23T15:00:00Z' },
  spec: { sourcePVC: name, trigger: { schedule: '0 * * * *' }, restic: { repository: 'secret' } },
});

function twoApps(): FakeCluster {
  const cluster = new FakeCluster();
  for (const name of ['web', 'mail']) cluster.put(resources.replicationSources, source('home', name));
  return cluster;
}

/** A person at this terminal. */
function at(terminal: FakeTerminal, cluster: FakeCluster): FakeIo {
  const { stream, write } = terminal.stderr;
  const stderr = { isTerminal: true, columns: 80, stream, write, writeBytes: () => Promise.resolve() };
  return Object.assign(new FakeIo({ cluster, answers: [] }), { stdin: terminal.stdin, stderr });
}

const lines = [
  'trigger',
  'suspend',
  'resume',
  'unlock',
  'logs',
  'diff',
  'restore',
  'restore --in-place',
  'restore resume',
  'restore abort',
  'browse --shell',
];

describe('a command line without an app', () => {
  it.each(lines)('%s: asks at a terminal, and Ctrl-C there changes nothing', async (line) => {
    const terminal = new FakeTerminal();
    const cluster = twoApps();
    const ended = run([...line.split(' '), '-n', 'home'], at(terminal, cluster));
    await terminal.shows('❯ mail');
    terminal.press(keys.ctrlC);
    expect(await ended).toBe(130);
    expect(cluster.calls.map(({ verb }) => verb).filter((verb) => verb !== 'list')).toEqual([]);
  });

  it.each(lines)('%s: is refused without one, before anything is read', async (line) => {
    const io = new FakeIo();
    expect(await run([...line.split(' '), '-n', 'home'], io)).toBe(2);
    expect(io.err).toMatch(/no apps? given|missing required argument 'app'/);
  });

  it.each(['trigger', 'suspend', 'unlock'])('%s: asks where there is only one app, too', async (line) => {
    const terminal = new FakeTerminal();
    const cluster = new FakeCluster();
    cluster.put(resources.replicationSources, source('home', 'web'));
    const ended = run([line], at(terminal, cluster));
    await terminal.shows('❯ web');
    terminal.press(keys.ctrlC);
    expect(await ended).toBe(130);
    expect(cluster.calls.map(({ verb }) => verb).filter((verb) => verb !== 'list')).toEqual([]);
  });

  it('works on the one that is chosen', async () => {
    const terminal = new FakeTerminal();
    const ended = run(['suspend', '--dry-run', '-n', 'home'], at(terminal, twoApps()));
    await terminal.shows('❯ mail');
    terminal.press('w', keys.enter);
    expect(await ended).toBe(0);
  });

  it('says where there is none to choose', async () => {
    const terminal = new FakeTerminal();
    expect(await run(['trigger', '-n', 'home'], at(terminal, new FakeCluster()))).toBe(3);
    expect(terminal.written).toContain('There is no ReplicationSource in namespace home.');
  });
});
