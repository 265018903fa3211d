import type { AppStatus } from '../operation/app-status.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { type Field, fieldLines } from '../../../text/field.ts';
import { paintLevel, worstLevel } from './state-labels.ts';
import { objectFields, stateFields, warningsField } from './app-fields.ts';
import { stateText } from './cells.ts';
import { problemNotes } from './notes.ts';
import type { Style } from '../../../text/style.ts';
import { pruneOf } from '../../../volsync/prune.ts';
import { ageText, agoText, untilText } from '../../../text/age.ts';
import { clockText } from '../../../text/clock.ts';
import { type ForeignText, plainLine } from '../../../foreign-text.ts';
import { countText } from '../../../text/size.ts';
import type { ContainerStatus, Job, Pod } from '../../../kubernetes/objects.ts';
import { dateOf } from '../../../volsync/sync-state.ts';

/** How to show one app. */
export interface AppView {
  readonly now: Date;
  readonly style: Style;
  readonly programName: string;
  /** Width of the terminal; undefined without one. */
  readonly columns: number | undefined;
}

/** Everything about one app on one screen: its state, its problems, then everything that belongs to it. */
export function renderApp(app: AppStatus, view: AppView): string {
  const item = itemOf(app);
  const lines = [
    headline(app, item, view),
    ...problemNotes(item?.problems ?? [], { indent: '    ', hasDetails: true, ...view }),
    ...fieldsOf(app, item, view.now).flatMap((field) => fieldLines(field, Math.min(view.columns ?? 80, 140))),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

type Item = SourceStatus | DestinationStatus;

/** A destination that was requested by its own name represents the app. */
function itemOf({ source, destinations }: AppStatus): Item | undefined {
  if (source !== undefined) return source;
  return 'value' in destinations ? destinations.value.find(({ relation }) => relation === 'itself')?.status : undefined;
}

function headline({ namespace, name }: AppStatus, item: Item | undefined, { now, style }: AppView): string {
  if (item === undefined) return `${namespace}/${name}`;
  return `${style.strong(`${namespace}/${name}`)}  ${paintLevel(style, worstLevel(item.problems))(stateText(item, now))}`;
}

function fieldsOf(app: AppStatus, item: Item | undefined, now: Date): readonly Field[] {
  return [
    ...(item === undefined ? [] : stateFields(item, now)),
    ...(app.source === undefined ? [] : retentionFields(app.source, now)),
    ...objectFields(app, now),
    ...moverFields(app, now),
    warningsField(app, now),
  ];
}

/** What VolSync keeps of an app's snapshots, and when it prunes. */
function retentionFields({ object, lastSync }: SourceStatus, now: Date): readonly Field[] {
  const { restic } = object.spec ?? {};
  if (restic === undefined) return [];
  const rules = Object.entries(restic.retain ?? {}).map(
    ([rule, count]) => `${rule} ${typeof count === 'number' ? count : plainLine(count)}`,
  );
  const kept = rules.length === 0 ? 'last 1 (retain is not set)' : plainLine(rules.join(', '));
  const { everyDays, lastPruned, dueAt, wasSkipped } = pruneOf(object, lastSync);
  const interval = `every ${countText(everyDays, 'day')}${restic.pruneIntervalDays === undefined ? ' (the default)' : ''}`;
  const last =
    lastPruned === undefined ? 'not yet' : `last ${clockText(lastPruned, now)} (${agoText(lastPruned, now)})`;
  const due = dueAt > now ? `due ${untilText(dueAt, now)}` : 'due with the next sync';
  return [
    { label: 'Retain', lines: [kept] },
    {
      label: 'Prune',
      lines: [
        `${interval}, ${last}, ${due}`,
        ...(wasSkipped ? ['VolSync recorded the last one, but it did not run: the volume was empty'] : []),
      ],
    },
  ];
}

/** The Job and its pods with all their containers. */
function moverFields({ jobs, pods }: AppStatus, now: Date): readonly Field[] {
  if ('why' in jobs) return [{ label: 'Job', lines: [`no permission to look: ${plainLine(jobs.why)}`] }];
  if (jobs.value.length === 0) return [{ label: 'Job', lines: ['none: VolSync removes it when a sync is complete'] }];
  return [
    { label: 'Job', lines: jobs.value.map((job) => jobText(job, now)) },
    {
      label: 'Pods',
      lines:
        'why' in pods
          ? [`no permission to look: ${plainLine(pods.why)}`]
          : pods.value.length === 0
            ? ['none']
            : pods.value.map((pod) => podText(pod, now)),
    },
  ];
}

function jobText({ metadata, status = {}, spec }: Job, now: Date): string {
  const counts = [
    [status.active, 'active'],
    [status.succeeded, 'succeeded'],
    [status.failed, `failed of ${spec?.backoffLimit ?? '?'} tries`],
  ] as const;
  const facts = counts.flatMap(([count, word]) => (count === undefined || count === 0 ? [] : [`${count} ${word}`]));
  if (spec?.parallelism === 0) facts.push('held: paused');
  return plainLine(`${metadata.name}: ${[...facts, ageOf(metadata.creationTimestamp, now)].join(', ')}`);
}

function podText({ metadata, status = {} }: Pod, now: Date): string {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const texts = containers.map((container) => containerText(container, now));
  const why = status.reason === undefined ? '' : ` (${plainLine(status.reason)})`;
  const state = `${status.phase ?? 'Unknown'}${why}, ${ageOf(metadata.creationTimestamp, now)}`;
  return plainLine(`${metadata.name}: ${[state, ...texts].join(' · ')}`);
}

function containerText({ name, state = {} }: ContainerStatus, now: Date): string {
  if (state.terminated !== undefined) {
    const { exitCode, reason } = state.terminated;
    return exitCode === 0 ? `${name} done` : `${name} exited with ${exitCode}${reasonText(reason)}`;
  }
  if (state.running !== undefined) return `${name} running ${ageOf(state.running.startedAt, now).replace(' old', '')}`;
  return `${name} waits${reasonText(state.waiting?.reason)}`;
}

/** Kubernetes' plain `Error` adds nothing to the exit code. */
function reasonText(reason: ForeignText | undefined): string {
  return reason === undefined || reason === 'Error' ? '' : ` (${plainLine(reason)})`;
}

function ageOf(time: string | undefined, now: Date): string {
  const moment = dateOf(time);
  return moment === undefined ? '' : `${ageText(now.getTime() - moment.getTime())} old`;
}
