import type { AppStatus } from '../operations/status/app-status.ts';
import type { ContainerStatus, Job, Pod } from '../kube/objects.ts';
import { dateOf } from '../volsync/sync-state.ts';
import { ageText } from './age.ts';
import type { Field } from './field.ts';
import { plainLine } from './plain.ts';

/** The Job and its pods with all their containers. */
export function moverFields({ jobs, pods }: AppStatus, now: Date): readonly Field[] {
  if ('why' in jobs) return [{ label: 'Job', lines: [`not allowed to look: ${plainLine(jobs.why)}`] }];
  if (jobs.value.length === 0) return [{ label: 'Job', lines: ['none: VolSync removes it when a sync is complete'] }];
  return [
    { label: 'Job', lines: jobs.value.map((job) => jobText(job, now)) },
    {
      label: 'Pods',
      lines:
        'why' in pods
          ? [`not allowed to look: ${plainLine(pods.why)}`]
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
  const why = status.reason === undefined ? '' : ` (${status.reason})`;
  const state = `${status.phase ?? 'Unknown'}${why}, ${ageOf(metadata.creationTimestamp, now)}`;
  return plainLine(`${metadata.name}: ${[state, ...texts].join(' · ')}`);
}

function containerText({ name, state = {} }: ContainerStatus, now: Date): string {
  if (state.terminated !== undefined) {
    const { exitCode, reason } = state.terminated;
    return exitCode === 0 ? `${name} done` : `${name} ended with ${exitCode}${reasonText(reason)}`;
  }
  if (state.running !== undefined) return `${name} running ${ageOf(state.running.startedAt, now).replace(' old', '')}`;
  return `${name} waits${reasonText(state.waiting?.reason)}`;
}

/** Kubernetes' plain `Error` says nothing that the code does not say. */
function reasonText(reason: string | undefined): string {
  return reason === undefined || reason === 'Error' ? '' : ` (${reason})`;
}

function ageOf(time: string | undefined, now: Date): string {
  const moment = dateOf(time);
  return moment === undefined ? '' : `${ageText(now.getTime() - moment.getTime())} old`;
}
