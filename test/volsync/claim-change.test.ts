import { describe, expect, it } from 'vitest';
import type { ManagedFields } from '../../src/kubernetes/objects.ts';
import { bootstrapWindow } from '../../src/commands/bootstrap-check/judgement/bootstrap-window.ts';
import { claimDoubt } from '../../src/volsync/claim-change.ts';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { expectBad, expectGood, now } from '../fakes/backup-facts.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { factsOf } from '../fakes/bootstrap-facts.ts';

/** Created on the 20th; its last sync began at 15:00:00 on the 23rd. */
function source(managedFields: readonly ManagedFields[], generation = 2): ReplicationSource {
  const object = sourceObject();
  return { ...object, metadata: { ...object.metadata, generation, managedFields } };
}

const sets = (time: string, manager: string, ...fields: readonly string[]): ManagedFields => ({
  manager,
  time,
  fieldsV1: { 'f:spec': Object.fromEntries(fields.map((field) => [`f:${field}`, {}])) },
});
const pointedElsewhere = source([
  sets('2026-11-20T15:24:00Z', 'kustomize-controller', 'trigger'),
  sets('2026-11-23T15:10:00Z', 'kubectl-patch', 'sourcePVC'),
]);

describe('claimDoubt', () => {
  it.each<[string, ReplicationSource]>([
    ['a PVC that was set after the last sync began', pointedElsewhere],
    [
      'an object whose manager has changed any field since then: it may have been the PVC',
      source([sets('2026-11-23T15:00:01Z', 'kustomize-controller', 'sourcePVC', 'trigger')]),
    ],
    [
      'the last of two managers',
      source([
        sets('2026-11-23T15:10:00Z', 'kubectl-edit', 'sourcePVC'),
        sets('2026-11-20T15:24:00Z', 'kustomize-controller', 'sourcePVC'),
      ]),
    ],
  ])('is of %s', (_what, object) => {
    expect(claimDoubt(object)).toMatch(
      /^k\S+ changed the ReplicationSource after the last sync began.* whether pvc\/web was backed up is not known$/,
    );
  });

  it.each<[string, ReplicationSource]>([
    ['whose fields nobody keeps', sourceObject()],
    ['whose PVC was set before the last sync', source([sets('2026-11-23T14:59:00Z', 'flux', 'sourcePVC')])],
    ['whose PVC was set in the second in which it began', source([sets('2026-11-23T15:00:00Z', 'flux', 'sourcePVC')])],
    ['whose spec was never changed', source([sets('2026-11-23T15:10:00Z', 'flux', 'sourcePVC')], 1)],
    [
      'of which others have changed other fields',
      source([
        sets('2026-11-20T15:24:00Z', 'flux', 'sourcePVC'),
        sets('2026-11-23T15:10:00Z', 'volsyncctl', 'trigger'),
        { ...sets('2026-11-23T15:10:00Z', 'manager'), subresource: 'status' },
      ]),
    ],
    [
      'that was created after its last sync, as a copy of another cluster is',
      { ...pointedElsewhere, metadata: { ...pointedElsewhere.metadata, creationTimestamp: '2026-11-23T15:10:00Z' } },
    ],
    ['that never completed a sync', { ...pointedElsewhere, status: {} }],
  ])('is not of a source %s', (_what, object) => {
    expect(claimDoubt(object)).toBeUndefined();
  });
});

describe('a source that may have been pointed at another PVC since its last sync', () => {
  it('is unknown to verify, and protected as soon as it has synced since', () => {
    expectBad(['', { source: pointedElsewhere }, 'unknown no-evidence', /whether pvc\/web was backed up/]);
    expectGood(['', { source: { ...pointedElsewhere, metadata: { ...pointedElsewhere.metadata, generation: 1 } } }]);
  });

  it('is unknown to status', () => {
    const status = sourceStatus({
      kind: 'replicationsource',
      object: pointedElsewhere,
      mover: { kind: 'not-looked' },
      now,
    });
    expect(status).toMatchObject({ state: 'no-evidence', problems: [{ level: 'unknown' }] });
  });

  it('has a bootstrap window that is not known to be closed', () => {
    const facts = { ...factsOf(), source: pointedElsewhere };
    const volume = {
      kind: 'bound',
      name: 'web',
      createdAt: new Date('2026-11-20T15:24:00Z'),
      since: undefined,
    } as const;
    const window = bootstrapWindow({ facts, volume, origin: { kind: 'plain', from: undefined }, snapshots: [] });
    expect(window).toEqual({ kind: 'unknown' });
  });
});
