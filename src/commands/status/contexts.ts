import { exitCodes, worstOutcome, type Failure, type Outcome } from '../../errors.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io } from '../../cli/io.ts';
import { inEachContext, type AskedInContexts, type ConnectedContext } from '../../cli/kube-contexts/in-each-context.ts';
import { namesIn, reportFailures, typedAdviceIn } from '../../cli/kube-contexts/shown.ts';
import { sortedItems } from '../../cli/options/list-options.ts';
import { present } from '../../cli/output.ts';
import { examined, outcomeOfRuns, type ContextRun, type InContext } from '../../text/context-runs.ts';
import { countText } from '../../text/size.ts';
import type { DestinationStatus } from '../../volsync/destination-state.ts';
import type { SourceStatus } from '../../volsync/source-state.ts';
import { checkFleet } from './judgement/fail-on.ts';
import type { FleetStatus } from './judgement/fleet.ts';
import { destinationDocument, sourceDocument, statusNames } from './json/fleet.ts';
import { namedInContexts, statusInContexts } from './json/contexts.ts';
import { fleetOf, fleetStatus, namedStatus, type NamedStatus } from './operation/status.ts';
import { statusContextsPrometheus } from './prometheus.ts';
import type { StatusOptions } from './run.ts';
import { renderApp } from './text/app.ts';
import { renderFleets } from './text/contexts.ts';
import { renderContextTable } from '../../text/context-table.ts';

/** The state of one cluster; with `named`, all details of the named apps. */
interface ClusterStatus {
  readonly fleet: FleetStatus;
  readonly named: NamedStatus | undefined;
  readonly namespace: string | undefined;
}

type Runs = readonly ContextRun<ClusterStatus>[];

/** Shows several contexts together and returns the exit code. */
export async function showContexts(io: Io, asked: AskedInContexts, options: StatusOptions): Promise<number> {
  const shown = { what: `asking ${countText(asked.contexts.length, 'cluster')}`, color: options.color };
  const runs = await inEachContext(io, asked, shown, (connected) => lookAt(io, connected, options));
  const outcomeOf = (result: ClusterStatus) => outcomeOfCluster(result, options) ?? 'ok';
  const outcome = outcomeOfRuns(runs, outcomeOf);
  const time = io.now();
  const isNamed = asked.chosen.apps.length > 0;
  const documented = { runs, time, outcomeOf: (result: ClusterStatus) => outcomeOfCluster(result, options) };
  const sorted = await sortedBy(runs, options);
  await present(io, options.output, {
    get document() {
      return isNamed ? namedInContexts(documented) : statusInContexts(documented, options.onlyProblems);
    },
    names: namesIn(runs, ({ fleet }) => statusNames(fleet, options.onlyProblems, true)),
    text: (isWide) =>
      isNamed ? namedText(io, runs, options) : fleetsText(io, { runs, sorted }, { ...options, isWide }),
    prometheus: () => statusContextsPrometheus(runs, { ...options, time, exitCode: exitCodes[outcome] }),
  });
  reportFailures(io, runs, ({ named }) => named?.failures ?? [], options);
  return exitCodes[outcome];
}

async function lookAt(
  io: Io,
  { cluster, target }: ConnectedContext,
  { failOn }: StatusOptions,
): Promise<ClusterStatus> {
  const ports = { cluster, signal: io.signal, now: () => cluster.serverTime(io.now()) };
  const { namespace } = target.scope;
  if (target.apps === undefined) {
    return { fleet: await fleetStatus(target.scope, ports, failOn), named: undefined, namespace };
  }
  const named = await namedStatus(target.apps, ports);
  const [first] = named.failures;
  if (named.apps.length === 0 && named.failures.length === 1 && first !== undefined) throw first;
  return { fleet: fleetOf(named), named, namespace };
}

/** Undefined without a check: showing apps says nothing about their health. */
function outcomeOfCluster({ fleet, named }: ClusterStatus, { failOn }: StatusOptions): Outcome | undefined {
  const missing = worstOutcome((named?.failures ?? []).map(({ kind }: Failure) => kind));
  if (missing !== 'ok') return missing;
  return failOn === undefined ? undefined : checkFleet(fleet, failOn);
}

async function sortedBy(
  runs: Runs,
  options: StatusOptions,
): Promise<readonly InContext<SourceStatus | DestinationStatus>[] | undefined> {
  if (options.sortBy === undefined) return undefined;
  const items = examined(runs).flatMap(({ context, result: { fleet } }) => [
    ...fleet.sources.map((item) => ({ context, item, document: sourceDocument(item) })),
    ...fleet.destinations.map((item) => ({ context, item, document: destinationDocument(item) })),
  ]);
  return sortedItems(items, ({ context, document }) => ({ context, ...document }), options);
}

function fleetsText(
  io: Io,
  { runs, sorted }: { readonly runs: Runs; readonly sorted: Awaited<ReturnType<typeof sortedBy>> },
  options: StatusOptions & { readonly isWide: boolean },
): string {
  const namespaces = new Set(examined(runs).map(({ result }) => result.namespace));
  return renderFleets(
    { runs, sorted },
    {
      ...viewOf(io, options),
      isWide: options.isWide,
      hasNamespaces: namespaces.size > 1 || namespaces.has(undefined),
      onlyProblems: options.onlyProblems,
      hasHeaders: options.hasHeaders,
      isSorted: options.sortBy !== undefined,
    },
  );
}

function viewOf(io: Io, { color }: StatusOptions) {
  return {
    style: styleFor(io, io.stdout, color),
    programName: io.programName,
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
    typedIn: typedAdviceIn(io),
  };
}

/** All details of some apps, below the name of their context. */
function namedText(io: Io, runs: Runs, options: StatusOptions): string {
  const view = viewOf(io, options);
  const apps = examined(runs).flatMap(({ context, result: { named } }) =>
    (named?.apps ?? []).map((app) => {
      const text = renderApp(app, { ...view, now: named?.time ?? io.now() });
      return `${view.style.strong(`Context ${context}`)}\n${view.typedIn(context, text)}`;
    }),
  );
  const failed = renderContextTable(
    [],
    runs.filter((run) => !('result' in run)),
    { ...view, isWide: false, hasHeaders: options.hasHeaders, headers: ['STATE'], stateColumn: 0, isSorted: false },
  );
  return [...apps, ...(failed === '' ? [] : [failed])].join('\n');
}
