import type { Problem } from '../../../volsync/problem.ts';
import { plainLine } from '../../../foreign-text.ts';
import { evidenceLines } from '../../../text/failure.ts';
import type { Style } from '../../../text/style.ts';
import { wrapText } from '../../../text/wrap.ts';

export interface NotesView {
  readonly indent: string;
  readonly style: Style;
  readonly columns: number | undefined;
  /** Whether to show the lines of evidence as well. */
  readonly hasDetails?: boolean;
}

/** The problems in words, each followed by the command that fixes it. Mere consequences are left out. */
export function problemNotes(problems: readonly Problem[], view: NotesView): readonly string[] {
  return problems
    .filter((problem, index) => index === 0 || !followsFrom(problem))
    .flatMap((problem) => note(problem, view));
}

/** Late, unproven or not started because of the problem named before. */
function followsFrom({ reason }: Problem): boolean {
  return ['stale', 'no-evidence', 'not-started'].includes(reason);
}

function note({ message, details, hint }: Problem, view: NotesView): readonly string[] {
  const { indent, columns } = view;
  const width = Math.min(columns ?? 80, 120) - indent.length;
  const lines = wrapText(plainLine(message), width).map((line) => indent + line);
  if (view.hasDetails === true) lines.push(...evidenceLines(details, `${indent}  `, view));
  // A command stays on one line, whatever its length, so that it can be pasted.
  if (hint !== undefined) lines.push(`${indent}→ ${plainLine(hint)}`);
  return lines;
}
