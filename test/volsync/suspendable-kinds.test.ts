import { describe, expect, it } from 'vitest';
import type { KubeObject, Suspendable } from '../../src/kubernetes/objects.ts';
import {
  isSuspended,
  commandToResume,
  resumeSteps,
  commandToSuspend,
  suspendedObject,
  suspendSteps,
} from '../../src/volsync/suspendable-kinds.ts';
import type { SuspendedObject } from '../../src/volsync/restore-journal.ts';
import { applyPatch } from '../fakes/fake-cluster/apply-patch.ts';
import { metaOf } from '../fakes/claim-facts.ts';

const keda = 'autoscaling.keda.sh/';
const withAnnotations = (annotations: Readonly<Record<string, string>>): Suspendable => ({
  metadata: metaOf('web', { annotations }),
});
const automated = { prune: true, selfHeal: true };

const rows: readonly (readonly [
  what: string,
  kind: SuspendedObject['kind'],
  object: Suspendable,
  suspended: object,
])[] = [
  ['without a spec', 'Kustomization', { metadata: metaOf('web') }, { spec: { suspend: true } }],
  ['not suspended', 'CronJob', { metadata: metaOf('web'), spec: { suspend: false } }, { spec: { suspend: true } }],
  [
    'without annotations',
    'ScaledObject',
    { metadata: metaOf('web') },
    { metadata: { annotations: { [`${keda}paused`]: 'true' } } },
  ],
  [
    'that is kept at 3 replicas',
    'ScaledObject',
    withAnnotations({ [`${keda}paused-replicas`]: '3', other: 'x' }),
    { metadata: { annotations: { other: 'x', [`${keda}paused`]: 'true' } } },
  ],
  ['of Jobs', 'ScaledJob', withAnnotations({ [`${keda}paused`]: 'false' }), {}],
  [
    'with another value',
    'ResourceSet',
    withAnnotations({ 'fluxcd.controlplane.io/reconcile': 'enabled' }),
    { metadata: { annotations: { 'fluxcd.controlplane.io/reconcile': 'disabled' } } },
  ],
  [
    'with all options of its automation',
    'Application',
    { metadata: metaOf('web'), spec: { syncPolicy: { automated, retry: {} } } } as Suspendable,
    { spec: { syncPolicy: { retry: {} } } },
  ],
];

describe('an object', () => {
  it.each(rows)('%s is suspended and resumed exactly: %s', (_what, kind, object, suspended) => {
    const hold = suspendedObject(kind, object, 'scales');
    expect(hold.suspendBefore).not.toBe(true);
    const during = applyPatch(object, suspendSteps(kind, object));
    expect(during).toMatchObject(suspended);
    expect([isSuspended(kind, object), isSuspended(kind, during)]).toEqual([false, true]);
    expect(applyPatch(during, suspendSteps(kind, during))).toEqual(during);
    expect(without(applyPatch(during, resumeSteps(hold, during)))).toEqual(without(object));
  });

  it.each(rows)('%s is suspended and resumed by the shown commands, too: %s', (_what, kind, object) => {
    const hold = suspendedObject(kind, object, 'scales');
    const during = applyPatch(object, patchIn(commandToSuspend(hold)));
    expect(isSuspended(kind, during)).toBe(true);
    const after = applyPatch(during, patchIn(commandToResume(hold)));
    expect(isSuspended(kind, after)).toBe(false);
    if (hold.fieldsBefore !== undefined) expect(without(after)).toEqual(without(object));
  });

  it('that was suspended before says so', () => {
    const object = withAnnotations({ [`${keda}paused`]: 'true' });
    expect(suspendedObject('ScaledObject', object, 'scales').suspendBefore).toBe(true);
  });
});

/** The API server stores no empty maps of its own. */
function without(object: KubeObject): unknown {
  const { annotations = {} } = object.metadata;
  const { spec = {} } = object as Suspendable;
  return { spec, metadata: { ...object.metadata, annotations } };
}

function patchIn(command: string): Readonly<Record<string, unknown>> {
  return JSON.parse(/ -p '(.*)'$/.exec(command)?.[1] ?? '') as Readonly<Record<string, unknown>>;
}
