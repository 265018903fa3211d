import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { ControllerLine } from '../operation/controller.ts';
import { clockText } from '../../../text/clock.ts';
import { plainLine } from '../../../foreign-text.ts';
import type { Style } from '../../../text/style.ts';

/** An entry of the controller's log on one line: time, level, message, and its other fields besides the app's name. */
export function renderControllerLine({ entry }: ControllerLine, app: ObjectKey, now: Date, style: Style): string {
  const moment = new Date(entry.time);
  const time = Number.isNaN(moment.getTime()) ? plainLine(entry.time) : clockText(moment, now);
  const level = plainLine(entry.level).padEnd(5);
  const fields = Object.entries(entry.fields)
    .map(([key, value]) => [key, valueText(value, app.namespace)] as const)
    .filter(([key]) => !ofTheController.has(key))
    .filter(([key, value]) => value !== app.name && !(key === 'namespace' && value === app.namespace))
    .map(([key, value]) => plainLine(`${key}=${value}`));
  const details = fields.length === 0 ? '' : style.quiet(`  ${fields.join(' ')}`);
  return `${style.quiet(time)}  ${paintLevel(level, style)}  ${plainLine(entry.message)}${details}\n`;
}

/** Fields that controller-runtime and VolSync add to every entry, about themselves instead of the app. */
const ofTheController: ReadonlySet<string> = new Set([
  'controller',
  'controllerGroup',
  'controllerKind',
  'reconcileID',
  'owned-by',
]);

/** JSON document of an entry. */
export function controllerLineDocument({ pod, entry }: ControllerLine, app: ObjectKey): object {
  const { time, level, logger, message, fields } = entry;
  const { namespace, name } = app;
  return {
    schema: 'volsyncctl/controller-log-line/v1',
    namespace,
    app: name,
    pod,
    time,
    level,
    logger,
    message,
    fields,
  };
}

/** Objects of the same namespace by name only; text with blanks in quotes. */
function valueText(value: unknown, namespace: string): string {
  if (typeof value === 'string') return /\s/.test(value) ? JSON.stringify(value) : value;
  const { namespace: of, name } = (value ?? {}) as { readonly namespace?: unknown; readonly name?: unknown };
  if (typeof name === 'string' && typeof of === 'string') return of === namespace ? name : `${of}/${name}`;
  return JSON.stringify(value);
}

function paintLevel(level: string, style: Style): string {
  if (level.startsWith('err')) return style.bad(level);
  return level.startsWith('warn') ? style.warning(level) : level;
}
