import { expect, it } from 'vitest';
import { readRepositoryLock } from '../../src/restic/repository-lock.ts';

it('reads who holds a lock, and for how long', () => {
  const lines = [
    'repo already locked, waiting up to 0s for the lock',
    'unable to create lock in backend: repository is already locked by PID 31494 on volsync-src-t1-dead by root (UID 0, GID 0)',
    'lock was created at 2026-11-23 23:14:53 (2h3m2.373339518s ago)',
    'storage ID ec087aa2',
  ];
  expect(readRepositoryLock(lines)).toEqual({
    host: 'volsync-src-t1-dead',
    pid: 31494,
    user: 'root',
    isExclusive: false,
    ageMs: expect.closeTo(7_382_373.3, 0) as number,
  });
});

it('knows an exclusive lock, of a user without a name, whose age was cut off', () => {
  const line =
    'unable to create lock in backend: repository is already locked exclusively by PID 43 on nas by  (UID 4000, GID 4000)';
  expect(readRepositoryLock([line])).toEqual({ host: 'nas', pid: 43, user: '', isExclusive: true, ageMs: undefined });
});

it('finds none where none is told of', () => {
  expect(
    readRepositoryLock(['repo already locked, waiting up to 0s for the lock', 'snapshot 7021d058 saved']),
  ).toBeUndefined();
});
