import type { Scope } from '../../../kubernetes/cluster.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { compareLevels, worstLevel, paintLevel } from './state-labels.ts';
import { destinationCells, destinationHeaders, sourceCells, sourceHeaders } from './cells.ts';
import { renderCounts } from './counts.ts';
import { problemNotes } from './notes.ts';
import type { Style } from '../../../text/style.ts';
import type { StateRow } from '../../../text/context-table.ts';
import { renderTable } from '../../../text/table.ts';

/** How to show a fleet. */
export interface StatusView {
  readonly style: Style;
  readonly programName: string;
  readonly isWide: boolean;
  readonly hasNamespaces: boolean;
  readonly onlyProblems: boolean;
  /** Without headers, only the rows are shown. */
  readonly hasHeaders: boolean;
  /** The fleet is already sorted; otherwise the worst comes first. */
  readonly isSorted: boolean;
  /** Width of the terminal; undefined without one, and then nothing is left out. */
  readonly columns: number | undefined;
}

/** The message if there is nothing to show. */
export function emptyText({ namespace, labelSelector }: Scope, programName: string): string {
  const place = namespace === undefined ? 'the cluster' : `namespace ${namespace}`;
  const chosen = labelSelector === undefined ? '' : ` with the labels ${labelSelector}`;
  const elsewhere = namespace === undefined ? '' : `  → ${programName} status -A\n`;
  return `There is no ReplicationSource and no ReplicationDestination in ${place}${chosen}.\n${elsewhere}`;
}

type Item = SourceStatus | DestinationStatus;

/** The fleet as tables, worst first, with problems below each row, and the counts. */
export function renderFleet(fleet: FleetStatus, view: StatusView): string {
  return renderFleetTables(fleet, view) + (view.hasHeaders ? renderCounts(fleet, view.style) : '');
}

/** Only the tables. Destinations without problems are shown only in the wide one. */
export function renderFleetTables(fleet: FleetStatus, view: StatusView): string {
  const { sources, destinations } = shownItems(fleet, view);
  const sourceRows = sources.map((item) => sourceRow(item, fleet.time, view));
  const destinationRows = destinations.map((item) => destinationRow(item, fleet.time, view));
  return [
    table(sourceRows, sourceHeaders(view.isWide), view),
    table(destinationRows, destinationHeaders(view.isWide), view),
  ]
    .filter((text) => text !== '')
    .join(view.hasHeaders ? '\n' : '');
}

/** The items of a fleet that have a row, in the order of the rows. */
export function shownItems(fleet: FleetStatus, view: StatusView): Pick<FleetStatus, 'sources' | 'destinations'> {
  const isEachDestinationShown = view.isWide || fleet.sources.length === 0;
  return {
    sources: shown(fleet.sources, view.onlyProblems, view),
    destinations: shown(fleet.destinations, view.onlyProblems || !isEachDestinationShown, view),
  };
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

/** One source as a row; `now` is the time of its fleet. */
export function sourceRow(item: SourceStatus, now: Date, view: StatusView): StateRow {
  return itemRow(item, sourceCells(item, now, view.isWide), view);
}

/** One destination as a row, likewise. */
export function destinationRow(item: DestinationStatus, now: Date, view: StatusView): StateRow {
  return itemRow(item, destinationCells(item, now, view.isWide), view);
}

function itemRow({ object, problems }: Item, cells: readonly string[], view: StatusView): StateRow {
  const indent = ' '.repeat(view.hasNamespaces ? 4 : 2);
  return {
    cells: [...(view.hasNamespaces ? [object.metadata.namespace ?? ''] : []), ...cells],
    notes: view.hasHeaders ? problemNotes(problems, { indent, ...view }) : [],
    paint: paintLevel(view.style, worstLevel(problems)),
  };
}

/** The headers of these rows, and the index of the state column. */
export function fleetHeaders(headers: readonly string[], { hasNamespaces, hasHeaders }: StatusView) {
  return {
    headers: hasHeaders ? [...(hasNamespaces ? ['NAMESPACE'] : []), ...headers] : undefined,
    stateColumn: hasNamespaces ? 2 : 1,
  };
}

function table(rows: readonly StateRow[], ofKind: readonly string[], view: StatusView): string {
  if (rows.length === 0) return '';
  const { headers, stateColumn } = fleetHeaders(ofKind, view);
  return renderTable(rows, {
    headers,
    // What a narrow terminal can omit; with -o wide, nothing is omitted.
    fit: view.isWide || view.columns === undefined ? undefined : { columns: view.columns, keep: stateColumn + 2 },
    paint: (text, row, column) => (column === stateColumn ? (rows[row]?.paint(text) ?? text) : text),
  });
}
