import { isOutOfReach } from './damage.ts';

/** One piece of damage that `restic check` reports. */
export interface Damage {
  readonly what: 'pack' | 'tree' | 'snapshot' | 'index';
  /** Full or short, as restic printed it; undefined if it printed none. */
  readonly id: string | undefined;
  /** restic's own line. */
  readonly words: string;
}

/** The output of `restic check` apart from its progress. */
export interface CheckOutput {
  readonly damages: readonly Damage[];
  /** The commands, or the guide, that restic recommends; never run by volsyncctl. */
  readonly recommended: readonly string[];
}

/** Parses the stderr of `restic check` (0.16 to 0.18). */
export function readCheckOutput(errors: readonly string[]): CheckOutput {
  return {
    damages: errors.flatMap((line, index) => (isReached(line, errors[index + 1]) ? damageOf(line) : [])),
    recommended: errors.map((line) => line.trim()).filter((line) => recommendation.test(line)),
  };
}

/**
 * restic calls everything damaged that it could not read, for whatever reason; for a tree, the next line has the
 * reason.
 */
function isReached(line: string, next = ''): boolean {
  return !isOutOfReach(line) && !(line.startsWith('error for tree') && isOutOfReach(next));
}

const recommendation = /^restic (?:repair|prune|rebuild)|You must run `restic|troubleshooting guide/;

function damageOf(line: string): readonly Damage[] {
  for (const [what, pattern] of patterns) {
    const match = pattern.exec(line);
    if (match !== null) return [{ what, id: match.groups?.['id'], words: line.trim() }];
  }
  return [];
}

/** Lines that restic printed for a changed, truncated or missing pack, a tree, a snapshot and an index. */
const patterns: readonly (readonly [Damage['what'], RegExp])[] = [
  ['pack', /^pack (?<id>[0-9a-f]{8,64})(?: contains \d+ errors?|: does not exist|: unexpected file size)/],
  ['tree', /^error for tree (?<id>[0-9a-f]{8,64})/],
  ['tree', /^\s*id (?<id>[0-9a-f]{8,64}) not found in repository/],
  ['snapshot', /failed to load snapshot (?<id>[0-9a-f]{8,64})/],
  ['index', /(?:error loading|failed to load|unable to load) index (?<id>[0-9a-f]{8,64})/],
];

/** The progress of `restic check` in its own words, without the time, such as `12.50% 1 / 8 packs`. */
export function checkProgress(line: string): string | undefined {
  return /^\[(?:\d+:)?\d+:\d\d\] (?<words>\d.*\S)/.exec(line)?.groups?.['words'];
}
