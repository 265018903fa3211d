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
  const columns = page?.isTerminal === true ? page.columns : undefined;
  const [first = '', ...more] = fitted(failure.message, 2, columns);
  const lines = [`${style.bad('✗')} ${first}`, ...more.map((line) => `  ${line}`)];
  lines.push(...evidenceLines(failure.details, '    ', { style, columns }));
  if (failure.hint !== undefined) lines.push(...hintLines(failure.hint));
  return `${lines.join('\n')}\n`;
}

/** The details of a failure or verdict; only the lines of a terminal are wrapped, whose width is `columns`. */
export function evidenceLines(
  details: readonly string[],
  indent: string,
  { style, columns }: { readonly style: Style; readonly columns: number | undefined },
): readonly string[] {
  return details
    .flatMap((detail) => fitted(detail, indent.length, columns))
    .map((line) => style.quiet(`${indent}${line}`));
}

/** Wrapped at words, if the output is a terminal. */
function fitted(text: string, indent: number, columns: number | undefined): readonly string[] {
  const line = plainLine(text);
  const width = columns === undefined ? Infinity : Math.max(20, columns - indent);
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
