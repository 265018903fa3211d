import { expect, it } from 'vitest';
import { isTriggerTag, triggerTag } from '../../src/volsync/trigger-tag.ts';

it('carries the time, to the second, in UTC', () => {
  expect(triggerTag(new Date('2026-11-23T15:26:22.987Z'), 'k3x')).toBe('volsyncctl-20261123T152622Z-k3x');
});

it.each([
  ['volsyncctl-20261123T152622Z-k3x', true],
  ['volsyncctl-20261123T152622Z', false],
  ['sync-1763400000', false],
  ['my-volsyncctl-20261123T152622Z-k3x', false],
  ['', false],
])('%j is one of ours: %s', (tag, expected) => {
  expect(isTriggerTag(tag)).toBe(expected);
});
