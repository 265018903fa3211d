import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { styleFor } from '../../src/cli/color.ts';
import { FakeIo } from '../fakes/fake-io.ts';

const red = '\u001b[31mx\u001b[39m';

describe('styleFor', () => {
  it.each<[boolean, Record<string, string>, string | undefined, boolean]>([
    [true, {}, undefined, true],
    [true, {}, 'auto', true],
    [false, {}, 'auto', false],
    [false, {}, 'always', true],
    [true, {}, 'never', false],
    [true, { NO_COLOR: '1' }, 'auto', false],
    [true, { NO_COLOR: '' }, 'auto', true],
    [true, { NO_COLOR: '1' }, 'always', true],
    [false, { FORCE_COLOR: '1' }, 'auto', true],
    [true, { FORCE_COLOR: '0' }, 'auto', false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, 'auto', false],
    [false, { FORCE_COLOR: '1' }, 'never', false],
    [true, { TERM: 'dumb' }, 'auto', false],
    [false, { CLICOLOR_FORCE: '1' }, 'auto', true],
    [false, { CLICOLOR_FORCE: '0' }, 'auto', false],
    [false, { CLICOLOR_FORCE: '1', NO_COLOR: '1' }, 'auto', false],
  ])('terminal %j, environment %j, --color %s: %j', (isTerminal, env, flag, isColored) => {
    const io = new FakeIo({ isTerminal, env });
    expect(styleFor(io, io.stdout, flag).bad('x')).toBe(isColored ? red : 'x');
  });

  it.each(['always', 'never'])('paints each line of a list as it is, with --color %s', (flag) => {
    const io = new FakeIo({});
    const { good, bad, warning, strong, quiet } = styleFor(io, io.stdout, flag);
    for (const paint of [good, bad, warning, strong, quiet]) {
      const lines = ['one', 'two'].map(paint);
      expect(lines.map((line) => stripVTControlCharacters(line))).toEqual(['one', 'two']);
    }
  });
});
