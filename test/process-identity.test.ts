import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { creatorState, identityOf } from '../src/process-identity.ts';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the fate of a process', () => {
  it('that runs is told from one that has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const creator = identityOf(child.pid ?? 0);
    expect(creatorState(creator, isAlive)).toBe('running');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(creatorState(creator, isAlive)).toBe('gone');
  });

  it('is gone where its number is that of a later process', () => {
    const creator = identityOf(process.pid);
    expect(creator.place).toMatch(/ \d+$/);
    expect(creatorState({ ...creator, place: creator.place?.replace(/\d+$/, '1') }, isAlive)).toBe('gone');
  });

  it('cannot be told of another machine, also where that has the same name', () => {
    const creator = identityOf(process.pid);
    expect(creatorState({ ...creator, hostname: 'elsewhere' }, isAlive)).toBe('elsewhere');
    expect(creatorState({ ...creator, place: creator.place?.replace(/^\S+/, 'other-boot') }, isAlive)).toBe(
      'elsewhere',
    );
    expect(creatorState({ ...creator, place: creator.place?.replace(/pid:\S+/, 'pid:[7]') }, isAlive)).toBe(
      'elsewhere',
    );
    expect(creatorState({ ...creator, place: undefined, pid: 999_999_999 }, isAlive)).toBe('elsewhere');
  });
});
