import type { Difference } from './difference.ts';
import { type Tallies } from './tallies.ts';
import { entriesIn, type Tally } from '../files/tally.ts';

/** The result of comparing a volume with a snapshot. */
export interface Comparison {
  /** `different` if a difference is proven, whatever else is not known; `same` only if everything was compared. */
  readonly verdict: 'same' | 'different' | 'unknown';
  readonly changed: Tally;
  readonly onlyInVolume: Tally;
  /** Only in the volume, in folders that a CACHEDIR.TAG marks as caches; not included in `onlyInVolume`. */
  readonly caches: Tally;
  readonly onlyInSnapshot: Tally;
  readonly unchanged: Tally;
  /** Equal content, but different owner, mode or time. */
  readonly attributes: Tally;
  /**
   * How many of `unchanged` have a different group or mode in the snapshot, because Kubernetes set it in the mover's
   * copy.
   */
  readonly byFsGroup: number;
  /** Could not be compared. */
  readonly unreadable: Tally;
  /** Written during the comparison, and possibly different now. */
  readonly moving: Tally;
  /** How many of the other differences were written during the comparison. */
  readonly movingDifferences: number;
  /** Why the result is incomplete, in sentences. */
  readonly why: readonly string[];
  /** The first ones of each kind, sorted by path. */
  readonly examples: readonly Difference[];
}

/** The result from the counts. `hidden`: messages of find that name no path. */
export function comparisonOf(tallies: Tallies, hidden: readonly string[]): Comparison {
  const classes = {
    changed: tallies.of('changed'),
    onlyInVolume: tallies.of('only-in-volume'),
    caches: tallies.of('cache'),
    onlyInSnapshot: tallies.of('only-in-snapshot'),
    attributes: tallies.of('attributes'),
  };
  const [unreadable, moving] = [tallies.of('unreadable'), tallies.of('moving')];
  const isDifferent = Object.values(classes).some((tally) => entriesIn(tally) > 0);
  const why = [
    ...(entriesIn(unreadable) > 0 ? [`${countOf(unreadable)} could not be compared`] : []),
    ...(entriesIn(moving) > 0 ? [`${countOf(moving)} changed while compared`] : []),
    ...hidden.map((words) => `not all of the volume could be seen: ${words}`),
  ];
  return {
    verdict: isDifferent ? 'different' : why.length > 0 ? 'unknown' : 'same',
    ...classes,
    unchanged: tallies.of('unchanged'),
    byFsGroup: tallies.byFsGroup,
    unreadable,
    moving,
    movingDifferences: tallies.movingDifferences,
    why,
    examples: tallies.examples,
  };
}

function countOf(tally: Tally): string {
  const count = entriesIn(tally);
  return `${count} ${count === 1 ? 'path' : 'paths'}`;
}
