import { codeText, markdownText } from '../../text/markdown.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import type { Finding } from './finding.ts';
import type { ShownReport } from './operation/doctor.ts';
import { objectText } from './text/report.ts';

/** The findings for a report or an issue; quoted text cannot format anything. */
export function doctorMarkdown({ findings, apps, rules, time }: ShownReport, title = 'volsyncctl doctor'): string {
  const shown = findings.filter(({ outcome }) => outcome !== 'fine');
  const rows = shown.map((finding) => `| ${cells(finding).join(' | ')} |`);
  const table = ['| | object | rule | seen | why | fix |', '|---|---|---|---|---|---|', ...rows];
  return [
    `# ${title}`,
    '',
    `${rfc3339(time)} · ${apps} apps · ${rules.length} rules`,
    '',
    ...(shown.length === 0 ? ['No problem was found.'] : table),
    '',
  ].join('\n');
}

function cells(finding: Finding): readonly string[] {
  const { outcome, rule, seen, why = '', fix } = finding;
  const sign = outcome === 'problem' ? '✗' : '?';
  return [
    sign,
    markdownText(objectText(finding)),
    rule,
    markdownText(seen),
    markdownText(why),
    fix === undefined ? '' : codeText(fix),
  ];
}
