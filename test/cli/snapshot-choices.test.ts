import { expect, it } from 'vitest';
import { snapshotChoices } from '../../src/cli/snapshot-choices.ts';

const now = new Date('2026-11-23T15:26:00');
const lines = (choices: readonly { readonly line: string }[]) => choices.map(({ line }) => line);

it('lists snapshots from the newest on, and does not invent a size', () => {
  const snapshot = { host: 'volsync', paths: ['/data'], parent: undefined };
  const summary = { files: 214, bytes: 19_293_798, bytesAdded: 1, bytesStored: 1 };
  const choices = snapshotChoices(
    [
      { ...snapshot, id: 'be33baf0'.repeat(8), time: new Date('2026-11-22T23:00:00'), summary: undefined },
      { ...snapshot, id: '724684cd'.repeat(8), time: new Date('2026-11-23T15:14:00'), summary },
    ],
    now,
  );
  expect(lines(choices)).toEqual([
    '724684cd  2026-11-23 15:14:00  12m ago   18.4 MiB, 214 files',
    'be33baf0  2026-11-22 23:00:00  16h ago   –',
  ]);
});

it('says what later backups added, which going back takes back', () => {
  const made = (hour: number, bytesAdded?: number) => ({
    ...{ id: `be33baf${hour}`.repeat(8), time: new Date(2026, 10, 23, hour), host: 'volsync', paths: ['/data'] },
    ...{ parent: undefined, summary: { files: 214, bytes: 19_293_798, bytesAdded, bytesStored: 1 } },
  });
  const shown = (...snapshots: readonly ReturnType<typeof made>[]) =>
    lines(snapshotChoices(snapshots, now, { hasChanges: true })).map((line) => line.split(' ago ')[1]?.trim());
  expect(shown(made(1, 9), made(2, 2048), made(3, 1024))).toEqual([
    '18.4 MiB  newest',
    '18.4 MiB  1.0 KiB added since',
    '18.4 MiB  3.0 KiB added since',
  ]);
  // If an older restic made one of them, only their number is known.
  expect(shown(made(1, 9), made(2), made(3, 1024)).at(-1)).toBe('18.4 MiB  2 backups since');
});
