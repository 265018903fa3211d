import { describe, expect, it } from 'vitest';
import { hasExactNames } from '../../src/local-files/exact-names.ts';

describe('hasExactNames', () => {
  it('believes no name of PAX that was not read here', () => {
    expect(hasExactNames({ path: 'caf\ufffd' })).toBe(false);
    expect(hasExactNames({ path: 'caf\ufffd', 'volsyncctl.path': 'café' })).toBe(false);
    expect(hasExactNames({ linkpath: 'a', path: 'b', 'volsyncctl.path': 'b' })).toBe(false);
  });

  it('believes the names of headers, and those read here', () => {
    expect(hasExactNames(null)).toBe(true);
    expect(hasExactNames({ mtime: '1.5' })).toBe(true);
    expect(hasExactNames({ path: 'b', 'volsyncctl.path': 'b' })).toBe(true);
  });
});
