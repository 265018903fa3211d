import type { Scope } from '../../../kubernetes/cluster.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { compareLevels, worstLevel, paintLevel } from './state-labels.ts';
import { destinationCells, destinationHeaders, sourceCells, sourceHeaders } from './cells.ts';
import { renderCounts } from './counts.ts';
import { problemNotes } from './notes.ts';
import type { Style } from '../../../text/style.ts';
import { renderTable } from '../../../text/table.ts';

/** How a fleet is to be shown. */
export interface StatusView {
  readonly style: Style;
  readonly programName: string;
  readonly isWide: boolean;
  readonly hasNamespaces: boolean;
  readonly onlyProblems: boolean;
  /** Without headers only the rows are shown. */
  readonly hasHeaders: boolean;
  /** The fleet is in the order to be shown; else the worst comes first. */
  readonly isSorted: boolean;
  /** Of the terminal; undefined where there is none, then nothing is left out. */
  readonly columns: number | undefined;
}

/** Said where there is nothing to show. */
export function emptyText({ namespace, labelSelector }: Scope, programName: string): string {
  const place = namespace === undefined ? 'the cluster' : `namespace ${namespace}`;
  const chosen = labelSelector === undefined ? '' : ` with the labels ${labelSelector}`;
  const elsewhere = namespace === undefined ? '' : `  → ${programName} status -A\n`;
  return `There is no ReplicationSource and no ReplicationDestination in ${place}${chosen}.\n${elsewhere}`;
}

type Item = SourceStatus | DestinationStatus;

/** The fleet as tables, worst first, with what is wrong beneath each row, and the counts. */
export function renderFleet(fleet: FleetStatus, view: StatusView): string {
  return renderFleetTables(fleet, view) + (view.hasHeaders ? renderCounts(fleet, view.style) : '');
}

/** The tables alone. Destinations that are as they should be have a place in the wide one only. */
export function renderFleetTables(fleet: FleetStatus, view: StatusView): string {
  const isEachDestinationShown = view.isWide || fleet.sources.length === 0;
  const sources = shown(fleet.sources, view.onlyProblems, view);
  const destinations = shown(fleet.destinations, view.onlyProblems || !isEachDestinationShown, view);
  const sourceRows = sources.map((item) => ({ item, cells: sourceCells(item, fleet.time, view.isWide) }));
  const destinationRows = destinations.map((item) => ({
    item,
    cells: destinationCells(item, fleet.time, view.isWide),
  }));
  return [
    table(sourceRows, sourceHeaders(view.isWide), view),
    table(destinationRows, destinationHeaders(view.isWide), view),
  ]
    .filter((text) => text !== '')
    .join(view.hasHeaders ? '\n' : '');
}

function shown<T extends Item>(items: readonly T[], onlyProblems: boolean, { isSorted }: StatusView): readonly T[] {
  const all = items.filter(({ problems }) => !onlyProblems || problems.length > 0);
  if (isSorted) return all;
  return all
    .map((item) => ({ item, level: worstLevel(item.problems), name: nameOf(item) }))
    .sort((a, b) => compareLevels(a.level, b.level) || (a.name < b.name ? -1 : 1))
    .map(({ item }) => item);
}

function nameOf({ object: { metadata } }: Item): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

interface ItemRow {
  readonly item: Item;
  readonly cells: readonly string[];
}

function table(items: readonly ItemRow[], headers: readonly string[], view: StatusView): string {
  if (items.length === 0) return '';
  const namespaceOf = ({ object }: Item) => (view.hasNamespaces ? [object.metadata.namespace ?? ''] : []);
  const stateColumn = view.hasNamespaces ? 2 : 1;
  const indent = ' '.repeat(view.hasNamespaces ? 4 : 2);
  const rows = items.map(({ item, cells }) => ({
    cells: [...namespaceOf(item), ...cells],
    notes: view.hasHeaders ? problemNotes(item.problems, { indent, ...view }) : [],
  }));
  return renderTable(rows, {
    headers: view.hasHeaders ? [...(view.hasNamespaces ? ['NAMESPACE'] : []), ...headers] : undefined,
    // What a narrow terminal can do without; asked for explicitly, nothing is left out.
    fit: view.isWide || view.columns === undefined ? undefined : { columns: view.columns, keep: stateColumn + 2 },
    paint: (text, row, column) =>
      column === stateColumn ? paintLevel(view.style, worstLevel(items[row]?.item.problems ?? []))(text) : text,
  });
}
