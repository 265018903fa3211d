import { isOutOfReach } from './damage.ts';

/** One damage that `restic check` names. */
export interface Damage {
  readonly what: 'pack' | 'tree' | 'snapshot' | 'index';
  /** Whole or short, as restic wrote it; undefined where it did not. */
  readonly id: string | undefined;
  /** Restic's own line. */
  readonly words: string;
}

/** What `restic check` said beside how far it was. */
export interface CheckOutput {
  readonly damages: readonly Damage[];
  /** The commands, or the guide, that restic itself recommends; never run by volsyncctl. */
  readonly recommended: readonly string[];
}

/** Reads what `restic check` (0.16 to 0.18) wrote to stderr. */
export function readCheckOutput(errors: readonly string[]): CheckOutput {
  return {
    damages: errors.flatMap((line, index) => (isReached(line, errors[index + 1]) ? damageOf(line) : [])),
    recommended: errors.map((line) => line.trim()).filter((line) => recommendation.test(line)),
  };
}

/** Restic calls damaged what it could not read, whyever: of a tree it says on the next line why. */
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

/** What was seen to be printed for a pack that is changed, short or gone, a tree, a snapshot and an index. */
const patterns: readonly (readonly [Damage['what'], RegExp])[] = [
  ['pack', /^pack (?<id>[0-9a-f]{8,64})(?: contains \d+ errors?|: does not exist|: unexpected file size)/],
  ['tree', /^error for tree (?<id>[0-9a-f]{8,64})/],
  ['tree', /^\s*id (?<id>[0-9a-f]{8,64}) not found in repository/],
  ['snapshot', /failed to load snapshot (?<id>[0-9a-f]{8,64})/],
  ['index', /(?:error loading|failed to load|unable to load) index (?<id>[0-9a-f]{8,64})/],
];

/** How far `restic check` is, in its own words without the time, such as `12.50%  1 / 8 packs`. */
export function checkProgress(line: string): string | undefined {
  return /^\[(?:\d+:)?\d+:\d\d\] (?<words>\d.*\S)/.exec(line)?.groups?.['words'];
}
