import { describe, expect, it } from 'vitest';
import { addresses, linesWith, passwords, secret, wordsOfKeys } from './fakes/addresses.ts';
import { withoutCredentials } from '../src/without-credentials.ts';

describe('withoutCredentials', () => {
  it.each(passwords.flatMap((password) => addresses(password)))('shows nothing of the login of %s', (address) => {
    for (const line of linesWith(address)) expect(withoutCredentials(line), line).not.toMatch(secret);
  });

  it.each(wordsOfKeys)('shows no key that is named: %s', (line) => {
    expect(withoutCredentials(line)).not.toMatch(secret);
  });

  it.each([
    ['Head "https://u:S3cr/config": dial tcp: lookup u', 'Head "https://u:***/config": dial tcp: lookup u'],
    ['dial tcp: lookup tcp/S3crPW: unknown port', 'dial tcp: lookup tcp/***: unknown port'],
    ['AWS_SECRET_ACCESS_KEY=S3crPW restic', 'AWS_SECRET_ACCESS_KEY=*** restic'],
    ['rclone:r,pass="S3cr PW":x failed', 'rclone:*** failed'],
    ['at s3:https://KEYID:S3cr PW@h/b: no', 'at s3:https://h/b: no'],
  ])('hides a piece, or what has blanks: %s', (line, expected) => {
    expect(withoutCredentials(line)).toBe(expected);
  });

  // All except the last ones were printed by restic 0.18.1.
  it.each([
    [
      'Fatal: parsing repository location failed: parse "https://user:p%ss@h/x/": invalid URL escape "%ss"',
      'Fatal: parsing repository location failed',
    ],
    [
      'Fatal: parsing repository location failed: parse "https://user:p?ss@h/x/": invalid port ":p" after host',
      'Fatal: parsing repository location failed',
    ],
    [
      'Fatal: unable to open repository at s3:https://KEY:pass@h:1/b/x?tok=pass: s3.getCredentials: no credentials found.',
      'Fatal: unable to open repository at s3:https://h:1/b/x s3.getCredentials: no credentials found.',
    ],
    [
      'Stat(<config/>) returned error, retrying after 1s: Head "user:pass@h:1/x/config": unsupported protocol scheme "user"',
      'Stat(<config/>) returned error, retrying after 1s: Head "h:1/x/config": unsupported protocol scheme "user"',
    ],
    [
      'Head "https://user:***@h:1/x?token=pass/config": dial tcp h:1: connect: connection refused',
      'Head "https://h:1/x": dial tcp h:1: connect: connection refused',
    ],
    ['Head "https://user:p@ss@h:1/x": refused', 'Head "https://h:1/x": refused'],
    ['unable to open repository at rclone::sftp,pass=pass:x: exec', 'unable to open repository at rclone:*** exec'],
  ])('%s', (line, expected) => {
    expect(withoutCredentials(line)).toBe(expected);
    expect(withoutCredentials(line)).not.toMatch(/p.?ss|KEY/);
  });

  it.each([
    'Fatal: wrong password or no key found',
    'created restic repository 1c9b2d7e at s3:https://h:9000/bucket/web',
    'dial tcp [::1]:8000: connect: connection refused, Head "https://[::1]:8000/x": EOF',
    'error: /data/a@b: permission denied',
    '== Checking directory for content ===',
    'processed 3 files, 1.2 MiB in 0:01',
    'Fatal: unable to open config file: stat /mnt/a@b:c/config: no such file or directory',
    'repository is already locked by PID 28012 on volsync-src-t1-dead by root (UID 0, GID 0)',
    'Head "https://h:8000/x/config": x509: certificate signed by unknown authority',
    'restoring snapshot of [/data] at 2026-11-23 by @volsync to .',
    'is it there? perhaps',
  ])('leaves as it is: %s', (line) => {
    expect(withoutCredentials(line)).toBe(line);
  });

  it('does not search what is no word of restic for long', () => {
    const begin = performance.now();
    expect(withoutCredentials('"a:'.repeat(1_000_000))).toBe('(a line of 3000000 characters)');
    withoutCredentials('"a:'.repeat(1300));
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
