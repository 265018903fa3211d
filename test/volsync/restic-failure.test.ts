import { describe, expect, it } from 'vitest';
import { failureOfRestic } from '../../src/volsync/restic-failure.ts';

const exitError = (code: number, message: string) =>
  JSON.stringify({ message_type: 'exit_error', code, message: `Fatal: ${message}` });

const failed = (exitCode: number, ...errors: readonly string[]) =>
  failureOfRestic({ name: 'snapshots', exitCode, output: [], errors });

describe('failureOfRestic', () => {
  // The lines are from restic 0.18.1 with --json.
  it.each<[number, readonly string[], string]>([
    [
      10,
      [
        exitError(
          10,
          'repository does not exist: unable to open config file: stat /r/config: no such file or directory\nIs there a repository at the following location?\n/r',
        ),
      ],
      'repository-missing',
    ],
    [10, [], 'repository-missing'],
    [12, [exitError(12, 'wrong password or no key found')], 'wrong-password'],
    [12, [], 'wrong-password'],
    [1, ['Fatal: wrong password or no key found'], 'wrong-password'],
    [1, [exitError(1, 'unable to open config file: open /r/config: permission denied')], 'repository-unreachable'],
    [
      1,
      ['Stat(<config/>) returned error, retrying after 1s: dial tcp 127.0.0.1:1: connect: connection refused'],
      'repository-unreachable',
    ],
    [
      1,
      [exitError(1, 'Head "https://h/config": x509: certificate signed by unknown authority')],
      'repository-unreachable',
    ],
    [1, [exitError(1, 'config cannot be loaded: ciphertext verification failed')], 'damaged'],
    [11, ['repository is already locked exclusively by PID 28012 on volsync-src-x by root (UID 0, GID 0)'], 'locked'],
    [137, [], 'killed'],
    [1, [exitError(1, 'parsing repository location failed: invalid backend')], 'repository-missing'],
    [1, ['Fatal: Please specify repository location (-r or --repository-file)'], 'failing'],
    [2, ['panic: oh no'], 'failing'],
    [1, [], 'failing'],
    [99, ['{"message": 1}', '{broken'], 'failing'],
  ])('%i %j: %s', (exitCode, errors, reason) => {
    expect(failed(exitCode, ...errors).reason).toBe(reason);
  });

  it('shows the words and not the JSON around them, and not the credentials in them', () => {
    const { details } = failed(
      12,
      exitError(12, 'unable to open repository at s3:https://KEY:pass@h/b: wrong password or no key found'),
    );
    expect(details).toEqual(['Fatal: unable to open repository at s3:https://h/b: wrong password or no key found']);
    const { message, details: all } = failed(
      1,
      exitError(1, 'parsing repository location failed: parse "https://u:pass@h": bad'),
    );
    expect([message, ...all].join('\n')).not.toMatch(/pass@/);
  });
});
