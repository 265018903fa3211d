import type { ContainerState, MoverContainer, MoverJob, MoverTry } from '../operation/job.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { clockText } from '../../../text/clock.ts';
import { renderEvents } from './events.ts';
import { plainLine } from '../../../foreign-text.ts';
import { shellCommand, shellWord } from '../../../shell-command.ts';
import type { Style } from '../../../text/style.ts';

interface JobView {
  readonly now: Date;
  readonly style: Style;
}

/** The mover as `kubectl describe` would show its Job and pods: state, containers, events. */
export function renderMoverJob({ job, containers, pods, events }: MoverJob, view: JobView): string {
  if (job === undefined) return eventsText(events, view);
  const { active = 0, succeeded = 0, failed = 0, conditions = [] } = job.status ?? {};
  const counts = [`${active} active`, `${succeeded} succeeded`, `${failed} failed`].join(', ');
  const created = momentText(job.metadata.creationTimestamp, view);
  const lines = [
    `${view.style.strong(`Job ${plainLine(job.metadata.name)}`)}  ${counts}${created === '' ? '' : `, created ${created}`}`,
    ...conditions
      .filter(({ status }) => status === 'True')
      .map(
        ({ type, reason, message }) =>
          `  ${plainLine([type, reason ?? '', message ?? ''].map(plainLine).filter(Boolean).join(': '))}`,
      ),
    ...(pods.length === 0 ? ['  no pod yet'] : pods.flatMap((pod) => podLines(pod, view))),
    ...containers.flatMap(containerLines),
  ];
  return `${lines.join('\n')}\n${eventsText(events, view)}`;
}

/** The message on stderr if there is no Job. */
export function renderNoJob({ namespace, name }: ObjectKey): string {
  return `► ${namespace}/${name} has no Job now: VolSync removes it when a sync is complete\n  → ${shellCommand`volsyncctl logs ${name} -n ${namespace}`}\n`;
}

/** The message on stderr if events may not be read. */
export const hiddenEvents = '! no permission to list events: some events of the Job and its pods may be missing\n';

/** JSON document of the mover. */
export function moverJobDocument({ job, containers, pods, events }: MoverJob, { namespace, name }: ObjectKey): object {
  const { active = 0, succeeded = 0, failed = 0, startTime, conditions = [] } = job?.status ?? {};
  return {
    schema: 'volsyncctl/mover-job/v1',
    namespace,
    app: name,
    job:
      job === undefined
        ? null
        : { name: job.metadata.name, uid: job.metadata.uid, active, succeeded, failed, startTime, conditions },
    containers,
    pods,
    events: events ?? null,
  };
}

function podLines({ name, phase, reason, message, node, containers }: MoverTry, view: JobView): readonly string[] {
  const why = [reason ?? '', message ?? ''].map(plainLine).filter(Boolean).join(': ');
  const place = node === undefined ? 'on no node' : `on node ${node}`;
  const head = plainLine(`Pod ${name}  ${phase}, ${place}${why === '' ? '' : `, ${why}`}`);
  return [head, ...containers.map((container) => `  ${plainLine(stateText(container, view))}`)];
}

function stateText({ name, state, reason, message, exitCode, since, restarts }: ContainerState, view: JobView): string {
  const moment = momentText(since, view);
  const facts = [
    [state, plainLine(reason ?? '')].filter(Boolean).join(': '),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(moment === '' ? [] : [state === 'running' ? `since ${moment}` : `at ${moment}`]),
    ...(restarts > 0 ? [`${restarts} restarts`] : []),
    ...(message === undefined || message === '' ? [] : [plainLine(message)]),
  ];
  return `${name}  ${facts.join(', ')}`;
}

function containerLines(container: MoverContainer): readonly string[] {
  const { name, isInit, image, command, args, env, mounts } = container;
  const rows: readonly (readonly [string, string])[] = [
    ['image', image],
    ['command', command.map(shellWord).join(' ')],
    ['args', args.map(shellWord).join(' ')],
    ['env', env.join(' ')],
    ...mounts.map(
      ({ path, source, isReadOnly }) => ['mount', `${path} from ${source}${isReadOnly ? ', read-only' : ''}`] as const,
    ),
    ['requests', amounts(container.requests)],
    ['limits', amounts(container.limits)],
  ];
  const shown = rows.filter(([, value]) => value !== '');
  return [
    plainLine(`${isInit ? 'Init container' : 'Container'} ${name}`),
    ...shown.map(([label, value]) => `  ${label.padEnd(8)}  ${plainLine(value)}`),
  ];
}

function amounts(resources: Readonly<Record<string, string>>): string {
  return Object.entries(resources)
    .map((pair) => pair.join('='))
    .join(' ');
}

function eventsText(events: MoverJob['events'], { now, style }: JobView): string {
  if (events === undefined || events.length === 0) return '';
  return `Events\n${renderEvents(events, { now, style, hasHeaders: true })}`;
}

function momentText(time: string | undefined, { now }: JobView): string {
  return time === undefined ? '' : clockText(new Date(time), now);
}
