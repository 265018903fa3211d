import pMap from 'p-map';
import { moverKind } from '../../volsync/mover-kind.ts';
import type { MoverPlace } from '../../volsync/mover-place.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { unknownApp, type Judgement } from '../../volsync/verdict.ts';
import { MoverPlaces, type PlaceOverrides, type PlacePorts } from './mover-places.ts';

/** Where the mover of a source works, or why that is not known. */
export type FoundPlace =
  { readonly place: MoverPlace } | { readonly source: ReplicationSource; readonly judgement: Judgement };

/** Places to be found at a time. */
const parallelPlaces = 8;

/** Finds the places of sources, in their order. */
export async function findPlaces(
  sources: readonly ReplicationSource[],
  overrides: PlaceOverrides,
  ports: PlacePorts,
): Promise<readonly FoundPlace[]> {
  const movers = new MoverPlaces(overrides, ports);
  return pMap(sources, (source) => placeOf(source, movers), { concurrency: parallelPlaces });
}

async function placeOf(source: ReplicationSource, movers: MoverPlaces): Promise<FoundPlace> {
  const kind = moverKind(source);
  if (kind !== 'restic') {
    const message = `the mover is ${kind}: volsyncctl can look into the repositories of restic only`;
    return { source, judgement: unknownApp('unsupported-mover', message) };
  }
  const found = await movers.find(source);
  if ('value' in found) return { place: found.value };
  const hint = 'name the image that VolSync runs restic in: --mover-image';
  return { source, judgement: unknownApp('forbidden', found.why, { hint }) };
}
