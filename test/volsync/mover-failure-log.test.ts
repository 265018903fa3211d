import { describe, expect, it } from 'vitest';
import { failureOfMover } from '../../src/volsync/mover-failure-log.ts';

const begin = ['Starting container', 'backup', '=== Check for dir initialized ==='];

function judged(exitCode: number, text: string, terminationReason?: string) {
  return failureOfMover({ exitCode, terminationReason, lines: [...begin, ...text.split('\n')] });
}

describe('failureOfMover', () => {
  // As restic 0.18.1 and the mover's script of VolSync 0.16.0 wrote it.
  it.each([
    [
      'wrong-password',
      false,
      3,
      `Fatal: wrong password or no key found
ERROR: failure connecting to repository, incorrect password`,
    ],
    ['secret-missing', false, 1, 'ERROR: RESTIC_PASSWORD must be defined'],
    [
      'locked',
      true,
      3,
      `unable to create lock in backend: repository is already locked exclusively by PID 31670 on nas by root (UID 0, GID 0)
lock was created at 2026-11-23 23:14:57 (535.362465ms ago)
storage ID cee00290
the \`unlock\` command can be used to remove stale locks
ERROR: failure locking repository`,
    ],
    [
      'no-space',
      false,
      1,
      `no parent snapshot found, will read all files
Save(<data/9ad3cb1da7>) failed: write /repository/web/data/9a/9ad3cb1da7-tmp-497947402: no space left on device
Fatal: unable to save snapshot: write /repository/web/data/9a/9ad3cb1da7-tmp-497947402: no space left on device`,
    ],
    [
      'unreadable-files',
      false,
      3,
      `error: /data/secret: open secret: permission denied
error: openfile for readdirnames failed: open sub: permission denied
snapshot b1f02f5c saved
Warning: at least one source file could not be read`,
    ],
    [
      'unreadable-files',
      true,
      3,
      `error: lstat /data/log.1: no such file or directory
snapshot b1f02f5c saved
Warning: at least one source file could not be read`,
    ],
    [
      'repository-unreachable',
      true,
      1,
      `=== Initialize Dir ===
Fatal: create repository at rest:http://127.0.0.1:1/x/ failed: Fatal: unable to open repository at rest:http://127.0.0.1:1/x/: Post "http://:***@127.0.0.1:1/x/?create=true": dial tcp 127.0.0.1:1: connect: connection refused
`,
    ],
    [
      'repository-unreachable',
      true,
      1,
      `=== Initialize Dir ===
Fatal: create repository at s3:http://nas.invalid:9000/bucket/web failed: Fatal: unable to open repository at s3:http://nas.invalid:9000/bucket/web: client.BucketExists: Get "http://nas.invalid:9000/bucket/?location=": dial tcp: lookup nas.invalid on 10.255.255.53:53: no such host
`,
    ],
    ['repository-unreachable', true, 3, 'ERROR: failure checking existence of repository'],
    [
      'repository-unreachable',
      false,
      3,
      `Save(<lock/151c80f8a6>) failed: open /repository/web/locks/151c80f8a6-tmp-806315064: permission denied
unable to create lock in backend: open /repository/web/locks/151c80f8a6-tmp-806315064: permission denied
ERROR: failure checking existence of repository`,
    ],
    [
      'repository-unreachable',
      false,
      1,
      `=== Initialize Dir ===
Fatal: create repository at /repository/app failed: Fatal: unable to open repository at /repository/app: mkdir /repository/app: permission denied
`,
    ],
    [
      'repository-missing',
      false,
      1,
      `=== Initialize Dir ===
Fatal: create repository at /mnt/web failed: Fatal: unable to open repository at /mnt/web: mkdir /mnt/web: no such file or directory
`,
    ],
    [
      'repository-missing',
      false,
      3,
      `Fatal: parsing repository location failed: invalid backend
If the repository is in a local directory, you need to add a \`local:\` prefix
ERROR: failure checking existence of repository`,
    ],
    ['damaged', false, 1, 'using parent snapshot f6971389\nLoadRaw(<index/e0d2d7da43>): invalid data returned'],
    [
      'damaged',
      false,
      1,
      '=== Initialize Dir ===\nFatal: create key in repository at /repository/web failed: repository already contains keys\n',
    ],
    ['killed', true, 143, 'using parent snapshot f6971389'],
    ['failing', true, 1, 'Fatal: the moon is in the wrong house'],
    ['failing', true, 2, ''],
  ] as const)('%s, may heal: %s, exit code %i', (reason, canHeal, exitCode, text) => {
    expect(judged(exitCode, text)).toMatchObject({ reason, canHeal });
  });

  it('says who holds the lock', () => {
    const failure = judged(
      11,
      `snapshot 2d2127ff saved
=== Starting forget ===
unable to create lock in backend: repository is already locked by PID 31494 on volsync-src-t1-dead by root (UID 0, GID 0)
lock was created at 2026-11-23 23:14:53 (2.373339518s ago)`,
    );
    expect(failure.message).toBe('the repository is locked by volsync-src-t1-dead');
    expect(failure.lock?.host).toBe('volsync-src-t1-dead');
    expect(failure.details).toHaveLength(2);
  });

  it('says where there is no space', () => {
    const line = (folder: string) => judged(1, `Fatal: write ${folder}/a: no space left on device`).message;
    expect(line('/cache')).toBe("no space left on the mover's cache volume");
    const restoring = 'ignoring error for /big: write /data/big: no space left on device\nFatal: There were 1 errors';
    expect(judged(1, restoring).message).toBe('no space left on the target volume');
    expect(line('/tmp')).toBe("no space left in the mover's memory for temporary files");
    expect(line('/repository/web')).toBe('no space left in the repository');
  });

  it('tells a lack of memory from its exit code 137', () => {
    expect(judged(137, '', 'OOMKilled')).toMatchObject({ reason: 'killed', canHeal: false });
    expect(judged(137, '')).toMatchObject({ reason: 'killed', canHeal: true });
  });

  it('quotes what it does not understand', () => {
    expect(judged(1, 'Fatal: the moon is in the wrong house\nand so on').message).toBe(
      'the mover says: Fatal: the moon is in the wrong house (exit code 1)',
    );
    expect(failureOfMover({ exitCode: 2, lines: [] }).message).toBe('the mover ended without a message (exit code 2)');
  });
});
