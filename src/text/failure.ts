import { exitCodes, type Failure } from '../errors.ts';
import { plainLine } from '../foreign-text.ts';
import type { Style } from './style.ts';
import { wrapText } from './wrap.ts';

/** The output; only a terminal has a width. */
interface Page {
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** A failure as text: what happened, the evidence, then what to do. Commands are never wrapped. */
export function renderFailure(failure: Failure, style: Style, page?: Page): string {
  const [first = '', ...more] = fitted(failure.message, 2, page);
  const lines = [`${style.bad('✗')} ${first}`, ...more.map((line) => `  ${line}`)];
  for (const detail of failure.details) {
    lines.push(...fitted(detail, 4, page).map((line) => style.quiet(`    ${line}`)));
  }
  if (failure.hint !== undefined) lines.push(...hintLines(failure.hint));
  return `${lines.join('\n')}\n`;
}

/** Wrapped at words, if the output is a terminal. */
function fitted(text: string, indent: number, page: Page | undefined): readonly string[] {
  const line = plainLine(text);
  const width = page?.isTerminal === true ? Math.max(20, page.columns - indent) : Infinity;
  return line.length <= width ? [line] : wrapText(line, width);
}

/** What to do, one line per alternative. */
export function hintLines(hint: string): readonly string[] {
  return hint.split('\n').map((line) => `  → ${plainLine(line)}`);
}

/** JSON document of a failure. */
export function failureDocument(failure: Failure) {
  // An interruption by a signal may have another code, so the type must allow any number.
  const exitCode: number = exitCodes[failure.kind];
  return {
    schema: 'volsyncctl/error/v1',
    kind: failure.kind,
    exitCode,
    message: failure.message,
    hint: failure.hint,
    details: failure.details,
    missingRight: failure.missingRight,
  };
}
