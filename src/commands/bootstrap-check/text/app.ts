import type { Style } from '../../../text/style.ts';
import type { AppCheck } from '../operation/check-result.ts';
import { durationText } from '../../../text/age.ts';
import { lossText, momentText, newestText, nextText, originText, volumeText, windowText } from './labels.ts';
import type { Field } from '../../../text/field.ts';
import { plainLine } from '../../../foreign-text.ts';
import { reportTable } from '../../../text/report-table.ts';
import { paintVerdict } from '../../../text/verdict-labels.ts';
import { wrapText } from '../../../text/wrap.ts';
import { shellCommand } from '../../../shell-command.ts';

export interface BootstrapCheckView {
  readonly now: Date;
  readonly style: Style;
  readonly programName: string;
  readonly columns: number | undefined;
  readonly isWide: boolean;
  /**
   * Shows every app with all its steps; otherwise one line per app, and only the steps of apps on which something was
   * done.
   */
  readonly hasSteps: boolean;
  /** Without headers, only the rows of the tables are shown. */
  readonly hasHeaders: boolean;
}

/** One app with its steps, from deployment to proven backup. */
export function renderAppCheck(app: AppCheck, view: BootstrapCheckView): readonly string[] {
  const { style, columns, now } = view;
  const width = Math.min(columns ?? 80, 120);
  const name = `${app.namespace}/${app.name}`;
  const [first = '', ...more] = wrapText(headline(app, now), width - name.length - 4);
  const paint = paintVerdict(style, app.verdict);
  const hint = plainLine(hintOf(app));
  const indent = '    ';
  const why = wrapText(whyText(app), width - indent.length).map((line) => indent + line);
  return [
    `${paint(signOf(app))} ${style.strong(name)}  ${first}`,
    ...more.map((line) => indent + line),
    ...why,
    ...detailLines(app.details, width).map((line) => style.quiet(line)),
    ...checklist(fieldsOf(app, now), columns),
    ...(hint === '' ? [] : [`  → ${hint}`]),
  ];
}

/** The checks in chronological order. */
function checklist(fields: readonly Field[], columns: number | undefined): readonly string[] {
  const rows = fields.map(({ label, lines }) => [label, lines]);
  return reportTable(rows, { columns, wraps: [1] })
    .trimEnd()
    .split('\n');
}

/** The messages of pods, events and restic. */
export function detailLines(details: readonly string[], width: number): readonly string[] {
  const indent = '      ';
  return details.flatMap((line) => wrapText(plainLine(line), width - indent.length)).map((line) => indent + line);
}

/** The command that fixes it; if only the backup is missing, the one that also proves it. */
export function hintOf({ hint = '', trigger, ...app }: AppCheck): string {
  const { reason, namespace, name, window } = app;
  if (trigger?.hint !== undefined && trigger.outcome !== 'ok') return trigger.hint;
  const isOnlyMissing = reason === 'window-open' && window.kind === 'open' && window.closing.kind !== 'blocked';
  return isOnlyMissing ? shellCommand`volsyncctl bootstrap-check ${name} -n ${namespace} --trigger` : hint;
}

function signOf({ verdict }: AppCheck): string {
  return { protected: '✔', unprotected: '✗', unknown: '?' }[verdict];
}

function headline({ verdict, reason, state, loss }: AppCheck, now: Date): string {
  const word = reason ?? (state === 'window-closed' ? undefined : state);
  const why = word === undefined ? '' : ` (${word})`;
  return `${verdict.toUpperCase()}: removing it now ${lossText(loss, now)}${why}`;
}

/** Reasons that the steps below do not show. */
function whyText(app: AppCheck): string {
  const { message, wait, trigger } = app;
  const failed = trigger === undefined || trigger.outcome === 'ok' ? undefined : trigger.message;
  const late = wait === undefined || wait.kind === 'reached' ? undefined : wait.message;
  return [
    isSaidBelow(app) ? '' : message,
    failed === undefined ? '' : `the requested backup: ${failed}`,
    late === undefined ? '' : `gave up ${late}`,
  ]
    .filter((text) => text !== '')
    .map(plainLine)
    .join('. ');
}

function isSaidBelow({ message, reason, window, volume }: AppCheck): boolean {
  if (volume.kind === 'pending') return message.endsWith(volume.link.message);
  if (window.kind !== 'open') return false;
  const { closing } = window;
  if (closing.kind === 'blocked') return message === closing.problem.message;
  return reason === 'window-open' && 'isEmpty' in closing && closing.isEmpty && message.includes('empty volume');
}

function fieldsOf(app: AppCheck, now: Date): readonly Field[] {
  const { deployedAt, volume, origin, window, wait, trigger, seenAt, snapshots, repository, notes } = app;
  const newest = newestText(app, now);
  const details = volume.kind === 'pending' ? volume.link.details : [];
  return [
    field('deployed', deployedAt === undefined ? 'not known' : momentText(deployedAt, now)),
    field('volume', volumeText(volume, now), ...(app.details.length === 0 ? details : [])),
    ...(origin.kind === 'none' ? [] : [field('bootstrap', originText(origin, now))]),
    field('first backup', windowText(window, now)),
    ...(newest === undefined ? [] : [field('newest', newest)]),
    ...(app.next.kind === 'not-known' ? [] : [field('next restore', nextText(app.next, now))]),
    ...(trigger?.snapshot === undefined ? [] : [field('triggered', triggerText(trigger))]),
    field('verified', seenAt === undefined ? 'the repository was not seen' : verifiedText(snapshots, repository)),
    ...(wait === undefined ? [] : [field('waited', durationText(wait.waitedMs))]),
    ...(notes.length === 0 ? [] : [field('note', ...notes)]),
  ];
}

function verifiedText(snapshots: number | undefined, repository: string | undefined): string {
  const what = snapshots === 0 ? 'the repository holds no snapshot' : 'in the repository itself';
  return `${what}${repository === undefined ? '' : `: ${repository}`}`;
}

function triggerText({ snapshot, durationMs }: NonNullable<AppCheck['trigger']>): string {
  const took = durationMs === undefined ? '' : `, the sync took ${durationText(durationMs)}`;
  return `snapshot ${snapshot?.id ?? ''}${took}`;
}

function field(label: string, ...lines: readonly string[]): Field {
  return { label, lines: lines.map(plainLine) };
}
