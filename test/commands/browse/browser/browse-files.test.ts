import { describe, expect, it, vi } from 'vitest';
import { browseFiles } from '../../../../src/commands/browse/browser/browse-files.ts';
import type { BrowsedFiles } from '../../../../src/cli/browsed-files.ts';
import { Failure } from '../../../../src/errors.ts';
import { FakeTerminal, keys } from '../../../fakes/fake-terminal.ts';
import { browsing, files } from '../../../fakes/browser/browsing.ts';
import { entry } from '../../../fakes/browser/entries.ts';

const takesTerminal = '\x1b[?1049h\x1b[?25l';
const givesBack = '\x1b[?25h\x1b[?1049l';

/** Never answers, and reports when it is cancelled. */
function endless(givenUp: (what: string) => void) {
  return <Result>(what: string, signal: AbortSignal) =>
    new Promise<Result>((_, reject) => {
      signal.addEventListener('abort', () => {
        givenUp(what);
        reject(new Error('aborted'));
      });
    });
}

describe('browseFiles', () => {
  it('walks into a folder, shows a file, comes back and gives the terminal back', async () => {
    const { terminal, ended } = browsing();
    await terminal.shows('❯ conf/');
    expect(terminal.lines).toHaveLength(24);
    terminal.press(keys.enter);
    await terminal.shows('❯ app.yaml');
    terminal.press(keys.enter);
    await terminal.shows('kept: true');
    terminal.press('q', keys.left);
    await terminal.shows('❯ conf/');
    terminal.press('q');
    await ended;
    expect(terminal.written.startsWith(takesTerminal)).toBe(true);
    expect(terminal.written.endsWith(givesBack)).toBe(true);
  });

  it('filters by letters that are typed, and draws one row for the one match', async () => {
    const { terminal, ended } = browsing();
    await terminal.shows('2 entries');
    terminal.press('/', 'b', 'o');
    await terminal.shows('1 of 2 entries');
    expect(terminal.lines[1]).toMatch(/^❯ born/);
    terminal.press(keys.enter, 'q');
    await ended;
  });

  it('leaves what was saved in the history of the terminal, without what could steer it', async () => {
    const download: BrowsedFiles['download'] = (path, _signal, report) => {
      report('1 of 2 MiB\x1b[2J');
      return Promise.resolve(`saved ${path}\x1b[2J`);
    };
    const { terminal, ended } = browsing({ download });
    await terminal.shows('❯ conf/');
    terminal.press('d');
    await terminal.shows('saved /conf');
    terminal.press('q');
    await ended;
    expect(terminal.written).toContain('1 of 2 MiB');
    expect(terminal.written.endsWith(`${givesBack}saved /conf\n`)).toBe(true);
  });

  it.each(['list', 'read', 'download'] as const)('says why a %s failed, and goes on', async (method) => {
    const { terminal, ended } = browsing({
      [method]: () => Promise.reject(new Failure('failed', 'permission denied')),
    });
    await terminal.shows(method === 'list' ? 'not listed' : '❯ conf/');
    terminal.press(keys.end, { list: 'r', read: keys.enter, download: 'd' }[method]);
    await terminal.shows('permission denied');
    terminal.press('q');
    await ended;
  });

  it('draws anew for another size of the terminal', async () => {
    const { terminal, ended } = browsing();
    await terminal.shows('❯ conf/');
    terminal.resize(10, 140);
    await vi.waitFor(() => expect(terminal.lines).toHaveLength(10));
    expect(terminal.lines[1]).toContain('2026-11-23 09:01:00');
    terminal.press('q');
    await ended;
  });

  it('tells of every key, for the deadline of an idle browser', async () => {
    const onActivity = vi.fn();
    const { terminal, ended } = browsing({ onActivity });
    await terminal.shows('❯ conf/');
    terminal.press(keys.down, keys.up, 'q');
    await ended;
    expect(onActivity).toHaveBeenCalledTimes(3);
  });
});

describe('a shell', () => {
  it('has the terminal to itself, in the folder that is shown, and the files are read again after it', async () => {
    const list = vi.fn<BrowsedFiles['list']>((folder, signal, report) => files().list(folder, signal, report));
    const during: boolean[] = [];
    const shell = (folder: string) => {
      expect(folder).toBe('/conf');
      list.mockResolvedValue([entry('/conf/new.yaml')]);
      during.push(terminal.written.endsWith(givesBack), terminal.stdin.listenerCount('keypress') === 0);
      return Promise.resolve();
    };
    const { terminal, ended } = browsing({ list, shell });
    await terminal.shows('❯ conf/');
    terminal.press(keys.enter);
    await terminal.shows('❯ app.yaml');
    terminal.press('s');
    await terminal.shows('❯ new.yaml');
    expect(during).toEqual([true, true]);
    terminal.press('q');
    await ended;
  });

  it('is not drawn over by a download that goes on', async () => {
    let report: (line: string) => void = () => undefined;
    let seen = '';
    const shell = () => {
      const before = terminal.written;
      report('2 of 3 MiB');
      seen = terminal.written.slice(before.length);
      return Promise.resolve();
    };
    const download: BrowsedFiles['download'] = (_path, _signal, say) => {
      report = say;
      say('1 of 3 MiB');
      return new Promise(() => undefined);
    };
    const { terminal, ended } = browsing({ shell, download });
    await terminal.shows('❯ conf/');
    terminal.press('d');
    await terminal.shows('1 of 3 MiB');
    terminal.press('s');
    await vi.waitFor(() => expect(terminal.lines.join('')).not.toContain('MiB'));
    expect(seen).toBe('');
    terminal.press('q', 'q');
    await ended;
  });

  it('that cannot be had is said, and one that is not offered is no key', async () => {
    const refused = browsing({ shell: () => Promise.reject(new Error('no shell in the image')) });
    await refused.terminal.shows('❯ conf/');
    refused.terminal.press('s');
    await refused.terminal.shows('no shell in the image');
    refused.terminal.press('q');
    await refused.ended;
    const without = browsing();
    await without.terminal.shows('❯ conf/');
    without.terminal.press('s', keys.down);
    await without.terminal.shows('❯ born');
    without.terminal.press('q');
    await without.ended;
  });
});

describe('the end', () => {
  const interrupted = { name: 'Failure', kind: 'interrupted' };

  it.each(['list', 'read', 'download'] as const)('by Ctrl-C gives up a %s', async (method) => {
    const givenUp = vi.fn();
    const wait = endless(givenUp);
    const { terminal, ended } = browsing({
      ...(method === 'list' && { list: (folder, signal) => wait(folder, signal) }),
      ...(method === 'read' && { read: (path, _limit, signal) => wait(path, signal) }),
      ...(method === 'download' && { download: (path, signal) => wait(path, signal) }),
    });
    await terminal.shows(method === 'list' ? 'loading' : '❯ conf/');
    terminal.press(keys.end, { list: keys.up, read: keys.enter, download: 'd' }[method]);
    await terminal.shows({ list: 'loading', read: 'loading', download: 'downloading' }[method]);
    terminal.press(keys.ctrlC);
    await expect(ended).rejects.toMatchObject(interrupted);
    expect(givenUp).toHaveBeenCalledOnce();
    expect(terminal.written.endsWith(givesBack)).toBe(true);
  });

  it('of a folder that is left while it is read is heard no more', async () => {
    const givenUp = vi.fn();
    const wait = endless(givenUp);
    const list: BrowsedFiles['list'] = (folder, signal, report) =>
      folder === '/' ? files().list(folder, signal, report) : wait(folder, signal);
    const { terminal, ended } = browsing({ list });
    await terminal.shows('❯ conf/');
    terminal.press(keys.enter);
    await terminal.shows('loading');
    terminal.press(keys.left);
    await terminal.shows('❯ conf/');
    expect(givenUp).toHaveBeenCalledWith('/conf');
    terminal.press('q');
    await ended;
    expect(terminal.written).not.toContain('aborted');
  });

  it('comes by the signal, with its reason where that is a failure', async () => {
    const plain = new AbortController();
    const first = browsing({}, { signal: plain.signal });
    await first.terminal.shows('❯ conf/');
    plain.abort();
    await expect(first.ended).rejects.toMatchObject(interrupted);
    const idle = new AbortController();
    const second = browsing({}, { signal: idle.signal });
    await second.terminal.shows('❯ conf/');
    idle.abort(new Failure('timeout', 'Idle for 30m.'));
    await expect(second.ended).rejects.toMatchObject({ kind: 'timeout' });
    expect(second.terminal.written.endsWith(givesBack)).toBe(true);
  });

  it('comes when the terminal goes away', async () => {
    const { terminal, ended } = browsing();
    await terminal.shows('❯ conf/');
    terminal.hangUp();
    await expect(ended).rejects.toMatchObject(interrupted);
  });

  it('by a bug gives the terminal back, too', async () => {
    const { terminal, ended } = browsing({
      onActivity: () => {
        throw new TypeError('a bug');
      },
    });
    await terminal.shows('❯ conf/');
    terminal.press('x');
    await expect(ended).rejects.toThrow('a bug');
    expect(terminal.written.endsWith(givesBack)).toBe(true);
  });

  it('comes at once without a terminal', async () => {
    const terminal = new FakeTerminal();
    const { stderr, style } = terminal;
    const without = { stderr, style, stdin: undefined, now: () => new Date() };
    const { signal } = new AbortController();
    await expect(browseFiles(files(), without, signal)).rejects.toMatchObject({ kind: 'usage' });
  });
});
