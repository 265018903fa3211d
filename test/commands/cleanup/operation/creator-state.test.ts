import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../../../../src/kubernetes/objects.ts';
import type { CreatorState } from '../../../../src/creator.ts';
import type { LeftoverKind } from '../../../../src/commands/cleanup/operation/leftover.ts';
import { creatorVerdict } from '../../../../src/commands/cleanup/operation/creator-state.ts';
import { claimWith, meta, now, podWith } from '../../../fakes/cleanup-world.ts';

function verdict(object: KubeObject, kind: LeftoverKind, pods: readonly Pod[] | undefined) {
  const { action, reason } = creatorVerdict(object, kind, pods, {
    now,
    creatorStateOf: ({ hostname }) => hostname as CreatorState,
  });
  return `${action} ${reason}`;
}

const ended = (finishedAt: string): Pod['status'] => ({
  phase: 'Failed',
  containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 1, finishedAt } } }],
});

describe('a pod', () => {
  it.each<[string, Pod, string]>([
    ['of this machine, running', podWith(meta('p', 'running')), 'leave running'],
    [
      'of this machine, ended, while its log is read',
      podWith(meta('p', 'running'), [], { phase: 'Succeeded' }),
      'leave running',
    ],
    ['of this machine, whose volsyncctl is gone', podWith(meta('p', 'gone')), 'remove maker-gone'],
    ['of another machine, at work', podWith(meta('p', 'elsewhere')), 'leave running'],
    ['of nobody known, at work', podWith(meta('p')), 'leave running'],
    [
      'of another machine, past its deadline',
      podWith(meta('p', 'elsewhere'), [], { startTime: '2026-11-23T12:59:59Z' }),
      'remove deadline-passed',
    ],
    [
      'of another machine, that never started',
      { ...podWith(meta('p', 'elsewhere')), status: { phase: 'Pending' } },
      'leave running',
    ],
    ['of another machine, without a deadline', { metadata: meta('p', 'elsewhere'), spec: {} }, 'leave running'],
    [
      'of another machine, ended just now',
      podWith(meta('p', 'elsewhere'), [], ended('2026-11-23T14:59:30Z')),
      'leave running',
    ],
    [
      'of another machine, ended',
      podWith(meta('p', 'elsewhere'), [], ended('2026-11-23T14:58:30Z')),
      'remove pod-ended',
    ],
    [
      'of another machine, ended by Kubernetes',
      podWith(meta('p', 'elsewhere'), [], { phase: 'Failed', reason: 'DeadlineExceeded' }),
      'remove pod-ended',
    ],
  ])('%s', (_title, pod, expected) => {
    expect(verdict(pod, 'Pod', [])).toBe(expected);
  });
});

describe('a Lease', () => {
  it.each<[string, CreatorState | undefined, string, string]>([
    [
      'of this machine, held by a running process that is late',
      'running',
      '2026-11-23T14:00:00.000000Z',
      'leave running',
    ],
    [
      'of this machine, whose volsyncctl was killed just now',
      'gone',
      '2026-11-23T14:59:59.000000Z',
      'remove maker-gone',
    ],
    ['of another machine, renewed', 'elsewhere', '2026-11-23T14:59:31.000000Z', 'leave running'],
    ['of another machine, expired', 'elsewhere', '2026-11-23T14:59:30.000000Z', 'remove lease-expired'],
    ['of nobody known, without a time', undefined, '', 'remove lease-expired'],
  ])('%s', (_title, creator, renewTime, expected) => {
    const lease = { metadata: meta('volsyncctl-web', creator), spec: { renewTime, leaseDurationSeconds: 30 } };
    expect(verdict(lease, 'Lease', [])).toBe(expected);
  });
});

describe('what is not a pod, of another machine', () => {
  const claim = claimWith(meta('c', 'elsewhere'));
  const young = claimWith(meta('c', 'elsewhere', { creationTimestamp: '2026-11-23T14:55:00Z' }));
  const ofOtherRun = podWith(meta('q', 'elsewhere', { labels: { 'app.kubernetes.io/instance': 'run-2' } }));

  it.each<[string, KubeObject, LeftoverKind, readonly Pod[] | undefined, string]>([
    ['goes with its pod, which is at work', claim, 'PersistentVolumeClaim', [podWith(meta('p'))], 'leave running'],
    [
      'goes with its pod, which is over',
      claim,
      'PersistentVolumeClaim',
      [podWith(meta('p'), [], { phase: 'Failed' })],
      'remove pod-ended',
    ],
    ['has no pod any more', claim, 'PersistentVolumeClaim', [ofOtherRun], 'remove no-pod'],
    ['has no pod yet', young, 'VolumeSnapshot', [], 'leave running'],
    ['has a pod that cannot be seen', claim, 'PersistentVolumeClaim', undefined, 'leave unknown'],
    ['may be waited for without a pod', claim, 'ReplicationDestination', [], 'leave running'],
    [
      'was waited for long enough',
      claimWith(meta('c', 'elsewhere', { creationTimestamp: '2026-11-22T14:00:00Z' })),
      'ReplicationDestination',
      [],
      'remove no-pod',
    ],
    [
      'has no time',
      claimWith(meta('c', 'elsewhere', { creationTimestamp: '' })),
      'VolumeSnapshot',
      [],
      'leave running',
    ],
  ])('%s', (_title, object, kind, pods, expected) => {
    expect(verdict(object, kind, pods)).toBe(expected);
  });
});
