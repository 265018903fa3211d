import { exitCodes, worstOutcome } from '../../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../../kubernetes/cluster.ts';
import { fleetOf, fleetStatus, namedStatus, type NamedStatus } from './operation/status.ts';
import { renderFailure } from '../../text/failure.ts';
import { renderApp } from './text/app.ts';
import { appDocument, namedDocument } from './json/app.ts';
import { destinationDocument, sourceDocument, statusDocument, statusNames } from './json/fleet.ts';
import { statusPrometheus } from './prometheus.ts';
import { emptyText, renderFleet, type StatusView } from './text/fleet.ts';
import { checkFleet, type FailOn } from './judgement/fail-on.ts';
import type { FleetStatus } from './judgement/fleet.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import type { Io } from '../../cli/io.ts';
import { type ListOptions, sortedItems } from '../../cli/options/list-options.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';

export interface StatusOptions extends GlobalOptions, ListOptions {
  readonly onlyProblems: boolean;
  readonly failOn: FailOn | undefined;
}

/** Shows everything in a scope and returns the exit code. */
export async function showFleet(io: Io, cluster: Cluster, scope: Scope, options: StatusOptions): Promise<number> {
  const fleet = await sortedFleet(await fleetStatus(scope, portsOf(io, cluster), options.failOn), options);
  const exitCode = exitCodeOf(fleet, options.failOn);
  await present(io, options.output, {
    // Created only on request: a table of thousands of rows does not need their documents.
    get document() {
      return statusDocument(fleet, options.onlyProblems);
    },
    get names() {
      return statusNames(fleet, options.onlyProblems, scope.namespace === undefined);
    },
    text: (isWide) => renderFleet(fleet, fleetView(io, { scope, apps: undefined }, { ...options, isWide })),
    prometheus: () => statusPrometheus(fleet, { ...options, exitCode }),
  });
  if (fleet.sources.length + fleet.destinations.length + fleet.openWithoutSource.length === 0)
    io.stderr.write(emptyText(scope, io.programName));
  return exitCode;
}

/** Sorts sources and destinations separately: a field may exist only in sources. */
async function sortedFleet(fleet: FleetStatus, options: ListOptions): Promise<FleetStatus> {
  const sources = fleet.sources.map((source) => ({ source, document: () => sourceDocument(source) }));
  const destinations = fleet.destinations.map((destination) => ({
    destination,
    document: () => destinationDocument(destination),
  }));
  const sorted = await sortedItems([...sources, ...destinations], ({ document }) => document(), options);
  return {
    ...fleet,
    sources: sorted.flatMap((item) => ('source' in item ? item.source : [])),
    destinations: sorted.flatMap((item) => ('destination' in item ? item.destination : [])),
  };
}

/** How to show a fleet in this terminal. */
export function fleetView(
  io: Io,
  { scope, apps }: SelectedApps,
  options: StatusOptions & { readonly isWide: boolean },
): StatusView {
  return {
    style: styleFor(io, io.stdout, options.color),
    programName: io.programName,
    isWide: options.isWide,
    hasNamespaces:
      apps === undefined ? scope.namespace === undefined : new Set(apps.map((app) => app.namespace)).size > 1,
    onlyProblems: options.onlyProblems,
    hasHeaders: options.hasHeaders,
    isSorted: options.sortBy !== undefined,
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
  };
}

/** Shows everything about named apps and returns the exit code; missing ones are reported afterwards. */
export async function showApps(
  io: Io,
  cluster: Cluster,
  apps: readonly ObjectKey[],
  options: StatusOptions,
): Promise<number> {
  const read = await namedStatus(apps, portsOf(io, cluster));
  const named = { ...read, apps: await sortedItems(read.apps, (app) => appDocument(app, read.time), options) };
  const [first] = named.failures;
  // A single missing name is an error like any other, as JSON with -o json.
  if (named.apps.length === 0 && named.failures.length === 1 && first !== undefined) throw first;
  const fleet = fleetOf(named);
  const missing = worstOutcome(named.failures.map(({ kind }) => kind));
  const exitCode = missing === 'ok' ? exitCodeOf(fleet, options.failOn) : exitCodes[missing];
  await present(io, options.output, {
    document: namedDocument(named),
    names: statusNames(fleet, false),
    text: () => appsText(io, named, options),
    prometheus: () => statusPrometheus(fleet, { ...options, exitCode }),
  });
  for (const failure of named.failures)
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, options.color), io.stderr));
  return exitCode;
}

function appsText(io: Io, { apps, time }: NamedStatus, options: StatusOptions): string {
  const view = {
    now: time,
    style: styleFor(io, io.stdout, options.color),
    programName: io.programName,
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
  };
  return apps.map((app) => renderApp(app, view)).join('\n');
}

function portsOf(io: Io, cluster: Cluster) {
  return { cluster, signal: io.signal, now: () => cluster.serverTime(io.now()) };
}

function exitCodeOf(fleet: FleetStatus, failOn: FailOn | undefined): number {
  return failOn === undefined ? exitCodes.ok : exitCodes[checkFleet(fleet, failOn)];
}
