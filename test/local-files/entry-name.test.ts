import { describe, expect, it } from 'vitest';
import { componentsOf, insideSource, refuseLeavingTarget } from '../../src/local-files/entry-name.ts';

describe('componentsOf', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    ['.', []],
    ['./', []],
    ['./a//b/./c/', ['a', 'b', 'c']],
    ['..a/b..', ['..a', 'b..']],
    [' / ', [' ', ' ']],
  ])('reads %j', (name, components) => {
    expect(componentsOf(name)).toEqual(components);
  });

  it.each(['/', '/a', '..', 'a/..', '../a', 'a/../b', './..', 'a\0'])('refuses %j', (name) => {
    expect(() => componentsOf(name)).toThrow(expect.objectContaining({ name: 'Obstacle' }));
  });
});

describe('insideSource', () => {
  it('takes only what is of the source', () => {
    expect(insideSource(['a', 'b', 'c'], ['a', 'b'])).toEqual(['c']);
    expect(insideSource(['a'], [])).toEqual(['a']);
    expect(insideSource(['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(() => insideSource(['a'], ['a', 'b'])).toThrow('not part of what was requested');
    expect(() => insideSource(['a', 'bc'], ['a', 'b'])).toThrow('not part of what was requested');
  });
});

describe('refuseLeavingTarget', () => {
  it.each<[string, number, number]>([
    ['a', 0, 0],
    ['./a/b', 1, 1],
    ['..', 1, 0],
    ['../a', 2, 1],
    ['../../a', 2, 0],
    ['..a', 0, 0],
    ['.', 1, 1],
  ])('lets %s be in a folder %i deep, with floor %i', (target, depth, floor) => {
    expect(() => refuseLeavingTarget(target, depth, floor)).not.toThrow();
  });

  it.each<[string, number, number]>([
    ['..', 0, 0],
    ['..', 1, 1],
    ['../..', 1, 0],
    ['./../a', 1, 1],
    ['a', 0, 1],
    ['a/..', 5, 0],
    ['../a/..', 5, 0],
    ['/', 5, 0],
    ['', 5, 0],
    ['a\0', 5, 0],
  ])('refuses %j in a folder %i deep, with floor %i', (target, depth, floor) => {
    expect(() => refuseLeavingTarget(target, depth, floor)).toThrow(expect.objectContaining({ name: 'Obstacle' }));
  });
});
