import type { Scope } from '../kube/cluster.ts';
import type { DestinationStatus } from '../volsync/destination-state.ts';
import type { FleetStatus } from '../volsync/fleet.ts';
import type { SourceStatus } from '../volsync/source-state.ts';
import { compareLevels, levelOf, paintLevel } from './state-words.ts';
import { destinationCells, destinationHeaders, sourceCells, sourceHeaders } from './status-cells.ts';
import { countsLine } from './status-counts.ts';
import { problemNotes } from './status-notes.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** How a fleet is to be shown. */
export interface StatusView {
  readonly style: Style;
  readonly programName: string;
  readonly isWide: boolean;
  readonly hasNamespaces: boolean;
  readonly onlyProblems: boolean;
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
  const sources = shown(fleet.sources, view.onlyProblems);
  const destinations = shown(fleet.destinations, view.onlyProblems || !(view.isWide || fleet.sources.length === 0));
  const parts: string[] = [];
  if (sources.length > 0) {
    const rows = sources.map((source) => ({ item: source, cells: sourceCells(source, fleet.time, view.isWide) }));
    parts.push(table(rows, sourceHeaders(view.isWide), view));
  }
  if (destinations.length > 0) {
    const rows = destinations.map((item) => ({ item, cells: destinationCells(item, fleet.time, view.isWide) }));
    parts.push(table(rows, destinationHeaders(view.isWide), view));
  }
  parts.push(countsLine(fleet, view.style));
  return parts.join(sources.length > 0 && destinations.length > 0 ? '\n' : '');
}

function shown<T extends Item>(items: readonly T[], onlyProblems: boolean): readonly T[] {
  return items
    .filter(({ problems }) => !onlyProblems || problems.length > 0)
    .toSorted((a, b) => compareLevels(levelOf(a.problems), levelOf(b.problems)) || compareNames(a, b));
}

function compareNames(a: Item, b: Item): number {
  const [first, second] = [a, b].map(({ object: { metadata } }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function table(
  rows: readonly { readonly item: Item; readonly cells: readonly string[] }[],
  headers: readonly string[],
  view: StatusView,
): string {
  const namespaces = view.hasNamespaces ? 1 : 0;
  const namespaceOf = ({ object }: Item) => (view.hasNamespaces ? [object.metadata.namespace ?? ''] : []);
  const indent = ' '.repeat(view.hasNamespaces ? 4 : 2);
  return renderTable(
    rows.map(({ item, cells }) => ({
      cells: [...namespaceOf(item), ...cells],
      notes: problemNotes(item.problems, { indent, ...view }),
    })),
    {
      headers: view.hasNamespaces ? ['NAMESPACE', ...headers] : headers,
      paint: (text, row, column) =>
        column === namespaces + 1 ? paintLevel(view.style, levelOf(rows[row]?.item.problems ?? []))(text) : text,
    },
  );
}
