/** One entry of the log of VolSync's controller. */
export interface ControllerLogEntry {
  /** As the controller wrote it: RFC 3339, or Unix seconds in other builds. */
  readonly time: string;
  /** Lower case, such as `info` or `error`. */
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads a line of zap's log in either form: JSON, or the tab-separated console form of VolSync's own build. Undefined
 * for anything else, such as stack traces and client-go's lines.
 */
export function readControllerLog(line: string): ControllerLogEntry | undefined {
  return line.startsWith('{') ? readJson(line) : readConsole(line);
}

/** Whether an entry names this object: in a field of its own, or by name and namespace. */
export function isAbout({ fields }: ControllerLogEntry, namespace: string, name: string): boolean {
  if (fields['namespace'] === namespace && fields['name'] === name) return true;
  return Object.values(fields).some((value) => isKey(value, namespace, name));
}

function isKey(value: unknown, namespace: string, name: string): boolean {
  if (typeof value === 'string') return value === `${namespace}/${name}`;
  return isRecord(value) && value['namespace'] === namespace && value['name'] === name;
}

function readJson(line: string): ControllerLogEntry | undefined {
  const { ts, level, logger, msg, ...others } = parsed(line) ?? {};
  if (level === undefined || msg === undefined) return undefined;
  const fields = Object.fromEntries(Object.entries(others).filter(([key]) => !['caller', 'stacktrace'].includes(key)));
  return { time: text(ts), level: text(level).toLowerCase(), logger: text(logger), message: text(msg), fields };
}

function readConsole(line: string): ControllerLogEntry | undefined {
  const [time = '', level = '', ...words] = line.split('\t');
  if (!/^\d{4}-\d\d-\d\dT/.test(time) || !/^[A-Z]+$/.test(level)) return undefined;
  const fields = parsed(words.at(-1) ?? '');
  const told = fields === undefined ? words : words.slice(0, -1);
  const [logger = '', message] = told.length > 1 ? [told[0], told.at(-1)] : ['', told[0]];
  return { time, level: level.toLowerCase(), logger, message: message ?? '', fields: fields ?? {} };
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
