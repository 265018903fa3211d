import type { Cluster } from '../../kubernetes/cluster.ts';
import { requireTarget } from '../../mover/log-target.ts';
import { controllerLogs } from './operation/controller.ts';
import { appEvents } from './operation/events.ts';
import { moverJob } from './operation/job.ts';
import { readMoverLogs } from './operation/logs.ts';
import type { LogEvent } from '../../mover/log-event.ts';
import type { LogTarget } from '../../mover/log-target.ts';
import { controllerLineDocument, renderControllerLine } from './text/controller.ts';
import { hiddenEvents, moverJobDocument, renderMoverJob, renderNoJob } from './text/job.ts';
import { eventDocument, renderEvents, renderNoEvents } from './text/events.ts';
import { logLineDocument, renderLogEnd, renderLogLine, renderLogNote } from './text/logs.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { timedContextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { documentText, isJson } from '../../cli/output.ts';

/** The flags specific to `logs`. */
export interface LogsFlags {
  readonly follow?: true;
  readonly container?: string;
  readonly destination?: true;
  readonly controller?: true;
  readonly events?: true;
  readonly warnings?: true;
  readonly job?: true;
  readonly tail?: number;
  readonly since?: number;
  readonly timestamps?: true;
  readonly volsyncNamespace?: string;
}

export type LogsOptions = GlobalOptions & LogsFlags & Readonly<Record<string, unknown>>;

/** What to show, and how. */
export interface LogView {
  readonly io: Io;
  readonly cluster: Cluster;
  readonly target: LogTarget;
  readonly options: LogsOptions;
}

/** Shows the mover's lines on stdout, and notes about them on stderr. */
export async function showMoverLog(view: LogView): Promise<void> {
  const { io, cluster, target, options } = view;
  const { container, follow } = options;
  const request = { target, container, follow: follow === true, ...limits(options) };
  const end = await readMoverLogs(request, { ...timedContextOf(io, cluster), report: moverReport(view) });
  io.stderr.write(renderLogEnd(end, styleFor(io, io.stderr, options.color)));
}

function moverReport({ io, target, options }: LogView): (event: LogEvent) => void {
  const stderrStyle = styleFor(io, io.stderr, options.color);
  const lineOptions = { style: styleFor(io, io.stdout, options.color), hasTimestamps: options.timestamps === true };
  return (event) => {
    if (event.type !== 'line') io.stderr.write(renderLogNote(event, io.now(), stderrStyle));
    else if (isJson(options.output)) io.stdout.write(documentText(options.output, logLineDocument(event, target), 0));
    else io.stdout.write(renderLogLine(event, lineOptions));
  };
}

/** Shows what VolSync's controller logged about the app. */
export async function showControllerLog({ io, cluster, target, options }: LogView): Promise<void> {
  const { volsyncNamespace, follow } = options;
  await requireTarget(cluster, target, io.signal);
  const request = { app: target, volsyncNamespace, follow: follow === true, ...limits(options) };
  const style = styleFor(io, io.stdout, options.color);
  const stderrStyle = styleFor(io, io.stderr, options.color);
  await controllerLogs(request, {
    ...timedContextOf(io, cluster),
    report: (event) => {
      if (event.type !== 'entry') io.stderr.write(renderLogNote(event, io.now(), stderrStyle));
      else if (isJson(options.output))
        io.stdout.write(documentText(options.output, controllerLineDocument(event, target), 0));
      else io.stdout.write(renderControllerLine(event, target, io.now(), style));
    },
  });
}

/** Shows the events of the app. */
export async function showEvents({ io, cluster, target, options }: LogView): Promise<void> {
  const { follow, tail, since } = options;
  const now = io.now();
  const style = styleFor(io, io.stdout, options.color);
  let hasHeaders = true;
  const request = {
    target,
    follow: follow === true,
    tail,
    since: since === undefined ? undefined : new Date(now.getTime() - since),
    isWarningsOnly: options.warnings,
  };
  await appEvents(request, {
    ...timedContextOf(io, cluster),
    report: (events) => {
      if (events.length === 0) io.stderr.write(renderNoEvents(target, options.warnings === true));
      else if (isJson(options.output)) {
        for (const event of events) io.stdout.write(documentText(options.output, eventDocument(event, target), 0));
      } else {
        const columns = io.stdout.isTerminal ? io.stdout.columns : undefined;
        io.stdout.write(renderEvents(events, { now: io.now(), style, hasHeaders, columns }));
        hasHeaders = false;
      }
    },
  });
}

/** Describes the mover and its state. */
export async function showMoverJob({ io, cluster, target, options }: LogView): Promise<void> {
  const { tail, since } = options;
  const now = io.now();
  const limited = { tail, since: since === undefined ? undefined : new Date(now.getTime() - since) };
  const mover = await moverJob(target, limited, { cluster, signal: io.signal });
  if (mover.job === undefined) io.stderr.write(renderNoJob(target));
  if (mover.events === undefined) io.stderr.write(hiddenEvents);
  const style = styleFor(io, io.stdout, options.color);
  io.stdout.write(
    isJson(options.output)
      ? documentText(options.output, moverJobDocument(mover, target), 2)
      : renderMoverJob(mover, { now, style }),
  );
}

function limits({ tail, since }: LogsOptions) {
  return { tailLines: tail, sinceSeconds: since === undefined ? undefined : Math.ceil(since / 1000) };
}
