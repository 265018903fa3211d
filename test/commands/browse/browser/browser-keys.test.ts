import { describe, expect, it } from 'vitest';
import { inSight, press } from '../../../../src/commands/browse/browser/browser-keys.ts';
import { failedWork, listed, previewed } from '../../../../src/commands/browse/browser/browser-results.ts';
import {
  initialState,
  shownLevel,
  selectedEntry,
  type BrowserState,
  type Key,
} from '../../../../src/commands/browse/browser/browser-state.ts';
import { entry } from '../../../fakes/browser/entries.ts';

const size = { rows: 10, columns: 80 };
const root = [entry('/conf/'), entry('/data/'), entry('/a.txt'), entry('/b.txt', { size: 900 }), entry('/c.txt')];
const named = (name: string): Key => ({ name, sequence: '' });
const letter = (sequence: string): Key => ({ name: sequence, sequence });

/** The state after these keys: names of keys, or letters. */
function after(state: BrowserState, ...pressed: readonly string[]): BrowserState {
  return pressed.reduce(
    (next, key) => press(next, Array.from(key).length === 1 ? letter(key) : named(key), size),
    state,
  );
}

function opened(...pressed: readonly string[]): BrowserState {
  return after(listed(initialState('/'), root), ...pressed);
}

const selected = (state: BrowserState) => selectedEntry(state)?.name;

describe('moving', () => {
  it('begins at the first entry, and ends at the ends', () => {
    expect(selected(opened())).toBe('conf');
    expect(selected(opened('up'))).toBe('conf');
    expect(selected(opened('end', 'down'))).toBe('c.txt');
    expect(selected(opened('pagedown', 'home'))).toBe('conf');
  });

  it('takes the letters of vi and less, but not into a filter', () => {
    expect([['j'], ['j', 'j'], ['j', 'j', 'k'], ['G'], ['G', 'g']].map((keys) => selected(opened(...keys)))).toEqual([
      'data',
      'a.txt',
      'data',
      'c.txt',
      'conf',
    ]);
    expect(shownLevel(opened('/', 'j', 'k', 'g', 'G')).filter).toBe('jkgG');
  });

  it('keeps the cursor on the screen when the screen shrinks', () => {
    const many = Array.from({ length: 50 }, (_, index) => entry(`/f${String(index + 10)}`));
    const state = after(listed(initialState('/'), many), 'down', 'down', 'down', 'down', 'down');
    expect(shownLevel(state)).toMatchObject({ cursor: 5, top: 0 });
    expect(shownLevel(inSight(state, { rows: 6, columns: 80 }))).toMatchObject({ cursor: 5, top: 3 });
  });
});

describe('folders', () => {
  it('are read when they are opened, and left for where the cursor was', () => {
    const inside = opened('down', 'enter');
    expect(inside.work).toEqual({ kind: 'list', folder: '/data' });
    const read = listed(inside, [entry('/data/x')]);
    expect(selected(read)).toBe('x');
    const back = after(read, 'left');
    expect([shownLevel(back).folder, selected(back), back.work]).toEqual(['/', 'data', undefined]);
    expect(after(read, 'escape')).toEqual(back);
  });

  it('are left over the row `..`, too', () => {
    const read = listed(opened('enter'), [entry('/conf/x')]);
    expect(shownLevel(after(read, 'up', 'enter')).folder).toBe('/');
    expect(shownLevel(after(listed(opened('enter'), []), 'enter')).folder).toBe('/');
  });

  it('that are still being read are given up', () => {
    expect(after(opened('enter'), 'backspace')).toMatchObject({ work: undefined, levels: [{ folder: '/' }] });
  });

  it('that cannot be read are not entered, and the reason is said', () => {
    const inside = opened('down', 'enter');
    const failed = failedWork(inside, { kind: 'list', folder: '/data' }, 'permission denied');
    expect([shownLevel(failed).folder, selected(failed)]).toEqual(['/', 'data']);
    expect(failed.status).toEqual({ text: '/data: permission denied', isProblem: true });
    expect(after(failed, 'up').status).toBeUndefined();
  });

  it('above the one it began in are read on the way back', () => {
    const begun = listed(initialState('/conf/deep'), []);
    expect(shownLevel(begun).folder).toBe('/conf/deep');
    const back = after(begun, 'left');
    expect(back.work).toEqual({ kind: 'list', folder: '/conf' });
    expect(selected(listed(back, [entry('/conf/a'), entry('/conf/deep/'), entry('/conf/b/')]))).toBe('deep');
  });

  it('keep what is known of them when reading them again fails, and the cursor when it does not', () => {
    const again = opened('end', 'r');
    expect(again.work).toEqual({ kind: 'list', folder: '/' });
    expect(selected(failedWork(again, { kind: 'list', folder: '/' }, 'gone'))).toBe('c.txt');
    expect(selected(listed(again, [...root, entry('/aa.txt')]))).toBe('c.txt');
  });

  it('cannot be left upwards at the root', () => {
    expect(shownLevel(opened('left')).folder).toBe('/');
    expect(after(initialState('/'), 'left').work).toEqual({ kind: 'list', folder: '/' });
  });
});

describe('the filter', () => {
  it('takes letters that are commands elsewhere, and goes to the first match', () => {
    const state = opened('end', '/', 'd');
    expect([shownLevel(state).filter, selected(state), state.download]).toEqual(['d', 'data', undefined]);
  });

  it('is kept by enter, and cleared by esc, which does not quit', () => {
    const kept = opened('/', 't', 'x', 'down', 'enter');
    expect([kept.isTyping, shownLevel(kept).filter, selected(kept)]).toEqual([false, 'tx', 'b.txt']);
    const cleared = after(kept, 'escape');
    expect([shownLevel(cleared).filter, selected(cleared), cleared.end]).toEqual(['', 'b.txt', undefined]);
    expect(after(cleared, 'escape')).toMatchObject({ end: undefined, status: { text: 'q quits' } });
  });

  it('loses its last letter by backspace, and ends before the first', () => {
    expect(shownLevel(opened('/', 'a', '😀', 'backspace')).filter).toBe('a');
    expect(opened('/', 'a', 'backspace', 'backspace')).toMatchObject({ isTyping: false, levels: [{ filter: '' }] });
  });

  it('takes no control characters', () => {
    const state = [{ name: 'x', sequence: '\x18', ctrl: true }, { sequence: '\x1b[5~' }].reduce(
      (next: BrowserState, key: Key) => press(next, key, size),
      opened('/'),
    );
    expect(shownLevel(state).filter).toBe('');
  });

  it('is there again after a folder that it found', () => {
    const inside = listed(opened('/', 'd', 'a', 'enter', 'enter'), []);
    expect(shownLevel(inside)).toMatchObject({ folder: '/data', filter: '' });
    expect(shownLevel(after(inside, 'left'))).toMatchObject({ folder: '/', filter: 'da' });
  });
});

describe('sorting', () => {
  it('keeps the cursor on its entry, and turns around by the same key', () => {
    const bySize = opened('down', 'down', 'z');
    expect([selected(bySize), shownLevel(bySize).cursor]).toEqual(['a.txt', 3]);
    expect(after(bySize, 'z').order).toEqual({ by: 'size', isReversed: true });
    expect(after(bySize, 'z', 't').order).toEqual({ by: 'time', isReversed: false });
  });
});

describe('a file', () => {
  const reading = opened('end', 'enter');
  const text = Buffer.from(Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n'));

  it('is read when it is opened, scrolled no further than its end, and left for the list', () => {
    expect(reading.work).toMatchObject({ kind: 'read', entry: { path: '/c.txt' } });
    const shown = previewed(reading, text);
    expect(after(shown, 'end').preview?.top).toBe(23);
    expect(after(shown, 'end', 'down').preview?.top).toBe(23);
    expect(after(shown, 'space', 'up').preview?.top).toBe(6);
    const left = after(shown, 'q');
    expect([left.preview, left.end, selected(left)]).toEqual([undefined, undefined, 'c.txt']);
  });

  it('is not scrolled past its end by a larger screen', () => {
    const shown = after(previewed(reading, text), 'end');
    expect(inSight(shown, { rows: 20, columns: 80 }).preview?.top).toBe(13);
  });

  it('that is still being read is given up', () => {
    expect(after(reading, 'left')).toMatchObject({ work: undefined, preview: undefined });
  });

  it('that cannot be read leaves the list, and the reason', () => {
    const failed = failedWork(reading, { kind: 'read', entry: entry('/c.txt') }, 'gone');
    expect(failed).toMatchObject({ preview: undefined, status: { text: 'c.txt: gone' } });
  });

  it('is downloaded from the list and from its preview, one at a time', () => {
    const downloading = after(previewed(reading, text), 'd');
    expect(downloading.download?.path).toBe('/c.txt');
    const second = after(downloading, 'left', 'up', 'd');
    expect([second.download?.path, second.status?.isProblem]).toEqual(['/c.txt', true]);
  });

  it('is downloaded until esc or q, which then do not quit', () => {
    for (const key of ['escape', 'q']) {
      const stopped = opened('end', 'd', key);
      expect([stopped.download, stopped.end, stopped.status?.isProblem]).toEqual([undefined, undefined, true]);
      expect(after(stopped, 'q').end).toBe('quit');
    }
  });
});

it('says of what is no file and no folder what it is, and follows no link', () => {
  const others = [
    entry('/link', { type: 'symlink', target: '/etc/\x1b[2J' }),
    entry('/pipe', { type: 'fifo' }),
    entry('/unread', { type: 'symlink' }),
  ];
  const state = listed(initialState('/'), others);
  const texts = [[], ['down'], ['end']].map((moves) => after(state, ...moves, 'enter').status?.text);
  expect(texts).toEqual([
    String.raw`link is a link to "/etc/\u001b[2J"; links are not followed`,
    'pipe is a fifo and has no content',
    'unread is a link; links are not followed',
  ]);
});

it('ends for a shell, shows more keys, and downloads nothing from an empty folder', () => {
  expect(opened('s').end).toBe('shell');
  expect([opened('?').isHelpShown, opened('?', '?').isHelpShown]).toEqual([true, false]);
  expect(after(listed(initialState('/'), []), 'd').download).toBeUndefined();
});
