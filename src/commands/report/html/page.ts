import { createHash } from 'node:crypto';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { timeText } from '../../../text/time-text.ts';
import { verdictText } from '../../../text/verdict-labels.ts';
import { verdictsFromWorst } from '../../../volsync/verdict.ts';
import type { BackupReport } from '../operation.ts';
import { escaped } from './escape.ts';
import { appRows, columns, type RowView } from './row.ts';
import { script } from './script.ts';
import { style } from './style.ts';

export interface PageView extends Pick<RowView, 'typed'> {
  readonly clusterName: string | undefined;
  readonly version: string;
}

/**
 * The report as one HTML file that needs nothing else and reaches nobody: its policy allows this style and this script, and no
 * other, so that what the cluster says could not act even where it were not escaped.
 */
export function reportHtml(report: BackupReport, view: PageView): string {
  const title = `Backups${view.clusterName === undefined ? '' : ` of ${escaped(view.clusterName)}`}`;
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="volsyncctl ${escaped(view.version)}">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${headText(report)}
${failuresText(report, view)}${filters(report)}
${tableText(report, view)}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function headText({ apps, time }: BackupReport): string {
  const counts = verdictsFromWorst.map(
    (verdict) => `<span class="${verdict}">${verdictText(verdict).replace(' ', ` ${countOf(apps, verdict)} `)}</span>`,
  );
  const zone =
    new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' })
      .formatToParts(time)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `<p class="sum">${counts.join('')}</p>
<p>Protected: a look into the repository proves a recent backup with files. Unprotected: it proves that there is none. Unknown: it could not be determined; conclude nothing.</p>
<p class="dim">As of <time datetime="${rfc3339(time)}">${timeText(time)}</time>. Times are in ${zone}.</p>`;
}

function countOf(apps: BackupReport['apps'], verdict: string): number {
  return apps.filter((app) => app.verdict.verdict === verdict).length;
}

/** What was asked for and is not in the table. */
function failuresText({ failures }: BackupReport, { typed }: PageView): string {
  if (failures.length === 0) return '';
  const items = failures.map(
    ({ message, hint }) =>
      `<li>${escaped(message)}${hint === undefined ? '' : ` <code>${escaped(typed(hint))}</code>`}</li>`,
  );
  return `<section><h2>Not in this report</h2><ul>${items.join('')}</ul></section>\n`;
}

function filters({ apps }: BackupReport): string {
  const namespaces = [...new Set(apps.map(({ verdict }) => escaped(verdict.namespace)))].sort();
  const boxes = verdictsFromWorst.map(
    (verdict) => `<label><input type="checkbox" name="verdict" value="${verdict}" checked> ${verdict}</label>`,
  );
  return `<form hidden role="search" aria-label="Filter apps">
<label>Search <input type="search" name="search" autocomplete="off"></label>
<label>Namespace <select name="namespace"><option value="">all</option>${namespaces.map((name) => `<option>${name}</option>`).join('')}</select></label>
<fieldset><legend>Verdict</legend>${boxes.join('')}</fieldset>
<label><input type="checkbox" name="attention"> only what needs attention</label>
<output></output>
</form>`;
}

function tableText({ apps, since, time }: BackupReport, { typed }: PageView): string {
  const row = { since, time, typed };
  const heads = columns.map((name, index) =>
    index < columns.length - 1
      ? `<th role="columnheader" scope="col">${name}</th>`
      : `<th role="columnheader" scope="col">${name}<small class="ends"><span>${timeText(since).slice(0, 10)}</span><span>${timeText(time).slice(0, 10)}</span></small></th>`,
  );
  return `<p class="dim key"><svg class="defs" aria-hidden="true"><defs><pattern id="gap" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 4L4 0"/></pattern></defs></svg>Time line: ${key('<path class="b" d="M9 0v18"/>')} backup ${key('<path class="o" d="M9 6v6"/>')} snapshot that does not count ${key('<rect x="1" y="3" width="16" height="12"/>')} no backup where schedule and retain, as they are now, ask for one</p>
<table role="table" aria-label="Apps, the worst first">
<thead role="rowgroup"><tr role="row">${heads.join('')}</tr></thead>
${apps.map((app) => appRows(app, row)).join('')}</table>`;
}

function key(content: string): string {
  return `<svg aria-hidden="true" viewBox="0 0 18 18">${content}</svg>`;
}
