import { describe, expect, it } from 'vitest';
import type { Output } from '../../../src/cli/io.ts';
import { Screen } from '../../../src/commands/status/screen.ts';

function screen(rows: number) {
  let written = '';
  const output = { isTerminal: true, columns: 80, rows, write: (text: string) => void (written += text) } as Output;
  return { screen: new Screen(output), written: () => written };
}

describe('Screen', () => {
  it('takes a screen of its own, draws over what it drew, and gives the terminal back', () => {
    const { screen: drawn, written } = screen(24);
    drawn.draw('one\ntwo\n');
    drawn.draw('three\n');
    drawn.close();
    drawn.close();
    expect(written()).toBe(
      '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[Hone\x1b[K\ntwo\x1b[K\n\x1b[J\x1b[Hthree\x1b[K\n\x1b[J\x1b[?7h\x1b[?25h\x1b[?1049l',
    );
  });

  it('counts what does not fit', () => {
    const { screen: drawn, written } = screen(5);
    drawn.draw('1\n2\n3\n4\n5\n6\n');
    expect(written()).toContain('\x1b[H1\x1b[K\n2\x1b[K\n3\x1b[K\n… and 3 more lines');
  });

  it('leaves a terminal alone that it never drew on', () => {
    const { screen: drawn, written } = screen(24);
    drawn.close();
    expect(written()).toBe('');
  });
});
