import { expect, it } from 'vitest';
import { namespaceChoices, subjectChoices, type ChoosableVolume } from '../../src/cli/app-choices.ts';

const now = new Date('2026-11-23T15:26:00');
const all: readonly ChoosableVolume[] = [
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
