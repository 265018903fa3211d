import { expect, it } from 'vitest';
import type { ManagedFields } from '../../src/kubernetes/objects.ts';
import { fieldManager, managesField } from '../../src/volsync/field-manager.ts';

const entry = (manager: string, time: string, field: string): ManagedFields => ({
  manager,
  time,
  fieldsV1: { 'f:spec': { [field]: {} } },
});
const object = (...managedFields: readonly ManagedFields[]) => ({ metadata: { name: 'web', managedFields } });

it('names who last set a field', () => {
  const web = object(
    entry('kube-controller-manager', '2026-11-23T15:00:02Z', 'f:replicas'),
    entry('kubectl', '2026-11-23T15:00:01Z', 'f:replicas'),
    entry('helm', '2026-11-23T16:00:00Z', 'f:template'),
  );
  expect(fieldManager(web, 'spec', 'replicas')).toBe('kube-controller-manager');
  expect(managesField(web, 'kubectl', 'spec', 'replicas')).toBe(true);
  expect(managesField(web, 'helm', 'spec', 'replicas')).toBe(false);
});

it('names nobody where the server does not', () => {
  expect(fieldManager({ metadata: { name: 'web' } }, 'spec', 'replicas')).toBeUndefined();
  expect(fieldManager(object({ manager: 'x' }), 'spec', 'replicas')).toBeUndefined();
  expect(managesField(object(entry('x', '', 'f:suspended')), 'x', 'spec', 'suspend')).toBe(false);
});
