import { createHash } from 'node:crypto';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { timeText } from '../../../text/time-text.ts';
import { verdictText } from '../../../text/verdict-labels.ts';
import { verdictsFromWorst } from '../../../volsync/verdict.ts';
import type { BackupReport } from '../operation.ts';
import { escaped } from './escape.ts';
import { appRows, columns, type RowView } from './row.ts';

export interface PageView extends Pick<RowView, 'typed'> {
  readonly clusterName: string | undefined;
  readonly version: string;
}

/**
 * The report as one self-contained HTML file without any requests: its Content-Security-Policy allows only this style
 * and this script, so that text from the cluster could do nothing even if it were not escaped.
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

/** Requested apps that are not in the table. */
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

/** The filters of the report. Without scripts all apps are shown, and nothing else is lost. */
const script = `
const form=document.forms[0],rows=[...document.querySelectorAll('tbody')],shown=document.querySelector('output');
const verdicts=[...form.querySelectorAll('[name=verdict]')];
function filter(){
const words=form.elements.search.value.toLowerCase().split(/\\s+/),asked=new Set(verdicts.filter(box=>box.checked).map(box=>box.value));
const space=form.elements.namespace.value,only=form.elements.attention.checked;
let count=0;
for(const row of rows){
const text=row.dataset.app;
row.hidden=!(asked.has(row.className)&&(space===''||text.startsWith(space+'/'))&&(!only||row.dataset.attention==='1')&&words.every(word=>text.includes(word)));
if(!row.hidden)count+=1;
}
shown.textContent=count+' of '+rows.length+' apps';
}
form.addEventListener('input',filter);
form.addEventListener('submit',event=>event.preventDefault());
form.hidden=false;
filter();
`;

/**
 * The style of the report: light and dark by the reader's system, narrow and wide screens, print. Color repeats what
 * symbols and words say.
 */
const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--dim:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--good:#116329;--bad:#a40e26;--warn:#7d4e00}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9ea7b3;--line:#3d444d;--soft:#161b22;--good:#56d364;--bad:#ff938a;--warn:#e3b341}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:90rem;padding:1rem;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.1rem}
p{margin:.25rem 0;max-width:70rem}
.dim,.none,small{color:var(--dim);font-size:.9em}
.sum{font-size:1.2rem;font-weight:600;margin:.75rem 0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
.protected .v,.sum .protected{color:var(--good)}
.unprotected .v,.sum .unprotected{color:var(--bad)}
.unknown .v,.sum .unknown{color:var(--warn)}
form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:1rem 0;padding:.75rem;background:var(--soft);border:1px solid var(--line);border-radius:6px}
form[hidden],tbody[hidden]{display:none}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
legend{float:left;margin-right:1rem;padding:0}
input[type=search],select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:4px;padding:.2rem .4rem;max-width:100%}
:focus-visible{outline:3px solid var(--fg);outline-offset:1px}
table,thead,tbody{display:block;margin-top:1rem}
thead,tbody{margin:0}
tr{display:grid;grid-template-columns:minmax(8rem,2fr) 8.5rem 11rem 6rem minmax(7rem,1.5fr) minmax(12rem,4fr)}
.more{display:block}
th,td{text-align:left;padding:.4rem .6rem;vertical-align:top;overflow-wrap:anywhere}
thead th{color:var(--dim);font-weight:600;border-bottom:2px solid var(--line);white-space:nowrap}
tbody{border-bottom:1px solid var(--line);break-inside:avoid;content-visibility:auto;contain-intrinsic-size:auto 3.5rem}
tbody th{font-weight:600}
.v{font-weight:600;white-space:nowrap}
.n{white-space:nowrap;font-variant-numeric:tabular-nums}
td small{display:block}
ul{margin:0;padding-left:1.2rem}
.more td{display:block;padding-top:0}
.more li{margin:.15rem 0}
code{display:inline-block;font:13px/1.4 ui-monospace,monospace;background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.1rem .4rem;white-space:pre-wrap;overflow-wrap:anywhere}
svg{display:block;width:100%;height:18px;overflow:visible}
.key svg{display:inline-block;width:1.5rem;vertical-align:-3px}
path{fill:none;vector-effect:non-scaling-stroke}
.t{stroke:var(--line);stroke-width:1}
.b{stroke:var(--fg);fill:var(--fg);stroke-width:1.5}
.o{stroke:var(--dim);fill:var(--dim);stroke-width:1.5}
.z{stroke:var(--dim);stroke-width:1.5}
rect{fill:url(#gap);stroke:var(--bad);stroke-width:1;vector-effect:non-scaling-stroke}
pattern path{stroke:var(--bad);stroke-width:1}
.defs{position:absolute;width:0;height:0}
.ends{display:flex;justify-content:space-between;gap:1rem}
@media (max-width:800px){
tr,th,td{display:block}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tbody{padding:.6rem 0;contain-intrinsic-size:auto 12rem}
th,td{padding:.1rem 0}
td[data-h]::before{content:attr(data-h) " ";color:var(--dim);font-weight:400}
td small{display:inline}
.l,.s{padding:.3rem 0}
}
@media print{
:root{--bg:#fff;--fg:#000;--dim:#444;--line:#999;--soft:#fff;--good:#000;--bad:#000;--warn:#000}
body{max-width:none;padding:0;font-size:9pt}
form{display:none}
tbody{content-visibility:visible}
svg,rect{print-color-adjust:exact}
}
`;
