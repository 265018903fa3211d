import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { clockText } from '../../../text/clock.ts';
import { worstLevel, paintLevel } from './state-labels.ts';
import { destinationCells, sourceCells, sourceHeaders } from './cells.ts';
import { destinationDocument, sourceDocument } from '../json/fleet.ts';
import { problemNotes } from './notes.ts';
import type { StatusView } from './fleet.ts';
import { columnWidths, renderTable, type Row } from '../../../text/table.ts';

type Item = SourceStatus | DestinationStatus;

/** The changes between two states of a fleet; `gone` are names. */
export interface StatusChanges {
  readonly sources: readonly SourceStatus[];
  readonly destinations: readonly DestinationStatus[];
  readonly gone: readonly string[];
}

/**
 * Finds what is new since the last state, for output where lines cannot be replaced. New ages alone are not a change.
 */
export class StatusHistory {
  #known = new Map<string, string>();

  changes({ sources, destinations }: FleetStatus): StatusChanges {
    const known = new Map<string, string>();
    const isChanged = (kind: string, item: Item, document: object) => {
      const { namespace = '', name } = item.object.metadata;
      const key = `${kind} ${namespace}/${name}`;
      known.set(key, JSON.stringify(document));
      return this.#known.get(key) !== known.get(key);
    };
    const changed = {
      sources: sources.filter((item) => isChanged('source', item, sourceDocument(item))),
      destinations: destinations.filter((item) => isChanged('destination', item, destinationDocument(item))),
    };
    const gone = [...this.#known.keys()].filter((key) => !known.has(key));
    this.#known = known;
    return { ...changed, gone };
  }
}

/** Rows for changed apps, each with the time; the columns keep their positions. */
export class ChangeTable {
  #widths: readonly number[] = [];
  #isBegun = false;
  readonly #view: StatusView;

  constructor(view: StatusView) {
    this.#view = view;
  }

  render({ sources, destinations, gone }: StatusChanges, now: Date): string {
    const { isWide, style } = this.#view;
    const items = [
      ...sources.map((item) => ({ item, cells: sourceCells(item, now, isWide) })),
      ...destinations.map((item) => ({ item, cells: destinationCells(item, now, isWide) })),
    ];
    const rows = [
      ...items.map(({ item, cells }) => this.#row(item, cells, now)),
      ...gone.map((name) => ({ cells: [clockText(now, now), `${name} was deleted`] })),
    ];
    const headers = ['TIME', ...(this.#view.hasNamespaces ? ['NAMESPACE'] : []), ...sourceHeaders(isWide)];
    const stateColumn = this.#view.hasNamespaces ? 3 : 2;
    const text = renderTable(rows, {
      headers: this.#isBegun || !this.#view.hasHeaders ? undefined : headers,
      widths: this.#widths,
      paint: (cell, row, column) =>
        column === stateColumn ? paintLevel(style, worstLevel(items[row]?.item.problems ?? []))(cell) : cell,
    });
    if (!this.#isBegun) this.#widths = columnWidths(rows, headers);
    this.#isBegun = true;
    return text;
  }

  #row(item: Item, cells: readonly string[], now: Date): Row {
    const { namespace = '' } = item.object.metadata;
    return {
      cells: [clockText(now, now), ...(this.#view.hasNamespaces ? [namespace] : []), ...cells],
      notes: problemNotes(item.problems, { indent: '    ', ...this.#view }),
    };
  }
}
