import { expect, it } from 'vitest';
import { dataSourceText, targetText } from '../../src/text/volume.ts';
import { snapshotNamed } from '../fakes/repository-objects.ts';

it('tells an app from a volume of the same name', () => {
  expect(targetText({ namespace: 'home', kind: 'app', app: 'web' })).toBe('home/web');
  expect(targetText({ namespace: 'home', kind: 'claim', claim: 'web' })).toBe('home/pvc/web');
});

it('says what is looked at, and never calls a frozen copy or a backup live', () => {
  const snapshot = snapshotNamed('be33baf0', new Date(2026, 10, 23, 15, 0, 5).toISOString());
  expect(dataSourceText('live', undefined)).toBe('live, read-only');
  expect(dataSourceText('snapshot', undefined)).toBe('VolumeSnapshot of now, read-only');
  expect(dataSourceText('backup', snapshot)).toBe('backup be33baf0 of 2026-11-23 15:00:05');
  expect(dataSourceText('backup', undefined)).toBe('backup');
});
