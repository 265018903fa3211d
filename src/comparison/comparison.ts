import type { Difference } from './difference.ts';
import { type Tallies } from './tallies.ts';
import { entriesIn, type Tally } from '../files/tally.ts';

/** What a comparison of a volume with a snapshot has found. */
export interface Comparison {
  /** `different` where a difference is proven, whatever else is not known; `same` only where everything was seen. */
  readonly verdict: 'same' | 'different' | 'unknown';
  readonly changed: Tally;
  readonly onlyInVolume: Tally;
  /** In the volume only, in folders that a CACHEDIR.TAG calls caches; not among `onlyInVolume`. */
  readonly caches: Tally;
  readonly onlyInSnapshot: Tally;
  readonly unchanged: Tally;
  /** The content is the same; owner, mode or time is not. */
  readonly attributes: Tally;
  /** How many of `unchanged` have another group or mode in the snapshot, because Kubernetes gave it to the mover's copy. */
  readonly byFsGroup: number;
  /** Could not be compared. */
  readonly unreadable: Tally;
  /** Were written while they were compared, and may have become different. */
  readonly moving: Tally;
  /** How many of the others were written meanwhile. */
  readonly movingDifferences: number;
  /** Why not everything is known, in sentences. */
  readonly why: readonly string[];
  /** The first some of each kind, in the order of their paths. */
  readonly examples: readonly Difference[];
}

/** The result of what was counted. `hidden`: what find has said of no single path. */
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
