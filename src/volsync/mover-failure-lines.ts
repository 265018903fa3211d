import { lasting, passing, type MoverFailure } from './mover-failure.ts';

/** Finds the line of a mover's log that says why it failed; undefined where none is known. */
export function failedByLine(words: readonly string[]): MoverFailure | undefined {
  for (const { pattern, judge } of causes) {
    const line = words.findLast((word) => pattern.test(word));
    if (line !== undefined) return judge(line, words);
  }
  return undefined;
}

interface Cause {
  readonly pattern: RegExp;
  readonly judge: (line: string, words: readonly string[]) => MoverFailure;
}

/** In order of precedence: what explains more comes first. Each line was printed by restic 0.18.1 or the mover's script. */
const causes: readonly Cause[] = [
  {
    pattern: /wrong password or no key found/,
    judge: (line) => lasting('wrong-password', 'the password does not open the repository', [line]),
  },
  {
    pattern: /^ERROR: \w+ must be defined$/,
    judge: (line) =>
      lasting('secret-missing', `the repository's Secret has no ${line.split(' ')[1] ?? ''}, or it is empty`, [line]),
  },
  {
    pattern:
      /no space left on device|disk quota exceeded|file too large|Insufficient Storage|StorageFull|QuotaExceeded/i,
    judge: (line) => lasting('no-space', `no space left ${placeOf(line)}`, [line]),
  },
  {
    pattern:
      /AccessDenied|Access Denied|InvalidAccessKeyId|SignatureDoesNotMatch|HTTP response \(?40[13]|unable to authenticate/,
    judge: (line) => lasting('repository-unreachable', "the repository's server refuses the credentials", [line]),
  },
  {
    pattern: /x509: /,
    judge: (line) =>
      lasting('repository-unreachable', "the certificate of the repository's server is not trusted", [line]),
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|Client\.Timeout|TLS handshake timeout|network is unreachable|no route to host|connection reset|connection timed out|stale file handle|input\/output error|host is down|server misbehaving|HTTP response \(?5\d\d|unexpected EOF/i,
    judge: (line) => passing('repository-unreachable', 'the repository cannot be reached', [line]),
  },
  {
    pattern: /(?:permission denied|operation not permitted)$/,
    judge: (line) => lasting('repository-unreachable', 'the mover may not read or write the repository', [line]),
  },
  {
    pattern: /parsing repository location failed/,
    judge: (line) => lasting('repository-missing', 'RESTIC_REPOSITORY is no location that restic knows', [line]),
  },
  {
    pattern:
      /(?:create repository at .* failed|Is there a repository at the following location|repository does not exist)/,
    judge: (line) => lasting('repository-missing', 'the repository is not there, and cannot be made', [line]),
  },
  {
    // The script gives `restic cat config` 60 s, and prints what it said; a hanging mount lets it say nothing.
    pattern: /^ERROR: failure checking existence of repository$/,
    judge: (line, words) =>
      passing('repository-unreachable', 'the repository did not answer in 60s', [...words.slice(-3, -1), line]),
  },
];

/** The mover has four places to write to: the volume that it restores into, the repository, the cache and memory. */
function placeOf(line: string): string {
  if (line.startsWith('ignoring error for ') || line.includes(' /data/')) return 'on the volume that is restored into';
  if (line.includes(' /cache/')) return "on the mover's cache volume";
  return line.includes(' /tmp/') ? "in the mover's memory for temporary files" : 'in the repository';
}
