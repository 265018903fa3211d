import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { AppEvent } from '../operation/events.ts';
import { clockText } from '../../../text/clock.ts';
import { plainLine } from '../../../foreign-text.ts';
import type { Style } from '../../../text/style.ts';
import { renderTable } from '../../../text/table.ts';
import { wrapText } from '../../../text/wrap.ts';

export interface EventTableOptions {
  readonly now: Date;
  readonly style: Style;
  /** Further rows of the same table follow one by one, without headers. */
  readonly hasHeaders: boolean;
  /** Width of the terminal; undefined without one: lines are then not wrapped. */
  readonly columns?: number | undefined;
}

/** Events, oldest first: one row each, with reason and message below it, so that 80 columns suffice. */
export function renderEvents(
  events: readonly AppEvent[],
  { now, style, hasHeaders, columns = Infinity }: EventTableOptions,
): string {
  const rows = events.map(({ time, type, reason, object, note, count }) => ({
    cells: [clockText(new Date(time), now), type, count > 1 ? `${object} ×${count}` : object].map(plainLine),
    notes: wrapText(plainLine(note === '' ? reason : `${reason}: ${note}`), columns - 4).map(
      (line, index) => `    ${index === 0 ? line : style.quiet(line)}`,
    ),
  }));
  const paint = (text: string, _row: number, column: number) =>
    column === 1 && text.startsWith('Warning') ? style.warning(text) : text;
  const table = renderTable(rows, { headers: ['TIME', 'TYPE', 'OBJECT'], paint });
  return hasHeaders ? table : table.slice(table.indexOf('\n') + 1);
}

/** The message on stderr if there are none. */
export function renderNoEvents(app: ObjectKey, isWarningsOnly = false): string {
  const what = isWarningsOnly ? 'warnings' : 'events';
  return `► ${app.namespace}/${app.name} has no ${what} now; Kubernetes keeps them for an hour by default\n`;
}

/** JSON document of an event. */
export function eventDocument(event: AppEvent, { namespace, name }: ObjectKey): object {
  return { schema: 'volsyncctl/event/v1', namespace, app: name, ...event };
}
