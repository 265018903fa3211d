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
export type OutputFormat = (typeof outputFormats)[number];

/** Forms that only some commands have: those that judge can report to CI systems. */
const special: Partial<Record<OutputFormat, readonly string[]>> = {
  junit: ['verify', 'bootstrap-check', 'doctor'],
  markdown: ['doctor'],
  prometheus: ['status', 'verify'],
  html: ['report'],
};

/** The forms that a command's result can have. */
export function formatsOf(command: string): readonly OutputFormat[] {
  return outputFormats.filter((format) => special[format]?.includes(command) !== false);
}

/** Refuses a form that the command's result cannot have, before anything is done. */
export function refuseFormat(command: string, output: unknown): void {
  const able = special[output as OutputFormat];
  if (able === undefined || able.includes(command)) return;
  throw new Failure('usage', `${command} cannot be shown as ${output as OutputFormat}`, {
    hint: `${able.join(' and ')} can`,
  });
}

/** One result in all the forms it can be asked for; `document` carries its `schema`. */
export interface Presentation {
  readonly document: object;
  /** Such as `replicationsource.volsync.backube/web`. */
  readonly names: readonly string[];
  /** It is a check's, and all is well. */
  readonly isPassed?: boolean | undefined;
  text(isWide: boolean): string;
  /** A report for CI systems, of results that are checks. */
  junit?(): string;
  /** The same for a report or an issue. */
  markdown?(): string;
  /** Metrics, for node_exporter's textfile collector. */
  prometheus?(): string;
  /** A page for a browser. */
  html?(): string;
}

/** Writes a result to stdout in the form that was asked for. */
export async function present(io: Io, format: OutputFormat, result: Presentation): Promise<void> {
  const isForPeople = format === 'table' || format === 'wide';
  if (io.isQuiet === true && result.isPassed === true && isForPeople) return;
  io.stdout.write(await formatted(format, { ...result, document: withHints(result.document, io) }));
}

/** The same report of a check with only the apps that do not pass, as --quiet shows it. */
export function withoutPassed<R extends { readonly apps: readonly { readonly verdict: Verdict }[] }>(report: R): R {
  return { ...report, apps: report.apps.filter(({ verdict }) => verdict !== 'protected') };
}

/** A document with the commands in its hints as this operator types them. */
export function withHints(document: object, { typed }: Pick<Io, 'typed'>): object {
  return typed === undefined ? document : (withTypedHints(document, typed) as object);
}

async function formatted(format: OutputFormat, result: Presentation): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText(result.document, 2);
    case 'yaml':
      return yamlText(result.document);
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
