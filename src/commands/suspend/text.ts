import { dateOf } from '../../volsync/sync-state.ts';
import { untilText } from '../../text/age.ts';
import { clockText } from '../../text/clock.ts';
import { hintLines } from '../../text/failure.ts';
import { plainLine } from '../../foreign-text.ts';
import type { Style } from '../../text/style.ts';
import type { SuspendedApp, SuspendReport } from './operation/suspend-result.ts';

export interface SuspendView {
  readonly style: Style;
  readonly now: Date;
}

/** One line per app, with notes. */
export function renderSuspend({ apps, verb, isDryRun }: SuspendReport, view: SuspendView): string {
  const texts = apps.map((app) => appText(app, verb, view));
  return [...texts, ...(isDryRun ? ['dry run: nothing was changed\n'] : [])].join('');
}

function appText(app: SuspendedApp, verb: SuspendReport['verb'], view: SuspendView): string {
  const { namespace, name, hint } = app;
  const lines = [`${signOf(app, view.style)} ${namespace}/${name}  ${headline(app, verb, view)}`];
  lines.push(...notes(app, verb, view).map((note) => `    ${note}`));
  if (hint !== undefined) lines.push(...hintLines(hint));
  return lines.map((line) => `${line}\n`).join('');
}

function signOf({ outcome, state }: SuspendedApp, style: Style): string {
  if (outcome !== 'ok') return style.bad('✗');
  if (state === 'planned') return '►';
  return state === 'none' ? '·' : style.good('✔');
}

function headline(
  { state, message, suspension }: SuspendedApp,
  verb: SuspendReport['verb'],
  view: SuspendView,
): string {
  if (message !== undefined && state !== 'suspended') return plainLine(message);
  const schedule = suspension?.trigger?.schedule;
  const what = schedule === undefined ? 'no schedule' : `schedule "${plainLine(schedule)}"`;
  if (state === 'resumed') return `resumed: ${what}`;
  if (state === 'planned' && verb === 'resume') return `would be resumed: ${what}`;
  const until = dateOf(suspension?.until);
  const end = until === undefined ? '' : ` until ${clockText(until, view.now)} (${untilText(until, view.now)})`;
  return `${state === 'planned' ? 'would be suspended' : 'suspended'}${end}: ${what} is parked`;
}

function notes(app: SuspendedApp, verb: SuspendReport['verb'], { now }: SuspendView): readonly string[] {
  const { state, message, syncingSince, syncsAtOnce, managedBy } = app;
  if (!['planned', 'suspended', 'resumed'].includes(state)) return [];
  return [
    ...(state === 'suspended' && message !== undefined ? [plainLine(message)] : []),
    ...(verb === 'suspend' && syncingSince !== undefined
      ? [`a sync has been running since ${clockText(syncingSince, now)} and continues`]
      : []),
    ...(syncsAtOnce === true ? ['a scheduled run was missed: VolSync syncs now, with the current data'] : []),
    ...(managedBy === undefined
      ? []
      : [`${plainLine(managedBy)} manages this ReplicationSource and may change it again`]),
  ];
}
