import { expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../src/kubernetes/objects.ts';
import type { MoverState } from '../../src/sync/app-watch.ts';
import { phaseOf } from '../../src/sync/sync-phase.ts';
import type { SyncPhase } from '../../src/sync/trigger-event.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../fakes/mover-objects.ts';

type CopyMethod = 'Snapshot' | 'Clone' | 'Direct';

function stateOf(copyMethod: CopyMethod, seen: Partial<MoverState> = {}): MoverState {
  const source = sourceObject({ restic: { copyMethod } });
  return { source, jobs: [], pods: [], claims: [], warnings: [], copies: [], ...seen };
}

const copy = { metadata: { name: 'volsync-web-src', namespace: 'home' } };
const job = moverJob('web', { active: 1 });
const startedAt = '2026-11-23T15:21:00Z';

function podWith(...containerStatuses: readonly ContainerStatus[]): Pod {
  const spec = { initContainers: [{ name: 'jitter' }], containers: [{ name: 'restic' }] };
  return { ...moverPod('web', 1, 'Pending'), spec, status: { phase: 'Pending', containerStatuses } };
}

const running = (name: string): ContainerStatus => ({ name, state: { running: { startedAt } } });
const ended = (name: string, exitCode: number): ContainerStatus => ({
  name,
  state: { terminated: { exitCode, startedAt } },
});
const pod = 'volsync-src-web-1';
const stage = { action: 'backup', progress: '12.50%' } as const;
const heard = { lines: [], stage, sleepSeconds: 12 };

it.each<[string, MoverState, SyncPhase]>([
  ['nothing made yet', stateOf('Snapshot'), { kind: 'begun', copy: undefined }],
  [
    'a VolumeSnapshot that is not ready',
    stateOf('Snapshot', { copies: [{ ...copy, status: { readyToUse: false } }] }),
    { kind: 'copying', copy: 'VolumeSnapshot volsync-web-src' },
  ],
  [
    'a VolumeSnapshot that is ready',
    stateOf('Snapshot', { copies: [{ ...copy, status: { readyToUse: true } }] }),
    { kind: 'copied', copy: 'VolumeSnapshot volsync-web-src' },
  ],
  [
    'only a copy of the last sync, on its way out',
    stateOf('Snapshot', {
      copies: [{ metadata: { ...copy.metadata, deletionTimestamp: startedAt }, status: { readyToUse: true } }],
    }),
    { kind: 'begun', copy: undefined },
  ],
  ['a clone', stateOf('Clone', { copies: [copy] }), { kind: 'copied', copy: 'clone volsync-web-src' }],
  ['the volume itself, no Job', stateOf('Direct'), { kind: 'begun', copy: undefined }],
  ['the volume itself, a Job', stateOf('Direct', { jobs: [job] }), { kind: 'copied', copy: undefined }],
  ['a pod that waits', stateOf('Clone', { pods: [moverPod('web', 1, 'Pending')] }), { kind: 'pod-waiting', pod }],
  [
    'a container before the mover',
    stateOf('Clone', { pods: [podWith(running('jitter'))] }),
    { kind: 'init', pod, container: 'jitter', sleepSeconds: 12 },
  ],
  [
    'a moment between two containers',
    stateOf('Clone', { pods: [podWith(ended('jitter', 0))] }),
    { kind: 'restic', pod, stage: undefined },
  ],
  ['restic', stateOf('Clone', { pods: [moverPod('web', 1, 'Running')] }), { kind: 'restic', pod, stage }],
  ['a mover that is done', stateOf('Clone', { pods: [podWith(ended('restic', 0))] }), { kind: 'completing' }],
  ['a mover that failed', stateOf('Clone', { pods: [moverPod('web', 1, 'Failed')] }), { kind: 'waiting-for-retry' }],
  [
    'the next try of one that failed',
    stateOf('Clone', { pods: [moverPod('web', 0, 'Failed'), moverPod('web', 1, 'Running')] }),
    { kind: 'restic', pod, stage },
  ],
])('sees %s', (_what, state, phase) => {
  expect(phaseOf(state, (name) => (name === pod ? heard : undefined))).toEqual(phase);
});
