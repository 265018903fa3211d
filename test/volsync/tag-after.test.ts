import { expect, it } from 'vitest';
import { tagAfter } from '../../src/volsync/tag-after.ts';
import type { Trigger } from '../../src/volsync/types.ts';

const schedule = '0 * * * *';
const ours = 'volsyncctl-20261123T152622Z-k3x';

it.each([
  ['remove', false, { schedule }],
  ['remove', true, { schedule }],
  ['put-back', false, { schedule, manual: 'sync-1' }],
  ['remove', true, { schedule, manual: 'sync-1' }],
  ['remove', false, { schedule, manual: ours }],
  ['keep', false, { manual: 'sync-1' }],
  ['keep', true, { manual: 'sync-1' }],
  ['keep', false, { manual: ours }],
  ['remove', false, {}],
  ['remove', false, undefined],
] as const)('%s, unpark: %s, after %j', (kind, isToUnpark, trigger: Trigger | undefined) => {
  const source = { metadata: { name: 'web' }, spec: { ...(trigger && { trigger }) } };
  expect(tagAfter(source, isToUnpark).kind).toBe(kind);
});
