import { describe, expect, it } from 'vitest';
import { identify, isAlive, parseStat } from './proc.ts';

describe('parseStat', () => {
  it('is not misled by the name of a command', () => {
    const rest = Array.from({ length: 18 }, (_, index) => String(index)).join(' ');
    expect(parseStat(`42 (a) S (b) Z ${rest} 777 888`)).toEqual({ state: 'Z', startTime: '777' });
  });

  it('refuses anything else', () => {
    expect(() => parseStat('')).toThrow('not a /proc');
  });
});

describe.runIf(process.platform === 'linux')('a process', () => {
  it('is known by number and start time together', () => {
    const self = identify(process.pid);
    if (self === undefined) throw new Error('this process does not run');
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startTime: '1' })).toBe(false);
  });
});
