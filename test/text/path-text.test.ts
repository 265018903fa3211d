import { expect, it } from 'vitest';
import { pathText } from '../../src/text/path-text.ts';

it.each([
  ['/conf/app.yaml', '/conf/app.yaml'],
  ['/two  blanks and "quotes" \\ too', '/two  blanks and "quotes" \\ too'],
  ['/ends with a blank ', '"/ends with a blank "'],
  ['/new\nline', String.raw`"/new\nline"`],
  ['/esc\x1b[31mred', String.raw`"/esc\u001b[31mred"`],
  ['/c1\x9b31m', String.raw`"/c1\u009b31m"`],
  ['/gpj.\u202eexe', String.raw`"/gpj.\u202eexe"`],
  ['"quoted"', String.raw`"\"quoted\""`],
  ['/bad\ufffd', '/bad\ufffd'],
  ['/byte\udcff', String.raw`"/byte\udcff"`],
])('shows %j safely, and as no other path', (path, text) => {
  expect(pathText(path)).toBe(text);
});
