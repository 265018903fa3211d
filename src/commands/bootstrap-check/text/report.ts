import type { UnprotectedClaim } from '../../../volsync/unprotected-claims.ts';
import type { AppCheck, BootstrapReport } from '../operation/check-result.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { ageText, agoText, durationText } from '../../../text/age.ts';
import { detailLines, hintOf, renderAppCheck, type BootstrapCheckView } from './app.ts';
import { plainLine } from '../../../foreign-text.ts';
import { countText } from '../../../text/size.ts';
import { renderTable } from '../../../text/table.ts';
import { paintVerdict, verdictCounts, verdictText } from '../../../text/verdict-labels.ts';
import { wrapText } from '../../../text/wrap.ts';

/** The apps, the PVCs without a source if requested, and the time and helper pods that were needed. */
export function renderBootstrapCheck(report: BootstrapReport, view: BootstrapCheckView): string {
  const { apps, unprotectedClaims: claims, notJudged, pods, tookMs } = report;
  if (!view.hasHeaders) return tableText(apps, view) + (claims === undefined ? '' : claimsTable(claims, view));
  const parts = [
    view.hasSteps ? '' : tableText(apps, view),
    stepsText(view.hasSteps ? apps : apps.filter(hasNews), view),
    claims === undefined ? '' : claimsText(claims, apps.length > 0, view),
    notJudgedText(notJudged, view),
  ].filter((part) => part !== '');
  if (apps.length + (claims?.length ?? 0) < 2 && view.hasSteps) return parts.join('\n');
  const verdicts = [...apps.map(({ verdict }) => verdict), ...(claims ?? []).map(() => 'unprotected' as const)];
  const took = `${countText(pods.length, 'pod')}, ${durationText(tookMs)}`;
  const counts = [verdictCounts(verdicts, view.style), took].filter((part) => part !== '').join(' · ');
  return `${parts.join('\n')}${counts}\n`;
}

/** For a fleet, only what was done and what was waited for in vain. */
function hasNews({ trigger, wait }: AppCheck): boolean {
  return trigger !== undefined || (wait !== undefined && wait.kind !== 'reached');
}

function stepsText(apps: readonly AppCheck[], view: BootstrapCheckView): string {
  return apps
    .flatMap((app) => renderAppCheck(app, view))
    .map((line) => `${line}\n`)
    .join('');
}

const headers = ['APP', 'VERDICT', 'STATE', 'LOSS', 'BOOTSTRAP', 'FIRST', 'NEWEST'] as const;
const wideHeaders = [...headers, 'VOLUME', 'DEPLOYED', 'REPOSITORY'] as const;

function tableText(apps: readonly AppCheck[], view: BootstrapCheckView): string {
  if (apps.length === 0) return '';
  const rows = apps.map((app) => ({ cells: cellsOf(app, view), notes: view.hasHeaders ? notesOf(app, view) : [] }));
  return renderTable(rows, {
    headers: !view.hasHeaders ? undefined : view.isWide ? wideHeaders : headers,
    fit: view.isWide ? undefined : { columns: view.columns ?? 80, keep: 4 },
    paint: (text, row, column) =>
      column === 1 ? paintVerdict(view.style, apps[row]?.verdict ?? 'unknown')(text) : text,
  });
}

function cellsOf(app: AppCheck, { now, isWide }: BootstrapCheckView): readonly string[] {
  const { window, newest, volume } = app;
  const cells = [
    `${app.namespace}/${app.name}`,
    verdictText(app.verdict),
    app.state,
    lossCell(app, now),
    originCell(app),
    window.kind === 'closed' ? shortId(window.first.id) : '–',
    newest === undefined ? '–' : shortId(newest.id),
  ];
  if (!isWide) return cells;
  const name = 'name' in volume ? (volume.name ?? '–') : '–';
  return [...cells, plainLine(name), agoText(app.deployedAt, now), plainLine(app.repository ?? '–')];
}

function lossCell({ loss }: AppCheck, now: Date): string {
  return loss.kind === 'since' ? ageText(now.getTime() - loss.moment.getTime()) : loss.kind;
}

function originCell({ origin }: AppCheck): string {
  if (origin.kind === 'restored') return `restored ${origin.snapshot}`;
  return origin.kind === 'none' ? '–' : origin.kind;
}

const indent = '    ';

function notesOf(app: AppCheck, { style, columns }: BootstrapCheckView): readonly string[] {
  const width = Math.min(columns ?? 80, 120) - indent.length;
  const pending = app.volume.kind === 'pending' && app.message === '' ? app.volume.link.message : '';
  const text = plainLine([app.message, pending].filter((part) => part !== '').join('. '));
  const hint = plainLine(hintOf(app));
  return [
    ...wrapText(text, width).map((line) => indent + line),
    ...detailLines(app.details, width + indent.length).map((line) => style.quiet(line)),
    ...(hint === '' ? [] : [`${indent}→ ${hint}`]),
  ];
}

function notJudgedText(phrases: readonly string[], { programName, columns }: BootstrapCheckView): string {
  const width = Math.min(columns ?? 80, 120);
  return phrases
    .flatMap((phrase) => wrapText(`not judged: ${plainLine(phrase)}`.replace(/volsyncctl /g, `${programName} `), width))
    .map((line) => `${line}\n`)
    .join('');
}

function claimsText(claims: readonly UnprotectedClaim[], hasApps: boolean, view: BootstrapCheckView): string {
  if (claims.length === 0) {
    return hasApps ? 'Every PVC has a ReplicationSource.\n' : 'There is no ReplicationSource and no PVC.\n';
  }
  return claimsTable(claims, view);
}

function claimsTable(claims: readonly UnprotectedClaim[], view: BootstrapCheckView): string {
  const { now, style, columns, hasHeaders } = view;
  if (claims.length === 0) return '';
  const rows = claims.map(({ namespace, name, phase, size, storageClass, createdAt }) => ({
    cells: [`${namespace}/${name}`, '✗ not-backed-up', phase, size, storageClass, agoText(createdAt, now)].map((cell) =>
      plainLine(cell ?? '–'),
    ),
  }));
  return renderTable(rows, {
    headers: hasHeaders ? ['PVC', 'VERDICT', 'PHASE', 'SIZE', 'CLASS', 'MADE'] : undefined,
    fit: { columns: columns ?? 80, keep: 3 },
    paint: (text, _row, column) => (column === 1 ? style.bad(text) : text),
  });
}
