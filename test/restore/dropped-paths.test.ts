import { expect, it } from 'vitest';
import { droppedPaths } from '../../src/restore/dropped-paths.ts';

const sent = {
  trigger: { manual: 'tag' },
  restic: {
    repository: 's',
    moverVolumes: [{ mountPath: 'a', volumeSource: { nfs: { server: 'nas' } } }],
    previous: 0,
  },
};

it('finds nothing where all came back, in whatever values', () => {
  expect(droppedPaths(sent, structuredClone(sent))).toEqual([]);
  expect(droppedPaths({ a: { b: '1024Mi' } }, { a: { b: '1Gi', c: 'default' }, d: 1 })).toEqual([]);
});

it.each<[string, unknown, readonly string[]]>([
  ['a field', { ...sent, restic: { ...sent.restic, moverVolumes: undefined } }, ['restic.moverVolumes']],
  ['all', {}, ['trigger', 'restic']],
  ['nothing at all', undefined, ['trigger', 'restic']],
  [
    'a field in a list',
    { ...sent, restic: { ...sent.restic, moverVolumes: [{ mountPath: 'a', volumeSource: {} }] } },
    ['restic.moverVolumes[0].volumeSource.nfs'],
  ],
  [
    'an entry of a list',
    { ...sent, restic: { ...sent.restic, moverVolumes: [] } },
    ['restic.moverVolumes[0].mountPath', 'restic.moverVolumes[0].volumeSource'],
  ],
])('names what was dropped: %s', (_what, answered, paths) => {
  expect(droppedPaths(sent, answered)).toEqual(paths);
});

it('does not miss what is nothing', () => {
  expect(droppedPaths({ a: {}, b: [], c: null, d: undefined }, {})).toEqual([]);
});
