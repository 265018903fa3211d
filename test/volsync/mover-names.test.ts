import { expect, it } from 'vitest';
import { destinationNames, sourceNames } from '../../src/volsync/mover-names.ts';

it('names the objects of a source and of a destination', () => {
  expect(sourceNames('web')).toEqual({
    job: 'volsync-src-web',
    temporaryPVC: 'volsync-web-src',
    cachePVC: 'volsync-src-web-cache',
  });
  expect(destinationNames('web')).toEqual({
    job: 'volsync-dst-web',
    temporaryPVC: 'volsync-web-dest',
    cachePVC: 'volsync-dst-web-cache',
  });
});

it('shortens the name of a Job of more than 63 characters as VolSync does', () => {
  expect(sourceNames('a'.repeat(51)).job).toBe(`volsync-src-${'a'.repeat(51)}`);
  expect(sourceNames('a'.repeat(52)).job).toBe('volsync-src-b6af0329');
});

it('keeps the leading zeros of a checksum', () => {
  const names = Array.from({ length: 200 }, (_, index) => sourceNames(`${'x'.repeat(60)}${index}`).job);
  expect(new Set(names.map(({ length }) => length))).toEqual(new Set([20]));
});
