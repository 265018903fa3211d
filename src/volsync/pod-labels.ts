import { plainLine } from '../foreign-text.ts';
import type { ContainerStatus, Pod } from '../kubernetes/objects.ts';

/** Summary of a pod's state from its own status: `pod NAME: init container jitter runs`. */
export function podLabels({ metadata, status = {} }: Pod): string {
  const init = (status.initContainerStatuses ?? []).find(({ state }) => state?.terminated === undefined);
  const own = (status.containerStatuses ?? []).map(containerWords);
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  const words =
    scheduled?.status === 'False'
      ? [`not scheduled: ${plainLine(scheduled.message ?? scheduled.reason ?? '')}`]
      : init === undefined
        ? own
        : [`init ${containerWords(init)}`];
  return `pod ${metadata.name}: ${words.length === 0 ? (status.phase ?? 'Pending') : words.join(', ')}`;
}

function containerWords({ name, state }: ContainerStatus): string {
  if (state?.running !== undefined) return `container ${name} runs`;
  if (state?.terminated !== undefined) return `container ${name} ended with ${state.terminated.exitCode}`;
  const { reason, message } = state?.waiting ?? {};
  return `container ${name} waits: ${[reason ?? '', message ?? ''].map(plainLine).filter(Boolean).join(', ')}`;
}
