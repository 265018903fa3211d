import { expect, it } from 'vitest';
import type { AppState } from '../../src/sync/app-watch.ts';
import { troubleOf } from '../../src/mover/diagnose-sync.ts';
import type { KubeEvent, Pod } from '../../src/kubernetes/objects.ts';
import { source } from '../fakes/fake-volsync.ts';

const at = '2026-11-23T15:26:23Z';
const done = { terminated: { exitCode: 0, startedAt: at, finishedAt: at } };

function pod(jitter: object, restic: object): Pod {
  return {
    metadata: { name: 'p', uid: 'uid-p' },
    spec: { initContainers: [{ name: 'jitter' }], containers: [{ name: 'restic' }] },
    status: {
      phase: 'Pending',
      initContainerStatuses: [{ name: 'jitter', state: jitter }],
      containerStatuses: [{ name: 'restic', state: restic }],
    },
  };
}

function warning(reason: string, note: string): KubeEvent {
  return { metadata: { name: 'e' }, type: 'Warning', reason, note, eventTime: at, regarding: { uid: 'uid-p' } };
}

function trouble(pods: readonly Pod[], warnings: readonly KubeEvent[]): string | undefined {
  const state: AppState = { source: source(), jobs: [], pods, copies: [], claims: [], warnings };
  return troubleOf(state, new Map())?.failure.reason;
}

const initializing = { waiting: { reason: 'PodInitializing' } };
const pull = warning('Failed', 'Failed to pull image "x:1": dial tcp 127.0.0.1:1: connect: connection refused');
const schedule = warning(
  'FailedScheduling',
  '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
);

it.each<readonly [string | undefined, string, Pod, readonly KubeEvent[]]>([
  ['image-not-pullable', 'an event says it before the pod does', pod(done, initializing), [pull]],
  ['image-not-pullable', 'the pod says it', pod(done, { waiting: { reason: 'ErrImagePull' } }), []],
  [undefined, 'it was scheduled since', pod(done, initializing), [schedule]],
  [undefined, 'a container runs', pod({ running: { startedAt: at } }, initializing), [schedule]],
  ['volume-pending', 'nothing runs yet', pod(initializing, initializing), [schedule]],
  ['mount-failing', 'nothing runs yet', pod(initializing, initializing), [warning('FailedMount', 'mount failed')]],
])('%s, where %s', (expected, _, mover, warnings) => {
  expect(trouble([mover], warnings)).toBe(expected);
});
