import type { Style } from '../../../text/style.ts';
import { renderTable } from '../../../text/table.ts';
import { wrapText } from '../../../text/wrap.ts';
import type { Rule } from '../finding.ts';

type NamedRule = Pick<Rule<never>, 'name' | 'harm' | 'summary' | 'explanation'>;

/** All rules, one line each. */
export function rulesText(rules: readonly NamedRule[]): string {
  return renderTable(
    rules.map(({ name, harm, summary }) => ({ cells: [name, harm, summary] })),
    { headers: ['RULE', 'HARM', 'FINE IF'] },
  );
}

/** The explanation of one rule. */
export function explanationText(
  { name, harm, summary, explanation }: NamedRule,
  { style, columns = 100 }: { readonly style: Style; readonly columns: number | undefined },
): string {
  const lines = [`${style.strong(name)}  harm: ${harm}`, `Fine if ${summary}.`, ''];
  return [...lines, ...wrapText(explanation, Math.max(40, Math.min(columns, 100)))].join('\n') + '\n';
}
