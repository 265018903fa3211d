import { plainLine } from '../../../foreign-text.ts';
import { countText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import type { Fix } from '../judgement/fixes.ts';
import type { FixResult } from '../operation/fix.ts';

/** What would be changed, and how much is left to the operator. */
export function planText(fixes: readonly Fix[], problems: number, style: Style): string {
  if (fixes.length === 0) return `--fix can fix none of ${countText(problems, 'problem')}.\n`;
  const left = problems - fixes.length;
  return [
    style.strong(`${countText(fixes.length, 'change')}:`),
    ...fixes.map((fix) => `  ${fix.key.namespace}/${fix.finding.object.name}  ${plainLine(fix.words)}`),
    ...(left > 0 ? [style.quiet(`  ${countText(left, 'other problem')} cannot be fixed with --fix`)] : []),
    '',
  ].join('\n');
}

/** What became of each change. */
export function fixedText(results: readonly FixResult[], style: Style): string {
  return results
    .map(({ fix, failure }) => {
      const sign = failure === undefined ? style.good('✔') : style.bad('✗');
      const words = `${sign} ${fix.key.namespace}/${fix.finding.object.name}  ${plainLine(fix.words)}`;
      return failure === undefined ? `${words}\n` : `${words}\n    ${plainLine(failure.message)}\n`;
    })
    .join('');
}
