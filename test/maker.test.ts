import { describe, expect, it } from 'vitest';
import { makerAnnotations, makerIn } from '../src/maker.ts';

describe('makers on objects', () => {
  it.each([
    { hostname: 'desk', pid: 42, place: 'boot pid:[1] 77' },
    { hostname: 'desk.example.com', pid: 1, place: undefined },
  ])('are read as they were written: %j', (maker) => {
    expect(makerIn(makerAnnotations(maker))).toEqual(maker);
  });

  it.each([undefined, '', 'desk', 'desk x', 'desk 1 2', ' 7', 'desk 99999999999'])('%j names nobody', (text) => {
    expect(makerIn(text === undefined ? undefined : { 'volsyncctl/made-by': text })).toBeUndefined();
  });
});
