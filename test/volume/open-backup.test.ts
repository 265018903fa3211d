import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { withOpenedVolume } from '../../src/volume/with-opened-volume.ts';
import type { BackupSelector } from '../../src/volume/options.ts';
import { caught } from '../fakes/api-server/caught.ts';
import { printedSnapshots, snapshotNamed, wholeId } from '../fakes/repository-objects.ts';
import type { World } from '../fakes/helper-pod-world.ts';
import { left, opened, options, programs, web, worldWith } from '../fakes/volume-look.ts';

const older = snapshotNamed('4be1aaaa', '2026-11-22T15:00:05Z');
const newer = snapshotNamed('4be1c0de', '2026-11-23T15:00:05Z');

async function look(selector: BackupSelector, said?: Parameters<typeof programs>[1]) {
  const world = worldWith();
  programs(world, said ?? (() => ({ out: printedSnapshots(older, newer) })));
  return withBackup(world, selector);
}

async function withBackup(world: World, selector: BackupSelector) {
  try {
    const { snapshot } = await withOpenedVolume(
      web,
      { ...options, origin: { kind: 'backup', selector } },
      world,
      opened,
    );
    return snapshot?.id;
  } finally {
    expect(left(world)).toBe(0);
  }
}

const missing = 'Ignoring "9f": could not load snapshot 9f: ciphertext verification failed';
const ignoring = () => ({ out: printedSnapshots(older, newer), errors: `${missing}\n` });

describe('a backup is not opened at the wrong snapshot', () => {
  it.each<[string, BackupSelector]>([
    ['latest', { name: 'latest' }],
    ['a time', { asOf: new Date('2026-11-23T00:00:00Z') }],
    ['an id that was not seen', { name: '9f' }],
  ])('where restic could not read all of them: %s', async (_what, selector) => {
    const failure = await caught(look(selector, ignoring));
    expect(failure).toMatchObject({ kind: 'unknown', details: [missing] });
  });

  it('by an id that may be any of two', async () => {
    expect(await caught(look({ name: '4be1' }))).toMatchObject({
      kind: 'usage',
      message: '4be1 may be any of 4be1c0de, 4be1aaaa: more of the id is needed.',
    });
  });

  it('where what restic prints is not understood', async () => {
    expect((await caught(look({ name: 'latest' }, () => ({ out: '[{"id":' })))).kind).toBe('unknown');
  });

  it('where there is none', async () => {
    expect((await caught(look({ name: 'latest' }, () => ({ out: '[]' })))).kind).toBe('unprotected');
    expect((await caught(look({ name: 'abcd' }))).kind).toBe('unprotected');
    const failure = await caught(look({ asOf: new Date('2026-11-01T00:00:00Z') }));
    expect(failure.kind).toBe('unprotected');
    expect(failure.message).toContain('the oldest is 4be1aaaa of 2026-11-22T15:00:05.000Z');
    expect(failure.hint).toBe('volsyncctl snapshots web -n home');
  });
});

describe('a pod that somebody deletes', () => {
  it.each(['deleted', 'there'])('is the reason of what came of it only where it is so: %s', async (how) => {
    const world = worldWith();
    programs(world, ({ namespace, name }) => {
      if (how === 'deleted') world.cluster.remove(resources.pods, { namespace, name });
      return { exitCode: 137, errors: 'cut' };
    });
    const failure = await caught(withBackup(world, { name: 'latest' }));
    expect(failure.message).toMatch(
      how === 'deleted' ? /^The helper pod home\/\S+ was deleted while it was in use/ : /^The backup/,
    );
    expect(failure.kind).toBe('unknown');
  });
});

describe('a backup is opened', () => {
  it.each<[string, BackupSelector, string]>([
    ['at the newest', { name: 'latest' }, '4be1c0de'],
    ['by the beginning of an id', { name: '4be1a' }, '4be1aaaa'],
    ['at a time, by the newest before it', { asOf: new Date('2026-11-23T15:00:00Z') }, '4be1aaaa'],
    ['at the very time', { asOf: newer.time }, '4be1c0de'],
  ])('%s', async (_how, selector, id) => {
    expect(await look(selector)).toBe(wholeId(id));
  });

  it('by a whole id although others could not be read', async () => {
    expect(await look({ name: '4be1c0de' }, ignoring)).toBe(wholeId('4be1c0de'));
  });
});

it('that may not be read, or does not answer, says nothing about its snapshots', async () => {
  const closed = 'Fatal: open /repository/home-web/snapshots: permission denied\n';
  const failure = await caught(look({ name: 'latest' }, () => ({ errors: closed, exitCode: 1 })));
  expect(failure).toMatchObject({
    kind: 'unknown',
    hint: 'kubectl annotate namespace home volsync.backube/privileged-movers=true',
  });
  const silent = 'Fatal: unable to open config file: Get "http://nas/config": dial tcp: connection refused\n';
  expect(await caught(look({ name: 'latest' }, () => ({ errors: silent, exitCode: 1 })))).toMatchObject({
    kind: 'unknown',
  });
});

it('that a password does not open says so, without credentials', async () => {
  const errors = 'Fatal: wrong password or no key found\n';
  const failure = await caught(look({ name: 'latest' }, () => ({ errors, exitCode: 12 })));
  expect(failure.kind).toBe('failed');
  expect(failure.message).toMatch(/^The backup of home\/web cannot be opened: .*password/);
  expect(failure.hint).toBeDefined();
});

describe('a program beside the repository', () => {
  const missing = { errors: 'Fatal: repository does not exist: unable to open config file\n', exitCode: 10 };
  const locked = { errors: 'Fatal: wrong password or no key found\n', exitCode: 12 };

  async function run(
    said: { out?: string; errors?: string; exitCode?: number },
    selector: BackupSelector = { name: 'latest' },
  ) {
    const world = worldWith();
    programs(world, () => said);
    const place = { kind: 'backup', selector } as const;
    try {
      const inside = await withOpenedVolume(web, { ...options, origin: place, needsSnapshot: false }, world, opened);
      return { inside, warnings: world.events.filter(({ type }) => type === 'warning') };
    } finally {
      expect(left(world)).toBe(0);
    }
  }

  it.each([
    ['an empty one', { out: '[]' }, 'no snapshot exists yet: the repository is empty; $SNAPSHOT is not set'],
    ['one that is not made yet', missing, 'no snapshot exists yet: there is no repository; $SNAPSHOT is not set'],
  ])('runs without a snapshot: %s', async (_what, said, words) => {
    const { inside, warnings } = await run(said);
    expect(inside.snapshot).toBeUndefined();
    expect(inside.files.program(['df'], '/').join(' ')).not.toContain('SNAPSHOT=');
    expect(() => inside.files.list('/', false, () => undefined)).toThrow();
    const app = { namespace: 'home', name: 'web' };
    expect(warnings).toEqual([{ type: 'warning', app, words, hint: 'volsyncctl trigger web -n home' }]);
  });

  it('has the newest where there is one', async () => {
    const { inside, warnings } = await run({ out: printedSnapshots(older, newer) });
    expect(inside.files.program(['df'], '/').join(' ')).toContain('SNAPSHOT=4be1c0de ');
    // Nothing says that there is none; its owner may be in doubt.
    expect(warnings.filter((warning) => 'words' in warning && warning.words.includes('$SNAPSHOT'))).toEqual([]);
  });

  it('is refused where the snapshot was named, and where the repository does not open', async () => {
    expect((await caught(run({ out: '[]' }, { name: 'abcd' }))).kind).toBe('unprotected');
    expect((await caught(run(missing, { asOf: newer.time }))).kind).toBe('unprotected');
    expect((await caught(run(locked))).kind).toBe('failed');
  });
});

it('of a claim is refused: a claim has none', async () => {
  const world = worldWith();
  const place = { kind: 'backup', selector: { name: 'latest' } } as const;
  const target = { namespace: 'home', kind: 'claim', claim: 'data' } as const;
  const failure = await caught(withOpenedVolume(target, { ...options, origin: place }, world, opened));
  expect(failure.kind).toBe('usage');
  expect(world.cluster.count('create')).toBe(0);
});
