import { exitCodes, isFailure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { watchFleet, type WatchedFleet } from './operation/watch-fleet.ts';
import { clockText } from '../../text/clock.ts';
import { ChangeTable, StatusHistory } from './text/changes.ts';
import { statusDocument } from './json/fleet.ts';
import { renderCounts } from './text/counts.ts';
import { renderFleetTables, type StatusView } from './text/fleet.ts';
import { documentText, isJson, type JsonPathFormat, withHints } from '../../cli/output.ts';
import { timedContextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { Screen } from './screen.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { fleetView, type StatusOptions } from './run.ts';

/** How often ages are updated: on a terminal they are read, elsewhere only their consequences are reported. */
const tickMs = { terminal: 1000, elsewhere: 10_000 };

interface Viewer {
  show(watched: WatchedFleet): void;
  close(): void;
}

/** Shows a fleet and every change of it until Ctrl-C, which is the normal end; returns the exit code. */
export async function watchStatus(
  io: Io,
  cluster: Cluster,
  target: SelectedApps,
  options: StatusOptions,
): Promise<number> {
  const isWide = options.output === 'wide';
  const isScreen = io.stdout.isTerminal && io.env['TERM'] !== 'dumb' && !isJson(options.output);
  const view = fleetView(io, target, { ...options, isWide });
  const viewer = isJson(options.output)
    ? jsonViewer(io, options.output)
    : isScreen
      ? screenViewer(io, view)
      : lineViewer(io, view);
  const ports = timedContextOf(io, cluster);
  try {
    for await (const watched of watchFleet(target, ports, isScreen ? tickMs.terminal : tickMs.elsewhere)) {
      viewer.show(watched);
    }
  } catch (error) {
    if (!isFailure(error, 'interrupted')) throw error;
  } finally {
    viewer.close();
  }
  return exitCodes.interrupted;
}

/**
 * In place, with the counts at the top because the end may not fit; the last picture stays in the terminal's history.
 */
function screenViewer(io: Io, view: StatusView): Viewer {
  const screen = new Screen(io.stdout);
  let last = '';
  return {
    show: ({ fleet, silentSince }) => {
      const wide = { ...view, columns: io.stdout.columns };
      const head = `${clockText(fleet.time, fleet.time)}  ${silenceText(silentSince, fleet.time) ?? 'Ctrl-C quits'}`;
      const counts = renderCounts(fleet, view.style);
      const tables = renderFleetTables(fleet, wide);
      screen.draw(`${view.style.quiet(head)}\n${counts === '' ? 'Nothing here yet.\n' : counts}\n${tables}`);
      last = tables + counts;
    },
    close: () => {
      screen.close();
      io.stdout.write(last);
    },
  };
}

/** One row per change; none is replaced. */
function lineViewer(io: Io, view: StatusView): Viewer {
  const history = new StatusHistory();
  const table = new ChangeTable(view);
  let isSilent = false;
  return {
    show: ({ fleet, silentSince }) => {
      const changes = history.changes(fleet);
      if (changes.sources.length + changes.destinations.length + changes.gone.length > 0) {
        io.stdout.write(table.render(changes, fleet.time));
      }
      const silence = silenceText(silentSince, fleet.time);
      if (silence !== undefined && !isSilent) io.stderr.write(`${silence}\n`);
      isSilent = silence !== undefined;
    },
    close: () => undefined,
  };
}

/** One document per change, on one line, with only what has changed. */
function jsonViewer(io: Io, output: 'json' | JsonPathFormat): Viewer {
  const history = new StatusHistory();
  return {
    show: ({ fleet, silentSince }) => {
      const { gone, ...changed } = history.changes(fleet);
      if (changed.sources.length + changed.destinations.length + gone.length === 0) return;
      const document = { ...statusDocument({ ...fleet, ...changed }, false), gone, serverSilentSince: silentSince };
      io.stdout.write(documentText(output, withHints(document, io), 0));
    },
    close: () => undefined,
  };
}

function silenceText(silentSince: Date | undefined, now: Date): string | undefined {
  if (silentSince === undefined) return undefined;
  return `✗ the API server has not answered since ${clockText(silentSince, now)}: the data shown is stale`;
}
