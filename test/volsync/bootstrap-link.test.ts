import { describe, expect, it } from 'vitest';
import type { BootstrapFacts } from '../../src/volsync/bootstrap-facts.ts';
import { volumeState } from '../../src/volsync/bootstrap-volume.ts';
import { lasting } from '../../src/volsync/diagnosis.ts';
import type { ReplicationDestination } from '../../src/volsync/types.ts';
import { destinationObject } from '../fakes/fleet-objects.ts';
import { claimEvent, claimObject, factsOf } from '../fakes/bootstrap-facts.ts';

const pending = { value: claimObject({ phase: 'Pending', created: '2026-11-23T15:23:30Z' }) };

/** A destination that was just created. */
function newDestination(status: ReplicationDestination['status'] = {}): ReplicationDestination {
  const { metadata, spec = {} } = destinationObject();
  return { metadata: { ...metadata, creationTimestamp: '2026-11-23T15:23:30Z' }, spec, status };
}

const restoring = newDestination({ lastSyncStartTime: '2026-11-23T15:23:35Z' });

describe('what a PVC waits for', () => {
  it.each<readonly [string, Partial<BootstrapFacts>, string | undefined, boolean, RegExp]>([
    ['no destination', { destination: { value: undefined } }, 'destination-missing', false, /no .* web-bootstrap/],
    ['a hidden destination', { destination: { why: 'cannot list' } }, 'forbidden', true, /could not be seen: cannot/],
    [
      'no Secret',
      { destination: { value: restoring }, hasSecret: false },
      'secret-missing',
      false,
      /Secret web-volsync/,
    ],
    ['a restore', { destination: { value: restoring } }, undefined, true, /web-bootstrap is restoring/],
    [
      'a restore that fails',
      {
        destination: { value: restoring },
        restore: { kind: 'failing', failedPods: 1, cause: lasting('wrong-password', 'the password is wrong') },
      },
      'wrong-password',
      false,
      /web-bootstrap fails: the password is wrong/,
    ],
    [
      'a restore that has not begun',
      { destination: { value: newDestination() } },
      undefined,
      true,
      /has not started the restore/,
    ],
    [
      'a paused one',
      { destination: { value: { ...restoring, spec: { ...restoring.spec, paused: true } } } },
      'paused',
      false,
      /paused/,
    ],
    ['the populator', {}, undefined, true, /fills it from VolumeSnapshot volsync-web-dest-1/],
    [
      'a populator that fails',
      { events: [claimEvent('VolSyncPopulatorError', 'no such snapshot')] },
      'volume-pending',
      false,
      /cannot fill it .*no such snapshot/,
    ],
    [
      'a destination that makes no image',
      {
        destination: {
          value: newDestination({ lastSyncTime: '2026-11-23T15:23:40Z', lastManualSync: 'restore-once' }),
        },
      },
      'volume-pending',
      false,
      /has no latestImage/,
    ],
  ])('%s', (_what, facts, reason, isMoving, message) => {
    const state = volumeState(factsOf({ claim: pending, ...facts }));
    expect(state).toMatchObject({ kind: 'pending', link: { reason, isMoving } });
    expect(state.kind === 'pending' ? state.link.message : '').toMatch(message);
  });

  it('an ordinary PVC waits for its provisioner, or fails with its words', () => {
    const claim = { value: claimObject({ phase: 'Pending', fills: undefined }) };
    expect(volumeState(factsOf({ claim }))).toMatchObject({ link: { isMoving: true, reason: undefined } });
    const events = [claimEvent('ProvisioningFailed', 'storageclass "x" not found')];
    expect(volumeState(factsOf({ claim, events }))).toMatchObject({
      link: { isMoving: false, reason: 'volume-pending', details: ['ProvisioningFailed: storageclass "x" not found'] },
    });
  });

  it('hears a warning before what Kubernetes says of every such volume', () => {
    const claim = { value: claimObject({ phase: 'Pending' }) };
    const usual = { ...claimEvent('ExternalProvisioning', 'Waiting for a volume'), type: 'Normal' as const };
    const events = [claimEvent('VolSyncPopulatorReplicationDestinationMissing', 'not found'), usual];
    const state = volumeState(factsOf({ claim, destination: { value: undefined }, events }));
    expect(state).toMatchObject({ link: { details: ['VolSyncPopulatorReplicationDestinationMissing: not found'] } });
  });

  it('a lost volume is not on its way', () => {
    const claim = { value: claimObject({ phase: 'Lost', fills: undefined }) };
    expect(volumeState(factsOf({ claim }))).toMatchObject({ kind: 'pending', link: { isMoving: false } });
  });

  it('speaks in the words of the pod', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False' as const, message: '0/1 nodes are available' }];
    const pod = { metadata: { name: 'dst-1' }, status: { phase: 'Pending' as const, conditions } };
    const facts = factsOf({ claim: pending, destination: { value: restoring }, pod });
    expect(volumeState(facts)).toMatchObject({
      link: { details: ['pod dst-1: not scheduled: 0/1 nodes are available'] },
    });
  });
});

it('says when a PVC was bound, as the API server keeps it', () => {
  expect(volumeState(factsOf())).toMatchObject({ kind: 'bound', since: new Date('2026-11-20T15:24:21Z') });
  expect(volumeState(factsOf({ claim: { value: undefined } }))).toEqual({ kind: 'absent', name: 'web' });
  expect(volumeState(factsOf({ claim: { why: 'no' } }))).toEqual({ kind: 'hidden', why: 'no' });
});
