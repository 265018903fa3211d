import { describe, expect, it } from 'vitest';
import type { ListedRepository, Listing } from '../../../../src/restic/listing.ts';
import { judgeListing, type ListingFacts } from '../../../../src/commands/verify/judgement/listing-verdict.ts';
import type { ReplicationSource } from '../../../../src/volsync/types.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';

const now = new Date('2026-11-24T15:30:00Z');
const fresh: ListedRepository = {
  path: '/repository/home-web',
  hasConfig: true,
  snapshots: 3,
  newest: new Date('2026-11-24T15:00:05Z'),
  locks: 0,
  oldestLock: undefined,
  bytes: 1024,
  parts: { keys: 'yes', index: 'yes', packs: 'yes' },
  emptySnapshots: 0,
  ids: ['724684cd', 'aaaaaaaa', 'bbbbbbbb'],
};
const source: ReplicationSource = {
  metadata: { namespace: 'home', name: 'web' },
  spec: { sourcePVC: 'web', trigger: { schedule: '0 * * * *' }, restic: { repository: 'web-secret' } },
};

const synced = sourceObject({}, { lastSyncTime: '2026-11-24T15:00:12Z' });
const retried = sourceObject({}, { lastSyncTime: '2026-11-24T15:00:12Z', lastSyncDuration: '3h0m12s' });

function listing(repositories: readonly ListedRepository[], unreadable: readonly string[] = []): Listing {
  return { time: now, repositories, unreadable, addresses: new Map(), isWhole: true };
}

function judged(facts: Partial<ListingFacts>) {
  const all = { source, listing: listing([fresh]), address: fresh.path, now, maxAgeMs: undefined, ...facts };
  const { verdict, reason, message } = judgeListing(all).judgement;
  return { verdict, reason, message };
}

describe('by the files of its repository an app', () => {
  it.each<[string, Partial<ListingFacts>, string]>([
    ['whose repository is not there', { address: '/repository/home-wbe' }, 'repository-missing'],
    ['without a config', { listing: listing([{ ...fresh, hasConfig: false }]) }, 'repository-missing'],
    ['without a snapshot', { listing: listing([{ ...fresh, snapshots: 0, newest: undefined }]) }, 'no-snapshot'],
    [
      'that is late by its schedule',
      { listing: listing([{ ...fresh, newest: new Date('2026-11-24T13:00:05Z') }]) },
      'stale',
    ],
    ['without a pack', { listing: listing([{ ...fresh, parts: { ...fresh.parts, packs: 'no' } }]) }, 'damaged'],
    ['without an index', { listing: listing([{ ...fresh, parts: { ...fresh.parts, index: 'no' } }]) }, 'damaged'],
    ['without a key', { listing: listing([{ ...fresh, parts: { ...fresh.parts, keys: 'no' } }]) }, 'damaged'],
    ['with nothing but empty snapshots', { listing: listing([{ ...fresh, emptySnapshots: 3, ids: [] }]) }, 'damaged'],
    [
      'without the snapshot that VolSync reports',
      { listing: listing([{ ...fresh, ids: ['aaaaaaaa'] }]), source: synced },
      'mismatch',
    ],
    ['that was copied long before it was saved', { source: retried }, 'stale'],
    ['that is older than --max-age', { maxAgeMs: 60_000 }, 'stale'],
    ['whose Secret is not there', { address: { why: 'absent' } }, 'secret-missing'],
  ])('%s is unprotected', (_, facts, reason) => {
    expect(judged(facts)).toMatchObject({ verdict: 'unprotected', reason });
  });

  it.each<[string, Partial<ListingFacts>, string]>([
    ['whose Secret is in another namespace', { address: { why: 'hidden' } }, 'no-evidence'],
    ['whose repository is on no volume', { address: { why: 'elsewhere' } }, 'no-evidence'],
    [
      'whose folder may not be read',
      { address: '/repository/home-mail', listing: listing([fresh], ['/repository/home-mail']) },
      'repository-unreachable',
    ],
    [
      'below a folder that may not be read',
      { address: '/repository/secret/home-mail', listing: listing([fresh], ['/repository/secret']) },
      'repository-unreachable',
    ],
    [
      'whose snapshots may not be read',
      {
        listing: listing([{ ...fresh, snapshots: 0, newest: undefined }], ['/repository/home-web/snapshots']),
      },
      'repository-unreachable',
    ],
    [
      'of which a part may not be read',
      { listing: listing([fresh], ['/repository/home-web/data/0f']) },
      'repository-unreachable',
    ],
    ['with an empty snapshot among others', { listing: listing([{ ...fresh, emptySnapshots: 1 }]) }, 'damaged'],
    [
      'with a newer snapshot than the one that VolSync reported',
      { listing: listing([{ ...fresh, ids: ['aaaaaaaa'], newest: new Date('2026-11-24T15:10:00Z') }]), source: synced },
      'files-present',
    ],
    ['with a fresh snapshot at its very address', {}, 'files-present'],
    ['with the snapshot that VolSync reports', { source: synced }, 'files-present'],
    ['with the same address in other words', { address: '/repository//home-web/' }, 'files-present'],
    [
      'whose parts may not be read',
      { listing: listing([{ ...fresh, parts: { keys: 'unknown', index: 'unknown', packs: 'unknown' } }]) },
      'files-present',
    ],
  ])('%s is unknown', (_, facts, reason) => {
    expect(judged(facts)).toMatchObject({ verdict: 'unknown', reason });
  });

  it('has the hint about privileged movers where its mover may not read the repository', () => {
    for (const folder of ['snapshots', 'keys']) {
      const facts = { source, address: fresh.path, now, maxAgeMs: undefined };
      const { judgement } = judgeListing({ ...facts, listing: listing([fresh], [`${fresh.path}/${folder}`]) });
      expect(judgement.hint).toBe('kubectl annotate namespace home volsync.backube/privileged-movers=true');
    }
  });

  it('names the repository that it is judged by', () => {
    expect(
      judgeListing({ source, listing: listing([fresh]), address: fresh.path, now, maxAgeMs: undefined }).repository,
    ).toBe(fresh);
  });

  it('is told of a repository of its name, which proves nothing', () => {
    const { verdict, message } = judged({ address: { why: 'hidden' } });
    expect(verdict).toBe('unknown');
    expect(message).toContain('/repository/home-web has its name, with 3 snapshots');
  });
});
