import { describe, expect, it } from 'vitest';
import { creatorAnnotations, creatorIn } from '../src/creator.ts';

describe('makers on objects', () => {
  it.each([
    { hostname: 'desk', pid: 42, place: 'boot pid:[1] 77' },
    { hostname: 'desk.example.com', pid: 1, place: undefined },
  ])('are read as they were written: %j', (creator) => {
    expect(creatorIn(creatorAnnotations(creator))).toEqual(creator);
  });

  it.each([undefined, '', 'desk', 'desk x', 'desk 1 2', ' 7', 'desk 99999999999'])('%j names nobody', (text) => {
    expect(creatorIn(text === undefined ? undefined : { 'volsyncctl/made-by': text })).toBeUndefined();
  });
});
