import { describe, expect, it } from 'vitest';
import { readMoverLog } from '../../src/restic/mover-log.ts';

const backup = `using parent snapshot be33baf0
Added to the repository: 1.014 KiB (862 B stored)
processed 1,234 files, 31.500 MiB in 0:01
snapshot 724684cd saved
Restic completed in 3s`;

const locked = `unable to create lock in backend: repository is already locked exclusively by PID 43 on volsync-src-sonarr-x2k by  (UID 4000, GID 4000)
lock was created at 2026-11-23 09:14:05 (3h20m0.5s ago)
storage ID 4be1c0de`;

describe('readMoverLog', () => {
  it('reads a backup', () => {
    expect(readMoverLog(backup)).toMatchObject({
      snapshot: '724684cd',
      parent: 'be33baf0',
      files: 1234,
      bytesProcessed: 33_030_144,
      bytesAdded: 1038,
      bytesStored: 862,
      seconds: 3,
      isEmpty: false,
      lock: undefined,
    });
  });

  it('claims no snapshot for a line that was cut or only resembles one', () => {
    for (const text of [
      'hot 724684cd saved',
      'snapshot 724684cd saved?',
      'snapshot 7246 saved',
      'my snapshot 724684cd saved',
      '',
    ]) {
      expect(readMoverLog(text).snapshot).toBeUndefined();
    }
  });

  it('knows an empty volume', () => {
    expect(
      readMoverLog('== Checking directory for content ===\n== Directory is empty skipping backup ==='),
    ).toMatchObject({
      isEmpty: true,
      snapshot: undefined,
    });
  });

  it('reads who holds the lock', () => {
    expect(readMoverLog(locked).lock).toEqual({
      isExclusive: true,
      pid: 43,
      host: 'volsync-src-sonarr-x2k',
      since: '2026-11-23 09:14:05',
    });
  });

  it.each([
    ['restoring snapshot bc804ee1 of [/data] at 2026-11-23 15:26:00.1 +0000 UTC by @volsync to .', 'bc804ee1', false],
    [
      'created restic repository 8a at /r\nNo eligible snapshots found\n=== No data will be restored ===',
      undefined,
      true,
    ],
  ])('reads a restore: %s', (text, restoredSnapshot, hasRestoredNothing) => {
    expect(readMoverLog(text)).toMatchObject({ restoredSnapshot, hasRestoredNothing });
  });
});
