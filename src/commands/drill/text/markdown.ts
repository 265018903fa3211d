import { codeText, markdownText } from '../../../text/markdown.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { DrillReport, DrillResult } from '../operation/plan.ts';
import { comparedText, drillCells, drillHeaders } from './report.ts';

/** The evidence for a report or an issue; what it quotes cannot format anything. */
export function drillMarkdown({ apps, time }: DrillReport): string {
  const headers = [...drillHeaders.map((header) => header.toLowerCase()), 'snapshot saved', 'why', 'fix'];
  return [
    '# volsyncctl drill',
    '',
    `${rfc3339(time)} · ${apps.length} apps`,
    '',
    `| ${headers.join(' | ')} |`,
    `|${'---|'.repeat(headers.length)}`,
    ...apps.map((app) => `| ${cellsOf(app, time).join(' | ')} |`),
    '',
  ].join('\n');
}

function cellsOf(app: DrillResult, time: Date): readonly string[] {
  const { chosen, check, message, hint } = app;
  const why = check?.kind === 'same' ? comparedText(check) : message;
  return [
    ...drillCells(app, time).map(markdownText),
    markdownText(rfc3339(chosen?.snapshot.time) ?? '–'),
    markdownText(why),
    hint === undefined ? '' : codeText(hint),
  ];
}
