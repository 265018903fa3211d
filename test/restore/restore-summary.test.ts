import { describe, expect, it } from 'vitest';
import { restoreSummary } from '../../src/restore/restore-summary.ts';
import { snapshotAt } from '../fakes/repository-objects.ts';

const snapshot = snapshotAt('2026-11-22T23:00:00Z', {
  summary: { files: 214, bytes: 19_000_000, bytesAdded: undefined, bytesStored: undefined },
});

describe('restoreSummary', () => {
  it('reads what restic says at the end', () => {
    expect(restoreSummary(['x', 'Summary: Restored 221 files/dirs (18.123 MiB) in 0:03'], snapshot)).toEqual({
      entries: 221,
      bytes: Math.round(18.123 * 1024 * 1024),
    });
  });

  it.each<[string, readonly string[], string]>([
    ['nothing said', ['restoring snapshot'], 'unknown'],
    ['a part', ['Summary: Restored 221 / 230 files/dirs (1.000 MiB / 2.000 MiB) in 0:03'], 'failed'],
    ['fewer than the snapshot has files', ['Summary: Restored 213 files/dirs (18.123 MiB) in 0:03'], 'failed'],
  ])('is no success: %s', (_what, lines, kind) => {
    expect(() => restoreSummary(lines, snapshot)).toThrow(expect.objectContaining({ kind }) as Error);
  });

  it('believes all of an old snapshot that does not say how much it has', () => {
    const old = { ...snapshot, summary: undefined };
    expect(restoreSummary(['Summary: Restored 2 files/dirs (31 B) in 0:00'], old)).toEqual({ entries: 2, bytes: 31 });
  });
});
