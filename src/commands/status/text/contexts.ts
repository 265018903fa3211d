import { clustersText, examined, type ContextRun, type InContext } from '../../../text/context-runs.ts';
import { renderContextTable, type ContextsView, type StateRow } from '../../../text/context-table.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import { destinationHeaders, sourceHeaders } from './cells.ts';
import { renderItemCounts, renderUnseen } from './counts.ts';
import { destinationRow, fleetHeaders, shownItems, sourceRow, type StatusView } from './fleet.ts';

interface Fleets {
  readonly runs: readonly ContextRun<{ readonly fleet: FleetStatus }>[];
  /** In the requested order; undefined for the default, the worst of each context first. */
  readonly sorted: readonly InContext<SourceStatus | DestinationStatus>[] | undefined;
}

/** Fleets of several contexts as tables, with the problems below each row, and the counts over all contexts. */
export function renderFleets({ runs, sorted }: Fleets, view: StatusView & Pick<ContextsView, 'typedIn'>): string {
  const { sources, destinations } = rowsOf(runs, sorted, view);
  const contextsView = { ...view, isSorted: sorted !== undefined };
  const tables = [
    renderContextTable(sources, runs, { ...contextsView, ...fleetHeaders(sourceHeaders(view.isWide), view) }),
    destinations.length === 0
      ? ''
      : renderContextTable(destinations, examined(runs), {
          ...contextsView,
          ...fleetHeaders(destinationHeaders(view.isWide), view),
        }),
  ].filter((text) => text !== '');
  return tables.join(view.hasHeaders ? '\n' : '') + (view.hasHeaders ? footer(runs, view) : '');
}

interface PlacedRow extends InContext<StateRow> {
  readonly of: SourceStatus | DestinationStatus | undefined;
}

interface Rows {
  readonly sources: readonly InContext<StateRow>[];
  readonly destinations: readonly InContext<StateRow>[];
}

function rowsOf(runs: Fleets['runs'], sorted: Fleets['sorted'], view: StatusView): Rows {
  const rows = examined(runs).map(({ context, result: { fleet } }) => {
    const { sources, destinations } = shownItems(fleet, view);
    const isEmpty = fleet.sources.length + fleet.destinations.length === 0;
    return {
      sources: [
        ...(isEmpty ? [{ context, of: undefined, item: emptyRow(view) }] : []),
        ...sources.map((item) => ({ context, of: item, item: sourceRow(item, fleet.time, view) })),
      ],
      destinations: destinations.map((item) => ({ context, of: item, item: destinationRow(item, fleet.time, view) })),
    };
  });
  const order = new Map(sorted?.map(({ item }, index) => [item, index]));
  const placed = (all: readonly PlacedRow[]) => all.toSorted((a, b) => placeOf(a.of, order) - placeOf(b.of, order));
  return {
    sources: placed(rows.flatMap(({ sources }) => sources)),
    destinations: placed(rows.flatMap(({ destinations }) => destinations)),
  };
}

function placeOf(
  item: SourceStatus | DestinationStatus | undefined,
  order: ReadonlyMap<SourceStatus | DestinationStatus, number>,
): number {
  return (item && order.get(item)) ?? 0;
}

/** A cluster without a row would look as if it had not been examined. */
function emptyRow(view: StatusView): StateRow {
  return { cells: [...(view.hasNamespaces ? [''] : []), '', '· no apps'], paint: view.style.quiet };
}

function footer(runs: Fleets['runs'], view: StatusView & Pick<ContextsView, 'typedIn'>): string {
  const fleets = examined(runs);
  const counts = renderItemCounts(
    {
      sources: fleets.flatMap(({ result }) => result.fleet.sources),
      destinations: fleets.flatMap(({ result }) => result.fleet.destinations),
    },
    view.style,
  );
  const unseen = fleets.map(({ context, result }) =>
    view.typedIn(context, renderUnseen(result.fleet, view.style, `${context}: `)),
  );
  return `${counts}${unseen.join('')}${clustersText(runs)}\n`;
}
