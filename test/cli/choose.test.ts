import { describe, expect, it } from 'vitest';
import { chooseOne, matching, type Choice } from '../../src/cli/choose.ts';
import { FakeTerminal, keys } from '../fakes/fake-terminal.ts';

const { signal } = new AbortController();
const choices: readonly Choice<number>[] = [
  { value: 1, line: 'mail  (never)', short: 'mail' },
  { value: 2, line: 'web   (724684cd, 12m ago)\x1b[2J', short: 'web\x1b[2J' },
  { value: 3, line: 'wiki', short: 'wiki', refused: 'its repository is locked' },
];

describe('chooseOne', () => {
  it('takes arrows and letters, and shows nothing that could steer the terminal', async () => {
    const terminal = new FakeTerminal();
    const chosen = chooseOne('App', choices, terminal, signal);
    await terminal.shows('❯ mail');
    terminal.press('7', '2', '4');
    await terminal.shows('❯ web');
    expect(terminal.lines.join('\n')).not.toContain('mail');
    terminal.press(keys.enter);
    expect(await chosen).toBe(2);
    expect(terminal.written).toContain('App');
    expect(terminal.written).not.toContain('[2J');
  });

  it('says why one cannot be chosen', async () => {
    const terminal = new FakeTerminal();
    const chosen = chooseOne('App', choices, terminal, signal);
    await terminal.shows('wiki its repository is locked');
    terminal.press(keys.down);
    await terminal.shows('❯ web');
    terminal.press(keys.down, keys.enter);
    expect(await chosen).toBe(2);
  });

  it('asks nothing where there is one, and says what it took', async () => {
    const terminal = new FakeTerminal();
    expect(await chooseOne('App', choices.slice(1), terminal, signal)).toBe(2);
    expect(terminal.written).toBe('· App web\n');
  });

  it('refuses where there is none, with the reasons', async () => {
    const none = chooseOne('App', choices.slice(2), new FakeTerminal(), signal);
    await expect(none).rejects.toMatchObject({ kind: 'refused', details: ['wiki: its repository is locked'] });
  });

  it('ends with interrupted on Ctrl-C', async () => {
    const terminal = new FakeTerminal();
    const chosen = chooseOne('App', choices, terminal, signal);
    await terminal.shows('❯ mail');
    terminal.press(keys.ctrlC);
    await expect(chosen).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

it('finds by every word that is typed, whatever the case', () => {
  expect(matching(choices, 'AGO web').map(({ value }) => value)).toEqual([2]);
  expect(matching(choices, '').map(({ value }) => value)).toEqual([1, 2, 3]);
  expect(matching(choices, 'web never')).toEqual([]);
});
