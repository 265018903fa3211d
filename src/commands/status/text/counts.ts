import { stripVTControlCharacters } from 'node:util';
import type { FleetStatus } from '../judgement/fleet.ts';
import { plainLine } from '../../../foreign-text.ts';
import { compareLevels, worstLevel, paintLevel, wordOf, type WorstLevel, type State } from './state-labels.ts';
import type { Style } from '../../../text/style.ts';
import { shellCommand } from '../../../shell-command.ts';

interface Judged {
  readonly state: State;
  readonly problems: Parameters<typeof worstLevel>[0];
}

/** The footer: the number of apps and destinations by state; what could not be read is named. */
export function renderCounts(fleet: FleetStatus, style: Style): string {
  return renderItemCounts(fleet, style) + renderUnseen(fleet, style, '');
}

/** The numbers of apps and destinations, by state. */
export function renderItemCounts(
  { sources, destinations }: Pick<FleetStatus, 'sources' | 'destinations'>,
  style: Style,
): string {
  const lines: string[] = [];
  if (sources.length > 0) lines.push(counts(sources, 'app', style));
  if (destinations.length > 0) lines.push(counts(destinations, 'destination', style));
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * What no row shows: restores whose source is gone, and what could not be read; `place` is a prefix, such as `lab: `.
 */
export function renderUnseen(
  fleet: Pick<FleetStatus, 'openWithoutSource' | 'gaps'>,
  style: Style,
  place: string,
): string {
  const lines: string[] = [];
  for (const { namespace, app, claim } of fleet.openWithoutSource) {
    const what = `${place}${namespace}/${app}: an in-place restore into pvc/${claim} is unfinished, and its ReplicationSource is gone`;
    lines.push(
      `${style.bad('✗')} ${plainLine(what)}`,
      `  → ${plainLine(shellCommand`volsyncctl restore status ${app} -n ${namespace}`)}`,
    );
  }
  for (const { kind, message } of fleet.gaps) {
    lines.push(`${style.warning('?')} ${plainLine(`${place}each ${kind}: unknown. ${message}`)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function counts(items: readonly Judged[], noun: string, style: Style): string {
  const groups = new Map<string, { count: number; level: WorstLevel }>();
  for (const { state, problems } of items) {
    const level = worstLevel(problems);
    const word = level === 'ok' && state !== 'started-empty' ? 'ok' : wordOf(state);
    groups.set(word, { count: (groups.get(word)?.count ?? 0) + 1, level });
  }
  const texts = [...groups]
    .toSorted(([, a], [, b]) => compareLevels(b.level, a.level) || b.count - a.count)
    .map(([word, { count, level }]) => paintLevel(style, level)(`${count} ${word}`));
  return joined([`${items.length} ${noun}${items.length === 1 ? '' : 's'}`, ...texts]);
}

const columns = 80;

/** The parts on as many lines as needed, none broken. Colors take no width. */
function joined(parts: readonly string[]): string {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length === 0 ? part : `${lines.at(-1) ?? ''} · ${part}`;
    if (stripVTControlCharacters(longer).length > columns) lines.push(`  ${part}`);
    else lines.splice(-1, 1, longer);
  }
  return lines.join('\n');
}
