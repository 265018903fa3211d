import { expect, it } from 'vitest';
import type { ManagedFields } from '../../src/kubernetes/objects.ts';
import { patchTime } from '../../src/volsync/patch-time.ts';

function timeOf(managedFields: readonly ManagedFields[] | undefined): string | undefined {
  return patchTime({ metadata: { name: 'web', ...(managedFields && { managedFields }) } })?.toISOString();
}

it('is that of our own last change of the spec', () => {
  expect(
    timeOf([
      { manager: 'kustomize-controller', operation: 'Apply', time: '2026-11-23T15:30:00Z' },
      { manager: 'volsyncctl', operation: 'Update', time: '2026-11-23T15:26:22Z' },
      { manager: 'volsyncctl', operation: 'Apply', time: '2026-11-23T15:20:00Z' },
      { manager: 'volsyncctl', operation: 'Update', time: '2026-11-23T15:40:00Z', subresource: 'status' },
    ]),
  ).toBe('2026-11-23T15:26:22.000Z');
});

it('is unknown where the server does not say it', () => {
  expect(timeOf(undefined)).toBeUndefined();
  expect(timeOf([{ manager: 'volsyncctl' }])).toBeUndefined();
  expect(timeOf([{ manager: 'manager', time: '2026-11-23T15:40:00Z' }])).toBeUndefined();
});
