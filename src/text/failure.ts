import { exitCodes, type Failure } from '../errors.ts';
import { plainLine } from '../foreign-text.ts';
import type { Style } from './style.ts';

/** A failure as a person reads it: what happened, the evidence, then what to do. */
export function renderFailure(failure: Failure, style: Style): string {
  const lines = [`${style.bad('✗')} ${plainLine(failure.message)}`];
  for (const detail of failure.details) lines.push(style.quiet(`    ${plainLine(detail)}`));
  if (failure.hint !== undefined) lines.push(...hintLines(failure.hint));
  return `${lines.join('\n')}\n`;
}

/** What to do, each way on a line of its own. */
export function hintLines(hint: string): readonly string[] {
  return hint.split('\n').map((line) => `  → ${plainLine(line)}`);
}

/** A failure as scripts read it. */
export function failureDocument(failure: Failure) {
  // A signal has a code of its own: the type must not say that there is none.
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
