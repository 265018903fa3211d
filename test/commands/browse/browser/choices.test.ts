import { expect, it } from 'vitest';
import {
  namespaceChoices,
  targetChoices,
  snapshotChoices,
  subjectChoices,
  type Browsable,
} from '../../../../src/commands/browse/browser/choices.ts';

const now = new Date('2026-11-23T15:26:00');
const all: readonly Browsable[] = [
  { kind: 'pvc', namespace: 'home', name: 'attic' },
  {
    kind: 'app',
    namespace: 'home',
    name: 'web',
    lastBackup: { id: '724684cd'.repeat(8), time: new Date('2026-11-23T15:14:00') },
  },
  { kind: 'app', namespace: 'home', name: 'mail' },
  {
    kind: 'app',
    namespace: 'home',
    name: 'blog',
    lastBackup: { id: undefined, time: new Date('2026-11-23T14:26:00') },
  },
  { kind: 'pvc', namespace: 'a-cellar', name: 'wine' },
];
const lines = (choices: readonly { readonly line: string }[]) => choices.map(({ line }) => line);

it('lists namespaces by name, with what is in them', () => {
  expect(lines(namespaceChoices(all))).toEqual(['a-cellar  1 PVC', 'home      3 apps, 1 PVC']);
});

it('lists the apps of a namespace with their last backup, then the claims', () => {
  expect(lines(subjectChoices(all, 'home', now))).toEqual([
    'blog       (60m ago)',
    'mail       (no backup known)',
    'web        (724684cd, 12m ago)',
    'pvc/attic',
  ]);
  expect(subjectChoices(all, 'home', now).at(-1)).toMatchObject({ short: 'pvc/attic', value: { name: 'attic' } });
});

it('offers three places, and says why one cannot be had', () => {
  expect(targetChoices({ backup: 'no repository' }).map(({ value, refused }) => [value, refused])).toEqual([
    ['live', undefined],
    ['snapshot', undefined],
    ['backup', 'no repository'],
  ]);
});

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
