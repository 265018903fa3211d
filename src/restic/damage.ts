/**
 * Whether a line of restic says that stored data is damaged: changed, truncated or missing. This is the only such
 * judgement, for all output of restic. Data that may not be read or could not be reached is not damaged, whatever
 * restic concludes from it.
 */
export function isDamage(line: string): boolean {
  return damage.test(line) && !isOutOfReach(line);
}

/** Whether a line of restic says that part of the repository may not be read or could not be reached. */
export function isOutOfReach(line: string): boolean {
  return isForbidden(line) || outage.test(line);
}

/** Whether a line of restic says that its user may not read part of the repository. */
export function isForbidden(line: string): boolean {
  return /(?:permission denied|operation not permitted)\b/.test(line) && !/^error: (?:open|lstat|read) \//.test(line);
}

const id = '[0-9a-f]{8,64}';

/** Each line was printed by restic 0.18.1 about a repository that was damaged on purpose. */
const damage = new RegExp(
  [
    'invalid data returned',
    'ciphertext verification failed',
    `config or key ${id} is damaged`,
    `^(?:error: (?:.*: )?)?tree ${id} (?:could not be loaded|is not known); the repository could be damaged`,
    `\\bid ${id} not found in repository`,
    `^pack ${id}(?: contains \\d+ errors?|: does not exist|: unexpected file size)`,
    `^(?:Load|LoadRaw|ReadFull|ignoring error for .*: ReadFull)\\(<(?:data|index|snapshot|key)/${id}>.*(?:no such file or directory|does not exist|HTTP response \\(?404)`,
    `^\\s*ReadFull\\(<\\w+/${id}>\\):? .*(?:no such file or directory|does not exist)`,
    'repository already contains keys',
    'LoadUnpacked',
    'repository (?:index )?is damaged and must be repaired',
  ].join('|'),
);

const outage =
  /connection (?:refused|reset|timed out)|no such host|i\/o timeout|Client\.Timeout|TLS handshake|network is unreachable|no route to host|stale file handle|input\/output error|host is down|HTTP response \(?(?:401|403|429|5\d\d)|context (?:canceled|deadline exceeded)/i;
