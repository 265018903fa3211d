import { describe, expect, it } from 'vitest';
import { press } from '../../../../src/commands/browse/browser/browser-keys.ts';
import { downloaded, listed, previewed } from '../../../../src/commands/browse/browser/browser-results.ts';
import { browserScreen } from '../../../../src/commands/browse/browser/browser-screen.ts';
import { initialState, type BrowserState } from '../../../../src/commands/browse/browser/browser-state.ts';
import { widthOf } from '../../../../src/commands/browse/text/fit-width.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';
import { entry } from '../../../fakes/browser/entries.ts';

const now = new Date('2026-11-23T15:00:00');
const conf = [entry('/conf/born', { time: new Date('2026-11-23T15:26:00') }), entry('/conf/app.yaml', { size: 1234 })];

function screen(state: BrowserState, { rows = 10, columns = 80 } = {}): readonly string[] {
  const view = { title: 'home/web · live, read-only', hasShell: true, size: { rows, columns }, now, style: plainStyle };
  return browserScreen(state, view);
}

const key = (state: BrowserState, sequence: string) => press(state, { sequence }, { rows: 10, columns: 80 });
const inConf = listed(initialState('/conf'), conf);

describe('browserScreen', () => {
  it('shows where one is, the entries, and the keys', () => {
    expect(screen(inConf)).toEqual([
      'home/web · live, read-only · /conf                           2 entries, by name',
      '  ..',
      '❯ app.yaml                          1.2 KiB  09:01        4000:4000  -rw-r--r--',
      '  born                                 29 B  15:26        4000:4000  -rw-r--r--',
      ...['', '', '', '', ''],
      'enter open · esc back · / filter · d download · s shell · ? keys · q quit',
    ]);
  });

  const hostile = [
    ...['日本語'.repeat(40), 'x'.repeat(255), '\x1b[2J\x1b]0;x\x07', 'new\nline', '\u202egpj.exe', '\udcff'].map(
      (name) => entry(`/${name}`),
    ),
    entry('/link', { type: 'symlink', target: '\x1b[H' }),
  ];
  const states = {
    loading: initialState(`/${'deep/'.repeat(60)}`),
    listed: inConf,
    empty: listed(initialState('/\x1b[2J'), []),
    hostile: listed(initialState('/'), hostile),
    typing: key(key(inConf, '/'), 'x'),
    help: key(inConf, '?'),
    failed: downloaded(inConf, `✗ ${'long '.repeat(80)}\x1b[2J`, 'failed'),
    preview: previewed(
      press(listed(initialState('/'), conf), { name: 'enter' }, { rows: 10, columns: 80 }),
      Buffer.from(`${'日本語 \x1b[2J'.repeat(100)}\n`.repeat(9)),
    ),
  };
  const sizes = [
    [10, 80],
    [24, 80],
    [40, 140],
    [8, 40],
    [4, 20],
  ] as const;
  const table = Object.keys(states).flatMap((name) =>
    sizes.map((size) => [name as keyof typeof states, ...size] as const),
  );

  it.each(table)('fills the screen and no more: %s, %i rows, %i columns', (name, rows, columns) => {
    const lines = screen(states[name], { rows, columns });
    expect(lines).toHaveLength(rows);
    expect(lines.at(-1)).not.toBe('');
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(widthOf(line)).toBeLessThan(columns);
    }
  });

  it('tells empty, loading, not listed and not found apart', () => {
    const text = (state: BrowserState) => screen(state).join('\n');
    expect(text(states.empty)).toContain('empty');
    expect(text(states.loading)).toContain('loading …');
    expect(text({ ...states.loading, work: undefined })).toContain('not listed; r retries');
    expect(text(states.typing)).toContain('no name contains x');
    expect(text(states.typing)).toContain('/x▏');
  });

  it('says which part of a file is shown', () => {
    const file = entry('/big.log', { size: 1_000_000 });
    const bytes = Buffer.from('line\n'.repeat(100));
    const shown = { ...inConf, preview: { entry: file, bytes, top: 4 }, work: undefined };
    expect(screen(shown)[0]).toMatch(/\/big\.log +5–11 of 100 lines$/);
    expect(screen(shown).at(-2)).toBe('the first 500 B of 976.6 KiB; d downloads all of it');
    expect(screen({ ...shown, preview: { entry: file, bytes: Buffer.alloc(500), top: 0 } })[0]).toMatch(
      /1–7 of 18 lines$/,
    );
  });

  it('keeps the folder before the place where both do not fit', () => {
    const first = (title: string, columns: number) =>
      browserScreen(inConf, { title, hasShell: true, size: { rows: 10, columns }, now, style: plainStyle })[0];
    expect(first('t', 50)).toMatch(/^t · \/conf +2 entries, by name$/);
    expect(first('home/web · live, read-only', 60)).toMatch(/^home\/web.+….+only · \/conf +2 entries, by name$/);
    expect(first('home/web · live, read-only', 40)).toBe('/conf');
  });

  it('leaves out the shell where there is none', () => {
    const view = { title: 't', hasShell: false, size: { rows: 10, columns: 80 }, now, style: plainStyle };
    expect(browserScreen(inConf, view).join('\n')).not.toContain('shell');
    expect(browserScreen(states.help, view).join('\n')).not.toContain('shell');
  });
});
