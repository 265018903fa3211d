import { jsonText, yamlText } from '../render/structured.ts';
import type { Io } from './io.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** One result in all the forms it can be asked for; `document` carries its `schema`. */
export interface Presentation {
  readonly document: object;
  /** Such as `replicationsource.volsync.backube/web`. */
  readonly names: readonly string[];
  text(isWide: boolean): string;
}

/** Writes a result to stdout in the form that was asked for. */
export async function present(io: Io, format: OutputFormat, result: Presentation): Promise<void> {
  io.stdout.write(await formatted(format, result));
}

async function formatted(format: OutputFormat, result: Presentation): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText(result.document, 2);
    case 'yaml':
      return yamlText(result.document);
    case 'name':
      return result.names.map((name) => `${name}\n`).join('');
    case 'table':
    case 'wide':
      return result.text(format === 'wide');
  }
}
