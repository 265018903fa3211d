import { describe, expect, it } from 'vitest';
import { freshnessOf } from '../../src/volsync/freshness.ts';
import { sourceStatus } from '../../src/volsync/source-state.ts';
import { planResume, planSuspend, type SuspensionRequest } from '../../src/volsync/suspension-plan.ts';
import { suspensionAnnotation, suspensionOf } from '../../src/volsync/suspension.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:30:00Z');
const request: SuspensionRequest = {
  by: 'anna',
  now,
  until: new Date('2026-11-23T17:30:00Z'),
  reason: 'upgrade',
  ignoresGitOps: false,
};
const source = sourceObject({ trigger: { schedule: '0 * * * *' } });

function suspended(
  from: ReplicationSource = source,
  change: Partial<ReplicationSource['spec']> = {},
): ReplicationSource {
  const plan = planSuspend(from, request);
  if (plan.kind !== 'change') throw new Error(plan.message);
  const annotations = { [suspensionAnnotation]: JSON.stringify(plan.suspension) };
  const spec = { ...from.spec, trigger: { schedule: plan.suspension.parked }, ...change };
  const status = { ...from.status, nextSyncTime: '2027-05-01T00:00:00Z' };
  return { ...from, metadata: { ...from.metadata, annotations }, spec, status };
}

const labelled = (labels: Readonly<Record<string, string>>): ReplicationSource => ({
  ...source,
  metadata: { ...source.metadata, labels },
});
const flux = {
  'kustomize.toolkit.fluxcd.io/name': 'apps',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};

describe('planSuspend', () => {
  it('remembers who, when, why, until when, and the trigger to the letter', () => {
    const from = sourceObject({ trigger: { schedule: 'CRON_TZ=Europe/Berlin 30 2 * * *' } });
    expect(planSuspend(from, request)).toMatchObject({
      kind: 'change',
      suspension: {
        by: 'anna',
        at: '2026-11-23T15:30:00Z',
        until: '2026-11-23T17:30:00Z',
        reason: 'upgrade',
        trigger: { schedule: 'CRON_TZ=Europe/Berlin 30 2 * * *' },
      },
    });
  });

  it('keeps the trigger from before where it is done again', () => {
    const again = planSuspend(suspended(), { ...request, by: 'ben', until: undefined });
    expect(again).toMatchObject({ kind: 'change', suspension: { by: 'ben', trigger: { schedule: '0 * * * *' } } });
    expect(again).not.toHaveProperty('suspension.until');
  });

  it('parks one that has no trigger, and would sync without end', () => {
    expect(
      planSuspend({ ...source, spec: { sourcePVC: 'web', restic: { repository: 'web' } } }, request),
    ).toMatchObject({ kind: 'change', suspension: { trigger: null } });
  });

  it.each<[string, ReplicationSource, 'none' | 'refused', RegExp]>([
    ['a manual tag alone', sourceObject({ trigger: { manual: 'x' } }), 'none', /no schedule in force/],
    ['a parked schedule', sourceObject({ trigger: { manual: 'x', schedule: '0 * * * *' } }), 'none', /"x"/],
    ['no mover', { ...source, spec: { trigger: { schedule: '0 * * * *' } } }, 'none', /exactly one mover/],
    ['syncthing', { ...source, spec: { syncthing: {} } }, 'refused', /continuously/],
    ['one that never synced', newSource(), 'refused', /has not synced yet/],
    ['Flux', labelled(flux), 'refused', /Flux \(Kustomization flux-system\/apps\) manages/],
    ['a schedule set since', suspended(source, { trigger: { schedule: '5 * * * *' } }), 'refused', /"5 \* \* \* \*"/],
  ])('has its reasons with %s', (_what, one, kind, words) => {
    const plan = planSuspend(one, request);
    expect(plan.kind).toBe(kind);
    expect('message' in plan ? plan.message : '').toMatch(words);
  });

  it('names the command that holds Flux, and goes on where that is confirmed or Flux leaves it alone', () => {
    expect(planSuspend(labelled(flux), request)).toMatchObject({
      hint: 'flux suspend kustomization apps -n flux-system; then: volsyncctl suspend web -n home --ignore-gitops',
    });
    expect(planSuspend(labelled(flux), { ...request, ignoresGitOps: true }).kind).toBe('change');
    const once = labelled({ ...flux, 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' });
    expect(planSuspend(once, request).kind).toBe('change');
  });
});

describe('planResume', () => {
  it('gives back what was there, and only in the place of the far schedule', () => {
    expect(planResume(suspended())).toMatchObject({
      kind: 'change',
      suspension: { trigger: { schedule: '0 * * * *' } },
    });
    expect(planResume(source)).toMatchObject({ kind: 'none' });
    const back = suspended(source, { trigger: { schedule: '0 * * * *' } });
    expect(planResume(back).kind).toBe('change');
  });

  it('refuses what somebody has changed, with the commands', () => {
    const plan = planResume(suspended(source, { trigger: { schedule: '5 * * * *' } }));
    expect(plan).toMatchObject({
      kind: 'refused',
      hint:
        `kubectl patch replicationsource web -n home --type merge -p '{"spec":{"trigger":{"schedule":"0 * * * *","manual":null}}}'` +
        ` && kubectl annotate replicationsource web -n home volsyncctl/suspended-`,
    });
  });

  it('refuses an annotation that says nothing', () => {
    const annotations = { [suspensionAnnotation]: '{"by":1}' };
    const one = { ...source, metadata: { ...source.metadata, annotations } };
    expect(suspensionOf(one)).toBe('unreadable');
    expect(planResume(one)).toMatchObject({ kind: 'refused' });
    expect(planSuspend(one, request)).toMatchObject({ kind: 'refused' });
  });
});

describe('a suspended source', () => {
  const judge = (object: ReplicationSource, at: Date) =>
    sourceStatus({ kind: 'replicationsource', object, mover: { kind: 'not-looked' }, now: at });

  it('says so, in the place of everything that follows from it', () => {
    const { state, problems } = judge(suspended(), now);
    expect(state).toBe('suspended');
    expect(problems.map(({ message }) => message)).toEqual([
      'backups are suspended by anna (upgrade) until 2026-11-23T17:30:00Z',
    ]);
    expect(problems[0]?.hint).toBe('volsyncctl resume web -n home');
  });

  it('is as stale as its own schedule says, and overdue once its time has passed', () => {
    const late = new Date('2026-11-23T19:00:00Z');
    expect(freshnessOf(suspended(), late).verdict).toBe('stale');
    expect(judge(suspended(), late).problems.map(({ reason, message }) => [reason, message])).toEqual([
      ['suspended', 'backups are suspended by anna (upgrade) until 2026-11-23T17:30:00Z, and that has passed'],
      ['stale', 'older than the schedule "0 * * * *" allows'],
    ]);
  });

  it('is not called suspended where its schedule was changed', () => {
    const changed = suspended(source, { trigger: { schedule: '5 * * * *' } });
    expect(judge(changed, now).problems[0]?.message).toMatch(/it is not suspended$/);
  });
});
