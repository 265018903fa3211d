import { Option, type Command } from 'commander';
import { listFlags } from '../help/page.ts';

/** How to show a list, with kubectl's flags. */
export interface ListOptions {
  /** A JSONPath of the item; undefined for the command's own order. */
  readonly sortBy: string | undefined;
  /** Without headers, only the rows are shown: no notes below a row, and no summary. */
  readonly hasHeaders: boolean;
}

/** Declares --sort-by and --no-headers; `volsyncctl options` shows them once. */
export function addListOptions(command: Command): Command {
  for (const option of listOptionsDeclared()) command.addOption(option);
  return command;
}

function listOptionsDeclared(): readonly Option[] {
  return [
    new Option('--sort-by <jsonpath>', 'sort by a field of -o json, such as .name; items without it come first'),
    new Option('--no-headers', 'only the rows of a table: no headers, notes or summary'),
  ].map((option) => option.helpGroup(listFlags));
}

/** Those flags from commander's parsed options. */
export function listOptions(all: Readonly<Record<string, unknown>>): ListOptions {
  const { sortBy, headers } = all as { sortBy?: string; headers?: boolean };
  return { sortBy, hasHeaders: headers !== false };
}

/** Refuses an invalid path before anything is done. */
export async function checkSortPath(all: Readonly<Record<string, unknown>>): Promise<void> {
  const { sortBy } = all as { sortBy?: string };
  if (sortBy !== undefined) (await import('../../text/json-path.ts')).sortedByPath([], () => ({}), sortBy);
}

/** Items in the requested order, by their -o json documents. */
export async function sortedItems<T>(
  items: readonly T[],
  documentOf: (item: T) => object,
  { sortBy }: Pick<ListOptions, 'sortBy'>,
): Promise<readonly T[]> {
  if (sortBy === undefined) return items;
  // Loads its library on demand.
  const { sortedByPath } = await import('../../text/json-path.ts');
  return sortedByPath(items, documentOf, sortBy);
}
