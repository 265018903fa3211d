import { plainLine, rawText } from '../foreign-text.ts';
import type { ContainerStatus, Pod } from '../kubernetes/objects.ts';
import { imageFailure } from './image-failure.ts';
import { lasting, passing, type Diagnosis } from './diagnosis.ts';

/** Why a pod (`who` in messages) does not start, by its own status; undefined while nothing is wrong. */
export function failureOfPendingPod(pod: Pod, who = 'the mover'): Diagnosis | undefined {
  const { status = {} } = pod;
  if (status.reason === 'Evicted') return passing('killed', `${who} was evicted: ${plainLine(status.message ?? '')}`);
  return containerFailure(status) ?? schedulingFailure(pod, who);
}

function schedulingFailure({ spec, status }: Pod, who: string): Diagnosis | undefined {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  if (scheduled.reason === 'SchedulingGated') return gated(spec?.schedulingGates ?? [], who);
  return unscheduled(plainLine(scheduled.message ?? ''), who);
}

/** Another controller has set the gate and will remove it: not a failure. */
function gated(gates: readonly { readonly name: string }[], who: string): Diagnosis {
  const names = gates.map(({ name }) => name).join(', ');
  return passing('scheduling-gated', `${who} is held by the scheduling gate${gates.length === 1 ? '' : 's'} ${names}`);
}

function containerFailure({ initContainerStatuses = [], containerStatuses = [] }: NonNullable<Pod['status']>) {
  for (const status of [...initContainerStatuses, ...containerStatuses]) {
    const failure = failureOfWaiting(status);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The scheduler waits for volumes anyway; such a message is about the volume, not about the nodes. */
export function unscheduled(message: string, who: string): Diagnosis {
  if (/unbound immediate PersistentVolumeClaims|persistentvolumeclaim .* not found/.test(message)) {
    return passing('volume-pending', `a volume of ${who} is not bound: ${message}`);
  }
  return passing('unschedulable', `no node takes ${who}: ${message}`);
}

/** Why one container does not start; undefined while nothing is wrong with it. */
export function failureOfWaiting({ name, state }: ContainerStatus): Diagnosis | undefined {
  return waitingFailure(name, rawText(state?.waiting?.reason ?? ''), plainLine(state?.waiting?.message ?? ''));
}

function waitingFailure(container: string, reason: string, message: string): Diagnosis | undefined {
  const details = message === '' ? [] : [message];
  switch (reason) {
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
      return lasting(
        'image-not-pullable',
        `the image of the container ${container} cannot be used: ${reason}`,
        details,
      );
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return imageFailure(message, `the image of the container ${container}`);
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return passing('failing', `the container ${container} cannot be started: ${message || reason}`, details);
    default:
      return undefined;
  }
}
