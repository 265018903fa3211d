import { expect, it } from 'vitest';
import type { Job } from '../../src/kubernetes/objects.ts';
import type { Copy } from '../../src/mover/diagnose-sync.ts';
import { copyCut } from '../../src/sync/copy-cut.ts';

const metadata = (uid: string) => ({ namespace: 'home', name: 'volsync-web-src', uid });
const job = (status?: Job['status'], uid = 'job'): Job => ({ metadata: metadata(uid), ...(status && { status }) });
const clone = (phase?: 'Pending' | 'Bound', uid = 'copy'): Copy => ({
  metadata: metadata(uid),
  ...(phase && { status: { phase } }),
});
const snapshot = (readyToUse: boolean): Copy => ({ metadata: metadata('copy'), status: { readyToUse } });

it.each<[string, 'Clone' | 'Snapshot', Job[], Copy[], ReturnType<typeof copyCut>]>([
  ['nothing yet', 'Clone', [], [], undefined],
  ['a Job whose copy is not seen yet', 'Clone', [job({ active: 1 })], [], undefined],
  ['a Job of before', 'Clone', [job({ succeeded: 1 }, 'earlier')], [], undefined],
  ['a mover that runs without a copy', 'Clone', [job({ active: 1, ready: 1 })], [], 'none'],
  ['a mover that has failed without a copy', 'Snapshot', [job({ failed: 1 })], [], 'none'],
  ['a clone that is not bound', 'Clone', [job({ active: 1 })], [clone('Pending')], undefined],
  ['a clone without a status', 'Clone', [job({ active: 1 })], [clone()], undefined],
  ['a bound clone of before', 'Clone', [], [clone('Bound', 'earlier')], undefined],
  ['a bound clone', 'Clone', [], [clone('Bound')], 'cut'],
  ['a VolumeSnapshot that is not ready', 'Snapshot', [], [snapshot(false)], undefined],
  ['a VolumeSnapshot that is ready', 'Snapshot', [], [snapshot(true)], 'cut'],
  ['a VolumeSnapshot that VolSync uses', 'Snapshot', [job({ active: 1 })], [snapshot(false)], 'cut'],
])('%s', (_what, copyMethod, jobs, copies, expected) => {
  const source = { metadata: metadata('source'), spec: { restic: { copyMethod } } };
  expect(copyCut({ source, jobs, copies }, new Set(['earlier']))).toBe(expected);
});
