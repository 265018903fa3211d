import { describe, expect, it } from 'vitest';
import { idsOf, snapshotsCalled } from '../../src/restic/snapshot-ids.ts';
import { snapshotNamed, wholeId } from '../fakes/repository-objects.ts';

const ours = snapshotNamed('724684cd', '2026-11-23T15:00:05Z');
const before = snapshotNamed('0b', '2026-11-23T14:00:05Z');

describe('idsOf', () => {
  it('goes back over every step that is still there, and ends in a circle', () => {
    const first = { ...ours, original: wholeId('01') };
    const second = { ...before, original: first.id };
    expect(idsOf(second, [second, first])).toEqual([second.id, first.id, wholeId('01')]);
    const circle = { ...first, original: second.id };
    expect(idsOf(second, [second, circle])).toEqual([second.id, circle.id]);
  });
});

describe('snapshotsCalled', () => {
  const tagged = { ...before, original: ours.id };

  it.each([
    ['724684cd', [ours], [ours]],
    ['724684cd', [tagged], [tagged]],
    ['724684cd', [ours, tagged], [ours, tagged]],
    ['724684cd11', [ours, tagged], []],
    [ours.id, [before, ours], [ours]],
    [undefined, [ours], []],
    ['724684ce', [ours], []],
  ])('%s', (name, snapshots, expected) => {
    expect(snapshotsCalled(name, snapshots)).toEqual(expected);
  });
});
