import { describe, expect, it } from 'vitest';
import { HiddenPaths } from '../../src/comparison/hidden-paths.ts';

describe('HiddenPlaces', () => {
  it.each([
    ['what find could not read', "find: './a/b': Permission denied\n", ['/a/b', '/a/b/c'], ['/a', '/a/bc']],
    ['an error of the disk', "find: './a': Input/output error\n", ['/a', '/a/x'], ['/b']],
    ['what is gone', "find: './a': No such file or directory\n", [], ['/a', '/a/x']],
    ['nothing', '', [], ['/', '/a']],
    // Then nothing may be called missing.
    ['what names no single path', 'find: something else\n', ['/', '/a'], []],
    ['a name that is quoted', "find: './a'$'\\n''b': Permission denied\n", ['/a', '/x'], []],
  ])('hides %s', (_, errors, hidden, seen) => {
    const places = new HiddenPaths(errors);
    for (const path of hidden) expect([path, places.has(path)]).toEqual([path, true]);
    for (const path of seen) expect([path, places.has(path)]).toEqual([path, false]);
  });

  it('hides what is beneath a folder that was added', () => {
    const places = new HiddenPaths('');
    places.add('/locked');
    expect(['/locked/x', '/locked', '/lockedx'].map((path) => places.has(path))).toEqual([true, true, false]);
  });
});
