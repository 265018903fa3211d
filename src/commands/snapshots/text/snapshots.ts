import type { AppSnapshots, SeenSnapshots, SnapshotsReport } from '../../../repository/snapshots-result.ts';
import type { RestoreSelector, RestoreChoice } from '../../../volsync/restore-choice.ts';
import type { Judgement } from '../../../volsync/verdict.ts';
import { durationText } from '../../../text/age.ts';
import { plainLine } from '../../../foreign-text.ts';
import { countText } from '../../../text/size.ts';
import { snapshotsTable, type TableView } from './table.ts';
import { timeText } from '../../../text/time-text.ts';
import { wrapText } from '../../../text/wrap.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { Style } from '../../../text/style.ts';

/** How snapshots are to be shown. */
export interface SnapshotsView extends TableView {
  readonly programName: string;
  /** For what a snapshot was chosen. */
  readonly wish: RestoreSelector | undefined;
  /** What is older was left out. */
  readonly since: Date | undefined;
}

/** A table for each app, newest first, and what it took. */
export function renderSnapshots(report: SnapshotsReport, view: SnapshotsView): string {
  const { apps } = report;
  if (apps.length === 0) return '';
  const sections = apps.map((app) =>
    app.kind === 'seen' ? seenText(app, view) : hiddenText(app, app.judgement, view),
  );
  return `${sections.join('\n')}${apps.length === 1 ? '' : '\n'}${counts(report, view)}\n`;
}

function counts({ apps, pods, tookMs }: SnapshotsReport, { style }: SnapshotsView): string {
  const seen = apps.flatMap((app) => (app.kind === 'seen' ? [app] : []));
  const total = seen.reduce((sum, app) => sum + app.total, 0);
  return [
    countText(total, 'snapshot'),
    ...(apps.length === 1 ? [] : [countText(apps.length, 'app')]),
    ...(seen.length === apps.length ? [] : [style.warning(`${apps.length - seen.length} not read`)]),
    `${countText(pods.length, 'pod')}, ${durationText(tookMs)}`,
  ].join(' · ');
}

function seenText(app: AppSnapshots & SeenSnapshots, view: SnapshotsView): string {
  const { choice, total, namespace, name } = app;
  const lines = [heading(app, view), ...warnings(app, view)];
  const hint = total === 0 ? `    → ${view.programName} trigger ${name} -n ${namespace}\n` : '';
  const chosen = choice === undefined || view.wish === undefined ? '' : renderChoice(choice, view.wish, view.style);
  return `${lines.join('\n')}\n${snapshotsTable(app, view)}${chosen}${hint}`;
}

function heading(app: AppSnapshots & SeenSnapshots, { style, since }: SnapshotsView): string {
  const { snapshots, total, repository } = app;
  const count = total === 0 ? 'no snapshot' : countText(total, 'snapshot');
  const place = repository === undefined ? '' : ` in ${plainLine(repository)}`;
  const part = snapshots.length === 0 ? 'none' : `${snapshots.length} shown`;
  const limits = since === undefined ? '' : ` since ${timeText(since)}`;
  return `${style.strong(nameOf(app))}  ${count}${place}${snapshots.length === total ? '' : `, ${part}${limits}`}`;
}

function warnings({ sharedWith, passedOver }: SeenSnapshots, view: SnapshotsView): readonly string[] {
  const { style } = view;
  const lines: string[] = [];
  if (sharedWith.length > 0) {
    const text = `also the repository of ${sharedWith.join(', ')}: these snapshots may be from another app`;
    lines.push(...indented(text, view).map((line) => style.warning(line)));
  }
  if (passedOver.length > 0) {
    const text = `incomplete: restic could not read ${countText(passedOver.length, 'snapshot')} more`;
    lines.push(
      ...indented(text, view).map((line) => style.warning(line)),
      ...passedOver.map((line) => detail(line, view)),
    );
  }
  return lines;
}

function hiddenText(app: AppSnapshots, { message, details, hint }: Judgement, view: SnapshotsView): string {
  const { style } = view;
  const lines = [`${style.strong(nameOf(app))}  ${style.warning('? not read')}`, ...indented(message, view)];
  for (const line of details) lines.push(detail(line, view));
  if (hint !== undefined) lines.push(`    → ${plainLine(hint)}`);
  return `${lines.join('\n')}\n`;
}

function detail(line: string, { style }: SnapshotsView): string {
  return style.quiet(`      ${plainLine(line)}`);
}

function indented(text: string, { columns = 80 }: SnapshotsView): readonly string[] {
  return wrapText(plainLine(text), Math.min(columns, 120) - 4).map((line) => `    ${line}`);
}

function nameOf({ namespace, name }: AppSnapshots): string {
  return `${namespace}/${name}`;
}

/** What a restore with these settings would take, in the words that a ReplicationDestination has for them. */
function renderChoice(choice: RestoreChoice, wish: RestoreSelector, style: Style): string {
  const asked = wishText(wish);
  switch (choice.kind) {
    case 'chosen': {
      const { id, time } = choice.snapshot;
      return `${style.good('►')} ${asked} restores ${shortId(id)} of ${timeText(time)}\n`;
    }
    case 'none':
      return `${marked('!', `none: ${asked} restores nothing, and VolSync reports success`, style)}\n`;
    case 'unclear':
      return `${marked('?', `what ${asked} restores is unknown: ${plainLine(choice.why)}`, style)}\n`;
  }
}

function wishText({ asOf, previous }: RestoreSelector): string {
  const parts = asOf === undefined ? [] : [`restoreAsOf: ${rfc3339(asOf)}`];
  if (previous > 0 || asOf === undefined) parts.push(`previous: ${previous}`);
  return parts.join(', ');
}

function marked(mark: string, text: string, style: Style): string {
  const lines = wrapText(text, 76).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  return lines.map((line) => style.warning(line)).join('\n');
}
