import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { sourceObject } from '../../fakes/fleet-objects.ts';
import { worldWith, type Restic } from '../../fakes/fake-restic.ts';
import { printedSnapshots, snapshotNamed } from '../../fakes/repository-objects.ts';

const newest = snapshotNamed('bbbbbbbb', '2026-11-23T15:00:00Z');
const older = snapshotNamed('aaaaaaaa', '2026-11-22T15:00:00Z');
const none = { files: 0, dirs: 0, others: 0, bytes: 0 };
const node = { message_type: 'node', path: '/a', type: 'file', mode: 420, uid: 1, gid: 1, size: 3, mtime: 0 };

const restic: Restic = (app, [command]) => {
  if (app === 'mail') return { exitCode: 12 };
  if (command === 'ls') return { output: [{ message_type: 'snapshot', id: newest.id }, node].map(inOneLine) };
  if (command === 'diff') {
    return { output: [inOneLine({ message_type: 'statistics', changed_files: 0, added: none, removed: none })] };
  }
  return { output: [printedSnapshots(older, newest)] };
};
const inOneLine = (message: object) => JSON.stringify(message);

async function typed(line: string, apps = ['web', 'mail', 'diff', 'ls', 'help']) {
  const sources = apps.map((name) => sourceObject({ restic: { repository: `${name}-volsync` } }, {}, name));
  const { cluster } = worldWith(sources, restic);
  const io = new FakeIo({ cluster, now: new Date('2026-11-23T15:24:00Z') });
  const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
  const exitCode = await run(['snapshots', ...words, '--mover-image', 'mover'], io);
  return { exitCode, out: io.out, err: io.err };
}

describe('snapshots', () => {
  it.each<[string, number, RegExp]>([
    ['web -n home', 0, /^home\/web {2}2 snapshots in \/repository\/web\n/],
    ['home/web --limit 1 --previous 1', 0, /► previous: 1 restores aaaaaaaa/],
    ['home/web --as-of 2026-11-01', 0, /! none: restoreAsOf/],
    ['web mail -n home', 8, /home\/mail {2}\? not read/],
    ['web wbe -n home', 3, /^home\/web/],
    ['home/diff home/ls', 0, /^home\/diff [^]*\nhome\/ls /],
    ['help -n home', 0, /^home\/help /],
    ['web diff -n home', 0, /^home\/web [^]*\nhome\/diff /],
    ['diff diff aaaa bbbb -n home', 0, /^home\/diff\n--- aaaaaaaa/],
    ['diff home/web aaaa latest', 0, /\nno difference\n/],
    ['ls ls latest -n home', 0, /^home\/ls {2}bbbbbbbb[^]*-rw-r--r--/],
    ['--timeout 3m ls web bbbb /a -n home', 0, /\/a\n1 file, 3 B/],
    ['ls web latest -n home -o name', 0, /^\/a\n$/],
  ])('%s ends with %i', async (line, exitCode, shown) => {
    const { out, err, ...end } = await typed(line);
    expect(end.exitCode, err).toBe(exitCode);
    expect(out).toMatch(shown);
  });

  it.each<[string, number, RegExp]>([
    ['wbe -n home', 3, /There is no ReplicationSource wbe/],
    ['mail -A', 2, /app names and -A cannot be combined/],
    ['web -o junit', 2, /snapshots cannot be shown as junit/],
    ['ls web latest -o junit', 2, /snapshots cannot be shown as junit/],
    ['--since later', 2, /Expected a time such as/],
    ['--limit 0', 2, /at least 1/],
    ['diff web aaaa', 2, /missing required argument 'b'/],
    ['diff web aaa bbbb', 2, /at least 4 digits/],
    ['ls web aaaa:conf', 2, /at least 4 digits/],
    ['ls web --help=x', 2, /./],
    ['-A ls web latest', 2, /app names and -A cannot be combined/],
    ['ls web latest -A', 2, /app names and -A cannot be combined/],
    ['ls web latest --previous 1', 2, /--previous is for the list of snapshots/],
    ['ls mail latest -n home', 8, /gave no answer: the password does not open the repository/],
    ['ls web cccc -n home', 9, /There is no snapshot cccc/],
  ])('%s fails with %i, and shows nothing', async (line, exitCode, message) => {
    const { out, err, ...end } = await typed(line);
    expect([end.exitCode, out]).toEqual([exitCode, '']);
    expect(err).toMatch(message);
  });

  it('writes one document, and as errors too', async () => {
    expect(JSON.parse((await typed('-n home -o json')).out)).toMatchObject({ schema: 'volsyncctl/snapshots/v1' });
    expect(JSON.parse((await typed('ls home/web latest -o json')).out)).toMatchObject({ entries: [{ path: '/a' }] });
    expect((await typed('diff home/web aaaa bbbb -o yaml')).out).toMatch(/^schema: volsyncctl\/snapshot-diff\/v1\n/);
    const failed = await typed('wbe -n home -o json');
    expect(failed.out).toBe('');
    expect(failed.err).toContain('"kind": "not-found"');
  });

  it('has help of its own for what is under it, without the flags that are not for that', async () => {
    const { out } = await typed('ls --help');
    expect(out).toMatch(/^Usage: volsyncctl snapshots ls APP ID \[PATH\]/m);
    expect(out).toMatch(/--recursive[^]*Exit codes:/);
    expect(out).not.toMatch(/--all-namespaces|--as-of/);
    expect((await typed('--help')).out).toMatch(/snapshots ls APP[^]*snapshots diff APP[^]*--as-of/);
  });
});
