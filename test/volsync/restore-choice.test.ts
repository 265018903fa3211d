import { describe, expect, it } from 'vitest';
import { shortId } from '../../src/restic/snapshots.ts';
import { misread, restoreChoice, restoreOrder } from '../../src/volsync/restore-choice.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

const third = snapshotNamed('cccccccc', '2026-11-22T23:00:00.900Z');
const second = snapshotNamed('bbbbbbbb', '2026-11-21T23:00:00Z');
const first = snapshotNamed('aaaaaaaa', '2026-11-20T23:00:00Z');
const all = [third, second, first];

function chosen(snapshots: Parameters<typeof restoreChoice>[0], previous: number, asOf?: string): string {
  const choice = restoreChoice(snapshots, { previous, asOf: asOf === undefined ? undefined : new Date(asOf) });
  return choice.kind === 'chosen' ? shortId(choice.snapshot.id) : choice.kind;
}

describe('restoreChoice', () => {
  it.each<[string, number, string | undefined, string]>([
    ['the newest without a wish', 0, undefined, 'cccccccc'],
    ['previous: 2', 2, undefined, 'aaaaaaaa'],
    ['previous beyond the last', 3, undefined, 'none'],
    ['as of the second of a snapshot', 0, '2026-11-21T23:00:00Z', 'bbbbbbbb'],
    ['as of a second before it', 0, '2026-11-21T22:59:59Z', 'aaaaaaaa'],
    ['as of its second, with a fraction that the mover does not see', 0, '2026-11-22T23:00:00.100Z', 'cccccccc'],
    ['as of later than all', 0, '2027-01-01T00:00:00Z', 'cccccccc'],
    ['as of before the first', 0, '2026-11-19T00:00:00Z', 'none'],
    ['previous counts on from as-of', 1, '2026-11-21T23:00:00Z', 'aaaaaaaa'],
    ['and may go beyond the last', 2, '2026-11-21T23:00:00Z', 'none'],
  ])('%s', (_what, previous, asOf, expected) => {
    expect(chosen(all, previous, asOf)).toBe(expected);
  });

  it('takes nothing of an empty repository', () => {
    expect(chosen([], 0)).toBe('none');
  });

  it('counts whoever mentions /data: as path, host or tag, and no other', () => {
    const foreign = (id: string, change: object) => snapshotNamed(id, '2026-11-23T01:00:00Z', change);
    expect(chosen([foreign('dddddddd', { host: 'nas', paths: ['/srv/database'] }), ...all], 0)).toBe('dddddddd');
    expect(chosen([foreign('dddddddd', { paths: ['/x'], tags: ['of/data'] }), ...all], 0)).toBe('dddddddd');
    expect(chosen([foreign('dddddddd', { paths: ['/home', '/x'] }), ...all], 0)).toBe('cccccccc');
    expect(chosen([foreign('dddddddd', { paths: ['data'] }), ...all], 0)).toBe('cccccccc');
  });

  it('knows two of one second as the newer one, which takes both places', () => {
    const late = snapshotNamed('eeeeeeee', '2026-11-21T23:00:00.400Z');
    const order = restoreOrder([third, late, second, first]);
    expect(order.map(({ id }) => shortId(id))).toEqual(['cccccccc', 'eeeeeeee', 'eeeeeeee', 'aaaaaaaa']);
    expect(chosen([third, late, second, first], 2)).toBe('eeeeeeee');
  });

  it('does not guess between two of the very same time, and is sure of the others', () => {
    const twin = snapshotNamed('eeeeeeee', '2026-11-21T23:00:00Z');
    expect(chosen([third, twin, second, first], 1)).toBe('unclear');
    expect(chosen([third, twin, second, first], 0)).toBe('cccccccc');
    expect(chosen([third, twin, second, first], 3)).toBe('aaaaaaaa');
  });

  it('does not guess where the mover misreads a line, whatever is asked', () => {
    const mixed = snapshotNamed('eeeeeeee', '2026-11-01T00:00:00Z', { host: 'nas', paths: ['/etc', '/data'] });
    expect(chosen([...all, mixed], 0)).toBe('unclear');
    expect(misread([...all, mixed])).toMatch(/^snapshot eeeeeeee has several paths/);
    expect(misread(all)).toBeUndefined();
  });
});
