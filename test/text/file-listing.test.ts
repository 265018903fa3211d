import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../src/files/file-entry.ts';
import type { LsResult } from '../../src/volume/list-files.ts';
import { lsDocument, renderLs } from '../../src/text/file-listing.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const common = { mode: 0o640, uid: 4000, gid: 4001, time: new Date(2026, 10, 23, 9, 1, 0) };
const entries: readonly FileEntry[] = [
  { ...common, path: '/conf/deep', type: 'dir', size: undefined, mode: 0o2775 },
  { ...common, path: '/conf/deep/x', type: 'file', size: 1229 },
  { ...common, path: '/conf/l', type: 'symlink', size: undefined, target: '../\u001b[2J' },
  { ...common, path: '/conf/two\nlines', type: 'file', size: 0 },
  { ...common, path: '/conf/caf\udce9', type: 'fifo', size: undefined },
];
const result: LsResult = {
  outcome: 'ok',
  target: { namespace: 'home', kind: 'app', app: 'web' },
  place: 'live',
  snapshot: undefined,
  user: { uid: 4000, gid: 4001, groups: [], from: 'mover' },
  path: '/conf',
  entries,
  unreadable: [],
  pod: { namespace: 'home', name: 'volsyncctl-ls-x' },
  tookMs: 1234,
};

describe('renderLs', () => {
  it('names what is in the folder, one on a line, whatever the names', () => {
    expect(renderLs(result, false).split('\n')).toEqual([
      'deep/',
      'deep/x',
      'l',
      String.raw`"two\nlines"`,
      String.raw`"caf\udce9"`,
      '',
    ]);
  });

  it('says mode, owner, size and time, and where links point, without a byte that steers a terminal', () => {
    const text = renderLs(result, true);
    expect(text.split('\n')).toEqual([
      'MODE        OWNER      SIZE     TIME                 NAME',
      'drwxrwsr-x  4000:4001  –        2026-11-23 09:01:00  deep/',
      '-rw-r-----  4000:4001  1.2 KiB  2026-11-23 09:01:00  deep/x',
      String.raw`lrw-r-----  4000:4001  –        2026-11-23 09:01:00  l -> "../\u001b[2J"`,
      String.raw`-rw-r-----  4000:4001  0 B      2026-11-23 09:01:00  "two\nlines"`,
      String.raw`prw-r-----  4000:4001  –        2026-11-23 09:01:00  "caf\udce9"`,
      '',
    ]);
    expect(text).not.toContain('\u001b');
  });

  it('has no table for nothing, and the own name of a file that was asked for', () => {
    expect(renderLs({ ...result, entries: [] }, true)).toBe('');
    expect(renderLs({ ...result, path: '/conf/deep/x', entries: entries.slice(1, 2) }, false)).toBe('x\n');
  });
});

describe('lsDocument', () => {
  it('has whole names, sizes in bytes and modes for chmod', () => {
    const { entries: files, ...rest } = lsDocument(result);
    expect(files.map(({ path, type, mode, size }) => [path, type, mode, size])).toEqual([
      ['/conf/deep', 'dir', '2775', undefined],
      ['/conf/deep/x', 'file', '0640', 1229],
      ['/conf/l', 'symlink', '0640', undefined],
      ['/conf/two\nlines', 'file', '0640', 0],
      ['/conf/caf\udce9', 'fifo', '0640', undefined],
    ]);
    expect(rest).toEqual({
      schema: 'volsyncctl/ls/v1',
      namespace: 'home',
      app: 'web',
      place: 'live',
      snapshot: undefined,
      user: { uid: 4000, gid: 4001, from: 'mover' },
      path: '/conf',
      isWhole: true,
      unreadable: [],
      pods: [result.pod],
      tookSeconds: 1.2,
    });
  });

  it('is not whole where something could not be read, and says of what it is', () => {
    const snapshot = snapshotNamed('be33baf0', '2026-11-23T15:00:05Z');
    const target = { namespace: 'home', kind: 'claim', claim: 'data' } as const;
    const document = lsDocument({ ...result, target, place: 'backup', snapshot, user: undefined, unreadable: ['oh'] });
    expect(document).toMatchObject({ isWhole: false, unreadable: ['oh'], claim: 'data', place: 'backup' });
    expect(document).not.toHaveProperty('app');
    expect(JSON.stringify(document.snapshot)).toContain('be33baf0');
  });
});
