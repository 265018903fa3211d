import { InvalidArgumentError } from 'commander';
import { Failure } from '../errors.ts';
import { jsonText, yamlText } from '../text/structured.ts';
import type { Verdict } from '../volsync/verdict.ts';
import type { Io } from './io.ts';
import { withTypedHints } from './typed-commands.ts';

export const outputFormats = [
  'table',
  'wide',
  'json',
  'yaml',
  'name',
  'junit',
  'markdown',
  'prometheus',
  'html',
] as const;
type NamedFormat = (typeof outputFormats)[number];

/** `-o jsonpath=TEMPLATE`, with the compiled template. */
export interface JsonPathFormat {
  /** As typed. */
  readonly format: string;
  render(document: object): string;
}

export type OutputFormat = NamedFormat | JsonPathFormat;

/** The prefix of the format with a template. */
export const jsonPathPrefix = 'jsonpath=';

/** Parses the value of -o; `loadedFormat` compiles a template. */
export function parseOutputFormat(text: string): string {
  if (text.startsWith(jsonPathPrefix) && text !== jsonPathPrefix) return text;
  if (text === 'jsonpath' || text === jsonPathPrefix) {
    throw new InvalidArgumentError("It needs a template, such as jsonpath='{.outcome}'.");
  }
  if ((outputFormats as readonly string[]).includes(text)) return text;
  throw new InvalidArgumentError(`Allowed choices are ${outputFormats.join(', ')}, ${jsonPathPrefix}TEMPLATE.`);
}

/** The value of -o with its template, for which a library is loaded only here; throws a Failure if it is invalid. */
export async function loadedFormat(output: unknown): Promise<unknown> {
  if (typeof output !== 'string' || !output.startsWith(jsonPathPrefix)) return output;
  const { jsonPathTemplate } = await import('../text/json-path.ts');
  return { format: output, render: jsonPathTemplate(output.slice(jsonPathPrefix.length)) } satisfies JsonPathFormat;
}

/** The requested format. */
export function formatName(output: OutputFormat): string {
  return typeof output === 'string' ? output : output.format;
}

/** Whether each result is the JSON document, or values that a template takes from it. */
export function isJson(output: OutputFormat): output is 'json' | JsonPathFormat {
  return output === 'json' || typeof output !== 'string';
}

/** A document in that format; `indent` applies to JSON. */
export function documentText(output: 'json' | JsonPathFormat, document: object, indent: 0 | 2): string {
  return output === 'json' ? jsonText(document, indent) : output.render(document);
}

/** Formats that only some commands have: checks can report to CI systems. */
const special: Partial<Record<NamedFormat, readonly string[]>> = {
  junit: ['verify', 'bootstrap-check', 'doctor', 'drill'],
  markdown: ['doctor', 'drill'],
  prometheus: ['status', 'verify'],
  html: ['report'],
};

/** The formats of a command's result. */
export function formatsOf(command: string): readonly NamedFormat[] {
  return outputFormats.filter((format) => special[format]?.includes(command) !== false);
}

/** Refuses a format that the command does not support, before anything is done. */
export function refuseFormat(command: string, output: unknown): void {
  const able = special[output as NamedFormat];
  if (able === undefined || able.includes(command)) return;
  throw new Failure('usage', `${command} cannot be shown as ${output as NamedFormat}`, {
    hint: `${able.join(' and ')} can`,
  });
}

/** One result in all supported formats; `document` has its `schema`. */
export interface Presentation {
  readonly document: object;
  /** Such as `replicationsource.volsync.backube/web`. */
  readonly names: readonly string[];
  /** Whether a check has passed. */
  readonly isPassed?: boolean | undefined;
  text(isWide: boolean): string;
  /** A report for CI systems, for checks. */
  junit?(): string;
  /** The same for a report or an issue. */
  markdown?(): string;
  /** Metrics for node_exporter's textfile collector. */
  prometheus?(): string;
  /** A page for a browser. */
  html?(): string;
}

/** Writes a result to stdout in the requested format. */
export async function present(io: Io, format: OutputFormat, result: Presentation): Promise<void> {
  const isForPeople = format === 'table' || format === 'wide';
  if (io.isQuiet === true && result.isPassed === true && isForPeople) return;
  io.stdout.write(await formatted(format, result, io));
}

/** The report of a check with only the apps that do not pass, for --quiet. */
export function withoutPassed<R extends { readonly apps: readonly { readonly verdict: Verdict }[] }>(report: R): R {
  return { ...report, apps: report.apps.filter(({ verdict }) => verdict !== 'protected') };
}

/** A document with the commands in its hints as this operator types them. */
export function withHints(document: object, { typed, typedIn }: Pick<Io, 'typed' | 'typedIn'>): object {
  if (typed === undefined) return document;
  return withTypedHints(document, { typed, ...(typedIn && { typedIn }) }) as object;
}

async function formatted(
  format: OutputFormat,
  result: Presentation,
  io: Pick<Io, 'typed' | 'typedIn'>,
): Promise<string> {
  if (isJson(format)) return documentText(format, withHints(result.document, io), 2);
  switch (format) {
    case 'yaml':
      return yamlText(withHints(result.document, io));
    case 'name':
      return result.names.map((name) => `${name}\n`).join('');
    case 'junit':
    case 'markdown':
    case 'prometheus':
    case 'html':
      return result[format]?.() ?? '';
    case 'table':
    case 'wide':
      return result.text(format === 'wide');
  }
}
