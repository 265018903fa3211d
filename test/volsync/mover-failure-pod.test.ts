import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/kubernetes/objects.ts';
import { failureOfError } from '../../src/volsync/mover-failure-error.ts';
import { failureOfEvent } from '../../src/volsync/mover-failure-event.ts';
import { failureOfPendingPod } from '../../src/volsync/mover-failure-pod.ts';

describe('failureOfPendingPod', () => {
  function waiting(reason: string, message?: string): Pod {
    const state = { waiting: { reason, ...(message !== undefined && { message }) } };
    return { metadata: { name: 'p' }, status: { phase: 'Pending', containerStatuses: [{ name: 'restic', state }] } };
  }

  it.each([
    ['InvalidImageName', 'Failed to apply default image tag "A:B:C"', false],
    ['ErrImageNeverPull', 'Container image "volsync:1" is not present with pull policy of Never', false],
    ['ErrImagePull', 'failed to pull and unpack image: quay.io/backube/nope:1: not found', false],
    ['ErrImagePull', 'pull access denied, repository does not exist or may require authorization', false],
    ['ErrImagePull', 'failed to resolve reference: dial tcp: lookup quay.io: no such host', true],
    ['ImagePullBackOff', 'Back-off pulling image "quay.io/backube/volsync:0.16.0"', true],
  ])('%s: %s', (reason, message, canHeal) => {
    expect(failureOfPendingPod(waiting(reason, message))).toMatchObject({ reason: 'image-not-pullable', canHeal });
  });

  it.each([['ContainerCreating'], ['PodInitializing']])('%s is no failure', (reason) => {
    expect(failureOfPendingPod(waiting(reason))).toBeUndefined();
  });

  it.each([
    ['unschedulable', '0/1 nodes are available: 1 Insufficient memory.'],
    ['volume-pending', '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.'],
    ['volume-pending', '0/1 nodes are available: persistentvolumeclaim "volsync-web-src" not found.'],
  ])('%s: %s', (reason, message) => {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
    const pod: Pod = { metadata: { name: 'p' }, status: { phase: 'Pending', conditions: [condition] } };
    expect(failureOfPendingPod(pod)).toMatchObject({ reason, canHeal: true });
  });
});

describe('failureOfEvent', () => {
  it.each([
    [
      'FailedCreate',
      'Error creating: pods "volsync-src-web-x" is forbidden: exceeded quota: q, requested: pods=1',
      'quota-exceeded',
      true,
    ],
    [
      'FailedCreate',
      'Error creating: pods "volsync-src-web-x" is forbidden: violates PodSecurity "restricted:latest"',
      'admission-refused',
      false,
    ],
    ['FailedScheduling', '0/1 nodes are available: 1 node(s) were unschedulable.', 'unschedulable', true],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "repository" : mount failed: exit status 32\nOutput: x',
      'mount-failing',
      true,
    ],
    [
      'FailedMount',
      'Unable to attach or mount volumes: unmounted volumes=[data], failed to process volumes=[data]: error processing PVC home/volsync-web-src: PVC is not bound',
      'volume-pending',
      true,
    ],
    [
      'FailedMount',
      'error processing PVC home/volsync-web-src: failed to fetch PVC from API server: persistentvolumeclaims "volsync-web-src" is forbidden: User "system:node:lab" cannot get resource "persistentvolumeclaims" in API group "" in the namespace "home": no relationship found between node \'lab\' and this object',
      'volume-pending',
      true,
    ],
    ['ProvisioningFailed', 'storageclass.storage.k8s.io "nope" not found', 'volume-pending', true],
    ['SnapshotContentCreationFailed', 'Failed to create snapshot content', 'volume-snapshot-failing', true],
  ])('%s: %s', (reason, note, expected, canHeal) => {
    expect(failureOfEvent({ metadata: { name: 'e' }, type: 'Warning', reason, note })).toMatchObject({
      reason: expected,
      canHeal,
    });
  });

  it('tells an image that cannot be pulled from other events of that name', () => {
    const failed = (note: string) =>
      failureOfEvent({ metadata: { name: 'e' }, type: 'Warning', reason: 'Failed', note });
    expect(failed('Failed to pull image "quay.io/x:1": not found')).toMatchObject({
      reason: 'image-not-pullable',
      canHeal: false,
    });
    expect(failed('Failed to pull image "127.0.0.1:1/x:1": connect: connection refused')).toMatchObject({
      canHeal: true,
    });
    expect(failed('Error: ErrImagePull')).toBeUndefined();
  });

  it('keeps what a mount said apart from that it failed', () => {
    const note =
      'MountVolume.SetUp failed for volume "repository"\nMounting command: mount\nOutput: no route to host\n';
    const failure = failureOfEvent({ metadata: { name: 'e' }, type: 'Warning', reason: 'FailedMount', note });
    expect(failure?.message).not.toContain('\n');
    expect(failure?.details).toEqual(['Mounting command: mount', 'Output: no route to host']);
  });

  it.each([
    ['Pulled', 'Normal'],
    ['Unhealthy', 'Warning'],
  ] as const)('%s says nothing of a failure', (reason, type) => {
    expect(failureOfEvent({ metadata: { name: 'e' }, type, reason, note: '' })).toBeUndefined();
  });
});

describe('failureOfError', () => {
  it.each([
    ['secrets "web-volsync" not found', 'secret-missing', true],
    ['Secret "web-volsync" not found', 'secret-missing', true],
    ['secret is missing field: RESTIC_PASSWORD', 'secret-missing', false],
    ['secret should have fields: [RESTIC_REPOSITORY RESTIC_PASSWORD]', 'secret-missing', false],
    ['PersistentVolumeClaim "web" not found', 'source-missing', true],
    ['unsupported copyMethod:  -- must be Direct, None, Clone, or Snapshot', 'error', false],
    ['unable to update object. Deleting object so it can be recreated', 'error', true],
    [
      'persistentvolumeclaims "v" is forbidden: exceeded quota: q, requested: requests.storage=1Gi',
      'quota-exceeded',
      true,
    ],
    ['jobs.batch "volsync-src-web" is forbidden: no', 'admission-refused', false],
  ])('%s', (text, reason, canHeal) => {
    expect(failureOfError(text)).toMatchObject({ reason, canHeal });
  });
});
