import { Option, type Command } from 'commander';
import { listFlags } from '../help/page.ts';

/** How a list is shown, by kubectl's flags. */
export interface ListOptions {
  /** A JSONPath of the item; undefined is the command's own order. */
  readonly sortBy: string | undefined;
  /** Without headers there are only the rows: neither what stands beneath one nor a summary. */
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

/** Those flags out of all that commander parsed. */
export function listOptions(all: Readonly<Record<string, unknown>>): ListOptions {
  const { sortBy, headers } = all as { sortBy?: string; headers?: boolean };
  return { sortBy, hasHeaders: headers !== false };
}

/** Refuses a path that is none, before anything is done. */
export async function checkSortPath(all: Readonly<Record<string, unknown>>): Promise<void> {
  const { sortBy } = all as { sortBy?: string };
  if (sortBy !== undefined) (await import('../../text/json-path.ts')).sortedByPath([], () => ({}), sortBy);
}

/** Items in the order that was asked for, by the documents that -o json has of them. */
export async function sortedItems<T>(
  items: readonly T[],
  documentOf: (item: T) => object,
  { sortBy }: Pick<ListOptions, 'sortBy'>,
): Promise<readonly T[]> {
  if (sortBy === undefined) return items;
  // Its library is loaded only where it is used.
  const { sortedByPath } = await import('../../text/json-path.ts');
  return sortedByPath(items, documentOf, sortBy);
}
