import { describe, expect, it } from 'vitest';
import { readMoverLog } from '../../src/restic/mover-log.ts';

/** As restic 0.18.1 and the mover's script of VolSync 0.16.0 wrote it. */
const first = `Starting container
== Checking directory for content ===
=== Check for dir initialized ===
=== Initialize Dir ===
created restic repository 28c963209a at /repository/web
=== Starting backup ===
/data /
no parent snapshot found, will read all files

Files:           1 new,     0 changed,     0 unmodified
Dirs:            0 new,     0 changed,     0 unmodified
Added to the repository: 353 B (375 B stored)

processed 1 files, 3 B in 0:00
snapshot 7021d058 saved
/
=== Starting forget ===
keep 1 snapshots:
7021d058  2026-11-23 23:13:16  volsync                 last snapshot  /data  3 B
Restic completed in 5s
=== Done ===`;

/** As VolSync stores it. */
const stored = `using parent snapshot 7021d058
Added to the repository: 0 B   (0 B   stored)
processed 1234 files, 31.500 MiB in 1:00:01
snapshot 301d80ea saved
Restic completed in 2s`;

const nothing = {
  snapshot: undefined,
  parent: undefined,
  files: undefined,
  bytesProcessed: undefined,
  bytesAdded: undefined,
  bytesStored: undefined,
  isEmpty: false,
  hasCreatedRepository: false,
  restoredSnapshot: undefined,
  hasRestoredNothing: false,
  seconds: undefined,
  unremoved: 0,
  unreadable: [],
};

describe('readMoverLog', () => {
  it('reads a first backup, whole', () => {
    expect(readMoverLog(first)).toEqual({
      ...nothing,
      snapshot: '7021d058',
      files: 1,
      bytesProcessed: 3,
      bytesAdded: 353,
      bytesStored: 375,
      hasCreatedRepository: true,
      seconds: 5,
    });
  });

  it('reads what VolSync stores of a later one, and takes lines as well', () => {
    const expected = {
      ...nothing,
      snapshot: '301d80ea',
      parent: '7021d058',
      files: 1234,
      bytesProcessed: 33_030_144,
      bytesAdded: 0,
      bytesStored: 0,
      seconds: 2,
    };
    expect(readMoverLog(stored)).toEqual(expected);
    expect(readMoverLog(stored.split('\n'))).toEqual(expected);
  });

  it('reads the sizes as exactly as restic prints them', () => {
    const text = 'Added to the repository: 1.014 KiB (862 B stored)\nprocessed 2 files, 1.250 TiB in 0:09';
    expect(readMoverLog(text)).toMatchObject({ bytesAdded: 1038, bytesStored: 862, bytesProcessed: 1_374_389_534_720 });
  });

  it('knows an empty volume', () => {
    const text = '== Checking directory for content ===\n== Directory is empty skipping backup ===';
    expect(readMoverLog(text)).toEqual({ ...nothing, isEmpty: true });
  });

  it.each([
    ['a line that was cut at its start', 'hot 724684cd saved'],
    ['a line that was cut at its end', 'snapshot 724684cd sav'],
    ['an id that was cut', 'snapshot 7246 saved'],
    ['a file that is named like it', '/data/snapshot 724684cd saved'],
    ['a backup that was skipped', 'skipped creating snapshot'],
    ['nothing', ''],
  ])('claims no snapshot for %s', (_, text) => {
    expect(readMoverLog(text).snapshot).toBeUndefined();
  });

  it.each([
    ['restoring snapshot bc804ee1 of [/data] at 2026-11-23 15:26:00.1 +0000 UTC by @volsync to .', 'bc804ee1', false],
    [
      'created restic repository 8a at /r\nNo eligible snapshots found\n=== No data will be restored ===',
      undefined,
      true,
    ],
    ['=== No data will be restored ===', undefined, true],
  ])('reads a restore: %s', (text, restoredSnapshot, hasRestoredNothing) => {
    expect(readMoverLog(text)).toMatchObject({ restoredSnapshot, hasRestoredNothing });
  });

  it('lists what could not be read', () => {
    const text = `error: /data/secret: open secret: permission denied
error: openfile for readdirnames failed: open sub: permission denied
snapshot b1f02f5c saved
Warning: at least one source file could not be read`;
    expect(readMoverLog(text)).toMatchObject({
      snapshot: 'b1f02f5c',
      seconds: undefined,
      unremoved: 0,
      unreadable: [
        '/data/secret: open secret: permission denied',
        'openfile for readdirnames failed: open sub: permission denied',
      ],
    });
  });
});
