import { describe, expect, it } from 'vitest';
import { drillAnnotation, drillRecordOf, withDrill, type DrillRecord } from '../../src/volsync/drill-record.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

const source: ReplicationSource = {
  metadata: { namespace: 'home', name: 'web', uid: 'uid-web' },
  spec: { sourcePVC: 'web', restic: { repository: 'web-secret' } },
};
const proven = {
  at: '2026-11-23T15:24:00Z',
  snapshot: 'a'.repeat(64),
  snapshotTime: '2026-11-23T14:00:05Z',
  dataTime: '2026-11-23T14:00:00Z',
  seconds: 12,
};
const record: DrillRecord = {
  uid: 'uid-web',
  claim: 'web',
  repository: 'web-secret',
  last: { at: proven.at, snapshot: proven.snapshot, seconds: 12, verdict: 'protected' },
  proven,
};
const annotated = (value: unknown, change: Partial<ReplicationSource> = {}): ReplicationSource => ({
  ...source,
  ...change,
  metadata: {
    ...source.metadata,
    ...change.metadata,
    annotations: { [drillAnnotation]: typeof value === 'string' ? value : JSON.stringify(value) },
  },
});

describe('drillRecordOf', () => {
  it('reads what a drill wrote', () => {
    expect(drillRecordOf(annotated(record))).toEqual(record);
  });

  it.each<[string, ReplicationSource]>([
    ['without an annotation', source],
    ['of a source that was made again, as a copy with its annotations', annotated({ ...record, uid: 'older' })],
    ['of another PVC', annotated(record, { spec: { ...source.spec, sourcePVC: 'other' } })],
    ['of another repository', annotated(record, { spec: { ...source.spec, restic: { repository: 'moved' } } })],
    ['that is no JSON', annotated('yes, all is well')],
    ['that says no time', annotated({ ...record, last: { ...record.last, at: 'today' } })],
    ['that names no whole snapshot', annotated({ ...record, proven: { ...proven, snapshot: 'aaaaaaaa' } })],
  ])('knows nothing %s', (_what, one) => {
    expect(drillRecordOf(one)).toBeUndefined();
  });
});

describe('withDrill', () => {
  const failed = { at: '2026-11-24T15:24:00Z', verdict: 'unprotected', seconds: 3 } as const;

  it('keeps the proof of an earlier drill beside a later failure', () => {
    expect(withDrill(annotated(record), { last: failed })).toEqual({ ...record, last: failed });
  });

  it('keeps no proof of a source that was made again', () => {
    const one = withDrill(annotated({ ...record, uid: 'older' }), { last: failed });
    expect(one).toEqual({ uid: 'uid-web', claim: 'web', repository: 'web-secret', last: failed });
  });

  it('leaves what a drill that began later has written', () => {
    const late = annotated({ ...record, last: failed });
    expect(withDrill(late, { last: record.last, proven })).toBeUndefined();
  });
});
