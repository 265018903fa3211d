import type { Pod } from '../kube/objects.ts';
import { imageFailure } from './image-failure.ts';
import { lasting, passing, type MoverFailure } from './mover-failure.ts';

/** Why a mover's pod does not get to run, as far as the pod itself says; undefined while nothing is wrong. */
export function failureOfPendingPod({ status = {} }: Pod): MoverFailure | undefined {
  if (status.reason === 'Evicted') return passing('killed', `the mover was evicted: ${status.message ?? ''}`);
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  return containerFailure(status) ?? (scheduled?.status === 'False' ? unscheduled(scheduled.message ?? '') : undefined);
}

function containerFailure({ initContainerStatuses = [], containerStatuses = [] }: NonNullable<Pod['status']>) {
  for (const { name, state } of [...initContainerStatuses, ...containerStatuses]) {
    const failure = failureOfWaiting(name, state?.waiting?.reason, state?.waiting?.message);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The scheduler waits for volumes of its own accord; such a message is about the volume, not about the nodes. */
function unscheduled(message: string): MoverFailure {
  if (/unbound immediate PersistentVolumeClaims|persistentvolumeclaim .* not found/.test(message)) {
    return passing('volume-pending', `a volume of the mover is not bound: ${message}`);
  }
  return passing('unschedulable', `no node takes the mover: ${message}`);
}

function failureOfWaiting(container: string, reason = '', message = ''): MoverFailure | undefined {
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
