import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listingCommand } from '../../src/commands/verify/judgement/listing-script.ts';
import { readRepositoryListing } from '../../src/restic/listing.ts';

const mark = 'volsyncctl-0123456789abcdef';
let root: string;

beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'volsyncctl-listing-'));
  repository('web', { snapshots: ['abcdef0123', 'b'], locks: ['old'] });
  writeFileSync(path.join(root, 'web', 'snapshots', 'b'), '');
  utimesSync(path.join(root, 'web', 'snapshots', 'b'), 1_700_000_001, 1_700_000_001);
  mkdirSync(path.join(root, 'web', 'data', 'ab'));
  mkdirSync(path.join(root, 'web', 'keys'));
  for (const file of ['data/ab/pack', 'keys/key']) writeFileSync(path.join(root, 'web', file), 'x');
  repository('nested/deep/er/mail', { snapshots: ['a'] });
  repository('empty', {});
  repository('no-config', { snapshots: ['a'], config: false });
  repository(`line\nend ${mark} repository yes 9 - 0 - 1 /fake`, { snapshots: ['a'] });
  mkdirSync(path.join(root, 'nothing', 'here'), { recursive: true });
  symlinkSync(root, path.join(root, 'loop'));
});

afterAll(() => rmSync(root, { recursive: true }));

function repository(name: string, { snapshots = [], locks = [], config = true }: Made): void {
  const folder = path.join(root, name);
  for (const part of ['snapshots', 'locks', 'data']) mkdirSync(path.join(folder, part), { recursive: true });
  if (config) writeFileSync(path.join(folder, 'config'), 'x');
  for (const [index, snapshot] of snapshots.entries()) {
    const file = path.join(folder, 'snapshots', snapshot);
    writeFileSync(file, 'x');
    utimesSync(file, 1_700_000_000 + index, 1_700_000_000 + index);
  }
  for (const lock of locks) {
    writeFileSync(path.join(folder, 'locks', lock), 'x');
    utimesSync(path.join(folder, 'locks', lock), 1_600_000_000, 1_600_000_000);
  }
}

interface Made {
  readonly snapshots?: readonly string[];
  readonly locks?: readonly string[];
  readonly config?: boolean;
}

function list(env: Record<string, string> = {}, folders = [root]): string[] {
  const [command = '', ...args] = listingCommand(mark, folders);
  const search = process.env['PATH'] ?? '';
  return execFileSync(command, args, { env: { PATH: search, ...env }, encoding: 'utf8' }).split('\n');
}

describe('a listing of repositories', () => {
  it('finds each one, with its snapshots, locks and size, and no link', () => {
    const listing = readRepositoryListing(list(), mark);
    expect(listing.isWhole).toBe(true);
    expect(listing.time?.getTime()).toBeGreaterThan(Date.parse('2026-01-01'));
    const found = new Map(listing.repositories.map((one) => [path.relative(root, one.path), one]));
    expect([...found.keys()].sort()).toEqual([
      'empty',
      `line?end ${mark} repository yes 9 - 0 - 1 /fake`,
      'nested/deep/er/mail',
      'no-config',
      'web',
    ]);
    expect(found.get('web')).toMatchObject({
      hasConfig: true,
      snapshots: 2,
      newest: new Date(1_700_000_001_000),
      locks: 1,
      oldestLock: new Date(1_600_000_000_000),
    });
    expect(found.get('web')?.bytes).toBeGreaterThan(0);
    expect(found.get('web')).toMatchObject({
      parts: { keys: 'yes', index: 'no', packs: 'yes' },
      emptySnapshots: 1,
      ids: ['abcdef01'],
    });
    expect(found.get('empty')?.parts).toEqual({ keys: 'no', index: 'no', packs: 'no' });
    expect(found.get('empty')).toMatchObject({ hasConfig: true, snapshots: 0, newest: undefined, locks: 0 });
    expect(found.get('no-config')).toMatchObject({ hasConfig: false, snapshots: 1 });
  });

  it('shows the addresses of apps that are paths, and of no other', () => {
    const lines = list({ ADDRESS_0: `${root}/web`, ADDRESS_11: 'rest:https://user:secret@nas/x', ADDRESS_2: '' });
    expect(readRepositoryListing(lines, mark).addresses).toEqual(
      new Map([
        [0, `${root}/web`],
        [11, undefined],
        [2, undefined],
      ]),
    );
    expect(lines.join('\n')).not.toContain('secret');
  });

  it('says which folders may not be read', () => {
    expect(readRepositoryListing(list({}, [path.join(root, 'not-there')]), mark).unreadable).toEqual([
      path.join(root, 'not-there'),
    ]);
  });

  it('is not whole when its log was cut at either end', () => {
    const lines = list().filter((line) => line !== '');
    expect(readRepositoryListing(lines.slice(0, -1), mark).isWhole).toBe(false);
    expect(readRepositoryListing(lines.slice(1), mark).isWhole).toBe(false);
    expect(readRepositoryListing([], mark).isWhole).toBe(false);
  });
});
