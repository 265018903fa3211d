import { expect, it } from 'vitest';
import { placeText, targetText } from '../../src/render/inside.ts';
import { snapshotNamed } from '../repository-objects.ts';

it('tells an app from a volume of the same name', () => {
  expect(targetText({ namespace: 'home', kind: 'app', app: 'web' })).toBe('home/web');
  expect(targetText({ namespace: 'home', kind: 'claim', claim: 'web' })).toBe('home/pvc/web');
});

it('says what is looked at, and never calls a frozen copy or a backup live', () => {
  const snapshot = snapshotNamed('be33baf0', new Date(2026, 10, 23, 15, 0, 5).toISOString());
  expect(placeText('live', undefined)).toBe('live, read-only');
  expect(placeText('snapshot', undefined)).toBe('VolumeSnapshot of now, read-only');
  expect(placeText('backup', snapshot)).toBe('backup be33baf0 of 2026-11-23 15:00:05');
  expect(placeText('backup', undefined)).toBe('backup');
});
