import { expect, it } from 'vitest';
import { substitute } from '../../src/volsync/substitution.ts';

const values = new Map([
  ['APP', 'web'],
  ['EMPTY', ''],
]);

it.each<[text: string, result: string, unset: readonly string[]]>([
  ['${APP}-volsync', 'web-volsync', []],
  ['${CLAIM:-${APP}}', 'web', []],
  ['${CLAIM:-${OTHER:-x}}-y', 'x-y', []],
  ['${A:=1}${B-2}${C=3}', '123', []],
  ['${EMPTY:-full}|${EMPTY-full}|${EMPTY}', 'full||', []],
  ['${CRON:-0 * * * *}', '0 * * * *', []],
  ['${GONE} ${CLAIM:-${LOST}}', '${GONE} ${LOST}', ['GONE', 'LOST']],
  ['$${APP} $APP ${APP', '${APP} $APP ${APP', []],
  ['${APP%x} ${#APP} ${APP/a/b}', '${APP%x} ${#APP} ${APP/a/b}', []],
  ['a: {{ .x }}\nb: ${APP}\n', 'a: {{ .x }}\nb: web\n', []],
  ['${A:-\n}', '${A:-\n}', []],
])('%j', (text, result, unset) => {
  expect(substitute(text, values)).toEqual({ text: result, unset });
});
