import { describe, expect, it } from 'vitest';
import { judgeGate, type GateFacts } from '../../../../src/commands/bootstrap-check/judgement/removal-gate.ts';
import { destinationObject, newSource, sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob } from '../../../fakes/mover-objects.ts';
import { now, podWith, snapshot } from '../../../fakes/bootstrap-facts.ts';

const controller = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }];

/** An idle app, whose last sync, from 15:00:00 to 15:00:12, saved its newest snapshot. */
function gate(facts: Partial<GateFacts> = {}) {
  return judgeGate({
    source: sourceObject(),
    newest: snapshot('724684cd', '2026-11-23T15:00:05Z'),
    destinations: { value: [destinationObject()] },
    jobs: { value: [] },
    pods: { value: [podWith('web', { ownerReferences: controller })] },
    location: { kind: 'outside' },
    now,
    ...facts,
  });
}

const unlogged = sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: '' } });

describe('the gate for removals', () => {
  it('is open for an idle app', () => {
    expect(gate()).toMatchObject({ verdict: 'protected' });
    expect(gate({ source: unlogged })).toMatchObject({ verdict: 'protected' });
  });

  it.each<readonly [string, Partial<GateFacts>, string, RegExp]>([
    [
      'a sync runs',
      { source: sourceObject({}, { lastSyncStartTime: '2026-11-23T15:23:00Z' }) },
      'not-idle',
      /a sync is running/,
    ],
    [
      'its repository goes with the namespace',
      { location: { kind: 'inside', what: 'the PVC repo' } },
      'repository-in-namespace',
      /namespace home itself, on the PVC repo/,
    ],
    ['a sync is due', { source: sourceObject({}, { nextSyncTime: '2026-11-23T15:23:59Z' }) }, 'not-idle', /is due/],
    ['a tag is not served', { source: sourceObject({ trigger: { manual: 'new' } }) }, 'not-idle', /is due/],
    [
      'it restores',
      { destinations: { value: [destinationObject({}, { lastSyncStartTime: '2026-11-23T15:23:00Z' })] } },
      'not-idle',
      /restoring/,
    ],
    ['a mover is at work', { jobs: { value: [moverJob('web', { active: 1 })] } }, 'not-idle', /volsync-src-web/],
    [
      'the newest snapshot is of an earlier sync',
      { source: unlogged, newest: snapshot('aaaa1111', '2026-11-23T14:59:59Z') },
      'mismatch',
      /older than the last sync/,
    ],
    [
      'the log names another snapshot, and the newest is older',
      { newest: snapshot('aaaa1111', '2026-11-23T14:00:05Z') },
      'mismatch',
      /older/,
    ],
    ['no sync is complete', { source: newSource() }, 'never-synced', /no sync/],
    ['it holds no file', { newest: snapshot('724684cd', '2026-11-23T15:00:05Z', 0) }, 'empty-source', /no file/],
    ['a debug pod uses the volume', { pods: { value: [podWith('web', { name: 'debug' })] } }, 'not-idle', /pod debug/],
    [
      'a pod goes',
      { pods: { value: [podWith('web', { ownerReferences: controller, deletionTimestamp: '2026-11-23T15:23:59Z' })] } },
      'not-idle',
      /being deleted/,
    ],
    [
      'a mover uses the volume itself',
      {
        pods: {
          value: [
            podWith('web', { ownerReferences: controller, labels: { 'app.kubernetes.io/created-by': 'volsync' } }),
          ],
        },
      },
      'not-idle',
      /does not belong to the app/,
    ],
  ])('is closed while %s', (_what, facts, reason, message) => {
    const judgement = gate(facts);
    expect(judgement).toMatchObject({ verdict: 'unprotected', reason });
    expect(judgement.message).toMatch(message);
  });

  it('goes by the clocks where the log was not kept, and against the app in doubt', () => {
    const newest = snapshot('aaaa1111', '2026-11-23T14:59:59.600Z');
    expect(gate({ source: unlogged, newest })).toMatchObject({ verdict: 'unprotected' });
  });

  it.each<readonly [string, Partial<GateFacts>, string]>([
    ['where its repository is', { location: { kind: 'unclear', why: 'rclone' } }, 'repository-in-namespace'],
    ['destinations', { destinations: { why: 'cannot list' } }, 'forbidden'],
    ['jobs', { jobs: { why: 'cannot list' } }, 'forbidden'],
    ['pods', { pods: { why: 'cannot list' } }, 'forbidden'],
    [
      'the number of files',
      { newest: { ...snapshot('724684cd', '2026-11-23T15:00:05Z'), summary: undefined } },
      'no-evidence',
    ],
  ])('is not known where it cannot see %s', (_what, facts, reason) => {
    expect(gate(facts)).toMatchObject({ verdict: 'unknown', reason });
  });

  it('what is certain goes before what could not be seen', () => {
    const source = sourceObject({}, { lastSyncStartTime: '2026-11-23T15:23:00Z' });
    expect(gate({ source, pods: { why: 'cannot list' } })).toMatchObject({ verdict: 'unprotected' });
  });

  it('ignores pods that have ended, and those of other volumes', () => {
    const ended = { ...podWith('web', { name: 'ended' }), status: { phase: 'Succeeded' as const } };
    expect(gate({ pods: { value: [ended, podWith('other')] } })).toMatchObject({ verdict: 'protected' });
  });
});
