import { describe, expect, it } from 'vitest';
import { versionsOf } from '../../../../src/commands/history/judgement/versions.ts';
import { snapshotNamed } from '../../../fakes/repository-objects.ts';

const snapshots = [5, 4, 3, 2, 1].map((hour) => snapshotNamed(`${hour}0000000`, `2026-11-22T0${hour}:00:00Z`));
const entry = {
  ...{ path: '/a', type: 'file', mode: 0o644, uid: 1, gid: 1, size: 3 },
  time: new Date('2026-11-20T00:00:00Z'),
};

/** The versions over the five snapshots, newest first, of a path with these entries. */
function versions(entries: readonly (Partial<typeof entry> | undefined)[], gaps: readonly string[] = []) {
  const found = entries.flatMap((change, index) => {
    const id = snapshots[index]?.id ?? '';
    return change === undefined
      ? []
      : [
          [
            id,
            [
              { ...entry, path: '/a/beneath' },
              { ...entry, ...change },
            ],
          ] as const,
        ];
  });
  const facts = { snapshots, matches: new Map(found), gaps };
  return versionsOf('/a', facts).map(({ state, count, oldest, newest }) =>
    [state, count, oldest.id[0], newest.id[0]].join(' '),
  );
}

describe('versionsOf', () => {
  it('is one version where nothing changed', () => {
    expect(versions([{}, {}, {}, {}, {}])).toEqual(['present 5 1 5']);
  });

  it('shows when a path vanished and came back', () => {
    expect(versions([{}, undefined, undefined, {}, {}])).toEqual(['present 1 5 5', 'absent 2 3 4', 'present 2 1 2']);
  });

  it.each<[string, Partial<typeof entry>]>([
    ['size', { size: 4 }],
    ['modification time', { time: new Date('2026-11-21T00:00:00Z') }],
    ['type', { type: 'symlink' }],
    ['mode', { mode: 0o600 }],
    ['owner', { uid: 2 }],
    ['group', { gid: 2 }],
  ])('begins a version where the %s changed', (_what, change) => {
    expect(versions([change, change, {}, {}, {}])).toEqual(['present 2 4 5', 'present 3 1 3']);
  });

  it('takes no other path for it', () => {
    expect(versions([{ path: '/a2' }, {}, {}, {}, {}])).toEqual(['absent 1 5 5', 'present 4 1 4']);
  });

  it('calls no snapshot one without the path where restic could not read everything', () => {
    expect(versions([{}, undefined, {}, {}, {}], ['gone'])).toEqual([
      'present 1 5 5',
      'unknown 1 4 4',
      'present 3 1 3',
    ]);
  });
});
