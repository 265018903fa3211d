import { describe, expect, it } from 'vitest';
import { nearestFirst } from '../../src/volsync/spelling-suggestions.ts';

describe('nearestFirst', () => {
  it.each([
    ['sonar', ['radarr', 'web', 'sonarr'], ['sonarr', 'radarr', 'web']],
    ['wbe', ['mail', 'web', 'weaviate'], ['web', 'mail', 'weaviate']],
    ['x', ['b', 'a'], ['a', 'b']],
    ['', ['abc', 'a'], ['a', 'abc']],
    ['web', [], []],
  ])('%j among %j', (wanted, names, expected) => {
    expect(nearestFirst(wanted, names)).toEqual(expected);
  });
});
