import { expect, it } from 'vitest';
import { readTouched } from '../../src/restic/damaged-files.ts';

const blob = (snapshot: string, path: string, time: string) => ({ object_type: 'blob', id: 'b', path, snapshot, time });

it('names snapshots newest first and each file once', () => {
  const found = [
    blob('old', '/b', '2026-11-23T14:00:00Z'),
    blob('new', '/b', '2026-11-24T14:00:00Z'),
    blob('old', '/a', '2026-11-23T14:00:00Z'),
    { object_type: 'tree', id: 't' },
  ];
  expect(readTouched([JSON.stringify(found)])).toEqual({ snapshots: ['new', 'old'], files: ['/a', '/b'] });
});

it('understands an answer in pieces, and refuses half of one', () => {
  const text = JSON.stringify([blob('one', '/a', '2026-11-23T14:00:00Z')]);
  expect(readTouched([text.slice(0, 20), text.slice(20)]).snapshots).toEqual(['one']);
  expect(() => readTouched([text.slice(0, 20)])).toThrow();
});
