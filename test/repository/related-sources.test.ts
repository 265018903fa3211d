import { describe, expect, it } from 'vitest';
import { appVerdict } from '../../src/repository/app-verdict.ts';
import type { SeenRepository } from '../../src/repository/list-snapshots.ts';
import { RelatedSources } from '../../src/repository/related-sources.ts';
import type { Snapshot } from '../../src/restic/snapshots.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { environmentOf, snapshotAt, wholeId } from '../fakes/repository-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');
const id = (index: number) => wholeId(index.toString(16).padStart(8, '0'));
const snapshot = (index: number, more: Partial<Snapshot> = {}) => ({
  ...snapshotAt('2026-11-23T15:00:05Z', { id: id(index) }),
  ...more,
});

function source(name: string, namespace: string, { saved = '', parent = '', secret = name } = {}): ReplicationSource {
  const words = [
    ...(parent === '' ? [] : [`using parent snapshot ${parent.slice(0, 8)}`]),
    ...(saved === '' ? [] : [`snapshot ${saved.slice(0, 8)} saved`, 'Restic completed in 1s']),
  ];
  const restic = { repository: secret, copyMethod: 'Snapshot' as const };
  const one = sourceObject({ restic }, { latestMoverStatus: { result: 'Successful', logs: words.join('\n') } }, name);
  return { ...one, metadata: { ...one.metadata, namespace, uid: `${namespace}-${name}` } };
}

function repository(of: ReplicationSource, ...snapshots: readonly Snapshot[]): SeenRepository {
  const read = { passedOver: [], missing: [], time: now, environment: environmentOf(of), more: [] };
  return { kind: 'seen', source: of, address: undefined, snapshots, ...read };
}

const web = source('web', 'home', { saved: id(1) });
const ofWeb = repository(web, snapshot(1));
const bystanders = Array.from({ length: 5 }, (_, index) => {
  const own = source(`other-${index}`, 'elsewhere', { saved: id(100 + index) });
  return repository(own, snapshot(100 + index));
});

describe('a source is related', () => {
  it.each<[string, SeenRepository]>([
    [
      'if it is in the same namespace',
      repository(source('mail', 'home', { saved: id(2), secret: 'web' }), snapshot(2)),
    ],
    ['if its repository has the same snapshot', repository(source('mail', 'media', { saved: id(2) }), snapshot(1))],
    ['if its status names one of them', repository(source('mail', 'media', { saved: id(1) }), snapshot(2))],
    ['if its backup began with one of them', repository(source('mail', 'media', { saved: id(2), parent: id(1) }))],
    [
      'if it names the previous id of one that was retagged',
      repository(source('mail', 'media', { saved: id(7) }), snapshot(2)),
    ],
  ])('%s: the verdict is the same as with the whole fleet', (_what, other) => {
    const own = repository(web, snapshot(1), snapshot(3, { original: id(7) }));
    const seen = [own, ...bystanders, other];
    const around = seen.map((one) => one.source);
    const related = new RelatedSources(around, seen).of(own);
    expect(related).toEqual([web, other.source]);
    const facts = { seen, maxAgeMs: undefined, now };
    const verdict = appVerdict(own, { ...facts, around: related });
    expect(verdict).toEqual(appVerdict(own, { ...facts, around }));
  });

  it('by nothing else, and also to an app whose repository was not read', () => {
    const seen = [ofWeb, ...bystanders];
    const around = seen.map((one) => one.source);
    const related = new RelatedSources(around, seen);
    expect(related.of(ofWeb)).toEqual([web]);
    const judgement = { verdict: 'unknown', reason: 'unknown', message: 'x', details: [], hint: undefined } as const;
    expect(related.of({ kind: 'hidden', source: web, address: undefined, judgement })).toEqual([web]);
  });

  it('if the app itself names a snapshot of it since its repository was read', () => {
    const later = { ...source('web', 'home', { saved: id(100) }) };
    const seen = [ofWeb, ...bystanders];
    const related = new RelatedSources([later, ...bystanders.map((one) => one.source)], seen);
    expect(related.of(ofWeb)).toEqual([later, bystanders[0]?.source]);
  });
});
