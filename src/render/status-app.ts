import type { AppStatus } from '../operations/status/app-status.ts';
import type { DestinationStatus } from '../volsync/destination-state.ts';
import type { SourceStatus } from '../volsync/source-state.ts';
import { fieldLines, type Field } from './field.ts';
import { levelOf, paintLevel } from './state-words.ts';
import { moverFields } from './status-app-mover.ts';
import { objectFields, warningsField } from './status-app-objects.ts';
import { stateFields } from './status-app-state.ts';
import { retentionFields } from './status-app-retention.ts';
import { stateText } from './status-cells.ts';
import { problemNotes } from './status-notes.ts';
import type { Style } from './style.ts';

/** How one app is to be shown. */
export interface AppView {
  readonly now: Date;
  readonly style: Style;
  readonly programName: string;
  /** Of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** Everything about one app on one screen: how it stands, what is wrong, then all that belongs to it. */
export function renderApp(app: AppStatus, view: AppView): string {
  const item = itemOf(app);
  const lines = [
    headline(app, item, view),
    ...problemNotes(item?.problems ?? [], { indent: '    ', hasDetails: true, ...view }),
    ...fieldsOf(app, item, view.now).flatMap((field) => fieldLines(field, Math.min(view.columns ?? 80, 140))),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

type Item = SourceStatus | DestinationStatus;

/** A destination that was asked for by its own name stands for the app. */
function itemOf({ source, destinations }: AppStatus): Item | undefined {
  if (source !== undefined) return source;
  return 'value' in destinations ? destinations.value.find(({ relation }) => relation === 'itself')?.status : undefined;
}

function headline({ namespace, name }: AppStatus, item: Item | undefined, { now, style }: AppView): string {
  if (item === undefined) return `${namespace}/${name}`;
  return `${style.strong(`${namespace}/${name}`)}  ${paintLevel(style, levelOf(item.problems))(stateText(item, now))}`;
}

function fieldsOf(app: AppStatus, item: Item | undefined, now: Date): readonly Field[] {
  return [
    ...(item === undefined ? [] : stateFields(item, now)),
    ...(app.source === undefined ? [] : retentionFields(app.source, now)),
    ...objectFields(app, now),
    ...moverFields(app, now),
    warningsField(app, now),
  ];
}
