import { Failure, isFailure } from '../../../errors.ts';
import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { Context } from '../../../kubernetes/context.ts';
import type { Deployment, Pod } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { controllerContainer, controllerSelector, podsOfDeployment } from '../../../volsync/controller-deployment.ts';
import { isAbout, readControllerLog, type ControllerLogEntry } from '../../../volsync/controller-log.ts';
import { liveView } from '../../../kubernetes/live-view.ts';
import type { LogLine, LogNote } from '../../../mover/log-event.ts';
import { logLines } from '../../../mover/log-lines.ts';
import { LogStreams } from '../../../mover/log-streams.ts';
import { shellCommand } from '../../../shell-command.ts';

export interface ControllerLogOptions {
  readonly app: ObjectKey;
  readonly follow: boolean;
  /** The last entries about the app, not the last lines of the log. */
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
  /** Undefined to search for VolSync in all namespaces. */
  readonly volsyncNamespace: string | undefined;
}

/** An entry about the app, from a pod of VolSync's controller. */
export interface ControllerLine {
  readonly type: 'entry';
  readonly pod: string;
  readonly entry: ControllerLogEntry;
}

type ControllerLogPorts = Omit<Context<'list' | 'watch' | 'logs', ControllerLine | LogNote>, 'now'>;

interface Controller {
  readonly name: string;
  readonly container: string;
  readonly pods: Scope;
}

/**
 * What VolSync's controller logged about an app, from all its pods in chronological order. Ends with the log, or with
 * `follow` when the signal is aborted; follows the successor of a controller that is replaced.
 */
export async function controllerLogs(options: ControllerLogOptions, ports: ControllerLogPorts): Promise<void> {
  const controller = await findController(options.volsyncNamespace, ports);
  const pods = await ports.cluster.list(resources.pods, controller.pods, ports.signal);
  if (pods.length === 0 && !options.follow) throw noPod(controller);
  const lines = await past(pods, controller.container, options, ports);
  const shown = options.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - options.tailLines));
  for (const line of shown) reportEntry(line, options.app, ports);
  if (options.follow) await follow(controller, lastTimes(lines), options, ports);
}

async function findController(namespace: string | undefined, ports: ControllerLogPorts): Promise<Controller> {
  const deployments = await listDeployments(namespace, ports);
  const place = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  for (const deployment of deployments) {
    const container = controllerContainer(deployment);
    if (container !== undefined) return controllerOf(deployment, container);
  }
  throw new Failure('not-found', `There is no Deployment of VolSync's controller ${place}.`, {
    details: ['It is recognized by the label "control-plane", the command /manager and VolSync\'s name or arguments.'],
  });
}

async function listDeployments(
  namespace: string | undefined,
  { cluster, signal }: ControllerLogPorts,
): Promise<readonly Deployment[]> {
  try {
    return await cluster.list(resources.deployments, { namespace, labelSelector: controllerSelector }, signal);
  } catch (error) {
    if (namespace !== undefined || !isFailure(error, 'forbidden')) throw error;
    const hint = 'set the namespace of VolSync, such as --volsync-namespace volsync-system';
    throw new Failure('forbidden', error.message, { hint, details: error.details, cause: error });
  }
}

function controllerOf(deployment: Deployment, container: string): Controller {
  const { namespace, name } = deployment.metadata;
  return { name: `${namespace ?? ''}/${name}`, container, pods: podsOfDeployment(deployment) };
}

function noPod({ name }: Controller): Failure {
  const [namespace = '', deployment = ''] = name.split('/');
  return new Failure('not-found', `VolSync's controller does not run: its Deployment ${name} has no pod.`, {
    hint: shellCommand`kubectl describe deployment ${deployment} -n ${namespace}`,
  });
}

type TimedLine = LogLine & { readonly time: string; readonly podUid: string };

/** The existing lines about the app, of all pods, by time. */
async function past(
  pods: readonly Pod[],
  container: string,
  { app, sinceSeconds }: ControllerLogOptions,
  { cluster, signal }: ControllerLogPorts,
): Promise<readonly TimedLine[]> {
  const lines: TimedLine[] = [];
  for (const pod of pods) {
    const source = { pod, container, isOneOfSeveral: false, follow: false, tailLines: undefined, sinceSeconds };
    for await (const line of logLines(cluster, source, signal)) {
      if (entryOf(line, app) !== undefined)
        lines.push({ ...line, time: line.time ?? '', podUid: pod.metadata.uid ?? '' });
    }
  }
  return lines.sort((a, b) => (a.time < b.time ? -1 : 1));
}

function entryOf({ line }: LogLine, { namespace, name }: ObjectKey): ControllerLogEntry | undefined {
  const entry = readControllerLog(line);
  return entry !== undefined && isAbout(entry, namespace, name) ? entry : undefined;
}

function reportEntry(line: LogLine, app: ObjectKey, ports: ControllerLogPorts): void {
  const entry = entryOf(line, app);
  if (entry !== undefined) ports.report({ type: 'entry', pod: line.pod ?? '', entry });
}

function lastTimes(lines: readonly TimedLine[]): ReadonlyMap<string, string> {
  return new Map(lines.map(({ podUid, time }) => [podUid, time]));
}

async function follow(
  { container, pods }: Controller,
  shownUntil: ReadonlyMap<string, string>,
  { app, sinceSeconds }: ControllerLogOptions,
  ports: ControllerLogPorts,
): Promise<never> {
  const streams = new LogStreams(
    { container, tailLines: undefined, sinceSeconds, shownUntil },
    {
      ...ports,
      report: (event) => (event.type === 'line' ? reportEntry(event, app, ports) : ports.report(event)),
    },
  );
  try {
    const interests = [{ resource: resources.pods, scope: pods }];
    for await (const view of liveView(ports.cluster, interests, streams.signal)) {
      streams.update(view.list(resources.pods));
    }
  } finally {
    await streams.close();
  }
  throw streams.failure ?? new Failure('interrupted', 'Stopped following.');
}
