import type { ListedRepository } from '../../restic/listing.ts';
import { judgeListing, type ListingFacts } from '../../volsync/listing-verdict.ts';
import type { MoverPlace } from '../../volsync/mover-place.ts';
import { judgeSilence } from '../../volsync/silent-repository.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { unknownApp, type Judgement } from '../../volsync/verdict.ts';
import { findPlaces } from '../repository/find-places.ts';
import type { LookOptions, LookPorts } from '../repository/see-repositories.ts';
import { listRepositories, type ListedGroup } from './list-repositories.ts';
import type { AppVerdict } from './verify-result.ts';

/** Verdicts by files alone, and every repository that was seen, whoever's it is. */
export interface ListingReport {
  readonly apps: readonly AppVerdict[];
  readonly repositories: readonly ListedRepository[];
}

/** Lists the volumes that the repositories of sources are on, and judges by the files that are there. */
export async function verifyByListing(
  sources: readonly ReplicationSource[],
  options: Omit<LookOptions, 'command'> & { readonly maxAgeMs?: number | undefined },
  ports: LookPorts,
): Promise<ListingReport> {
  const found = await findPlaces(sources, options, ports);
  const places = found.flatMap((one) => ('place' in one ? [one.place] : []));
  const onVolumes = places.filter(({ volumes }) => volumes.length > 0);
  const groups = await listRepositories(onVolumes, options.patience, ports);
  const apps = found.map((one) => {
    if (!('place' in one)) return verdict(one.source, one.judgement);
    const group = groups.find((each) => each.places.includes(one.place));
    return group === undefined ? verdict(one.place.source, noVolume) : verdictIn(group, one.place, { options, ports });
  });
  const repositories = groups.flatMap(({ seen }) => ('repositories' in seen ? seen.repositories : []));
  // A volume that several groups have is listed for each of them.
  return { apps, repositories: [...new Map(repositories.map((one) => [one.path, one])).values()] };
}

const noVolume = unknownApp('no-evidence', 'its repository is on no volume, so its files cannot be listed', {
  hint: 'look into it with --depth snapshots',
});

function verdictIn(
  { places, namespace, seen }: ListedGroup,
  place: MoverPlace,
  { options, ports }: { readonly options: { readonly maxAgeMs?: number | undefined }; readonly ports: LookPorts },
): AppVerdict {
  const { source } = place;
  if (!('repositories' in seen)) return verdict(source, judgeSilence(seen, place));
  const now = seen.time ?? ports.now();
  const address = addressOf(place, { places, namespace, seen });
  const { judgement, repository } = judgeListing({ source, listing: seen, address, now, maxAgeMs: options.maxAgeMs });
  const path = typeof address === 'string' ? address : undefined;
  return { ...verdict(source, judgement), repository: path, listed: repository, seenAt: now };
}

function addressOf(place: MoverPlace, { places, namespace, seen }: ListedGroup): ListingFacts['address'] {
  if (place.source.metadata.namespace !== namespace || !('addresses' in seen)) return { why: 'hidden' };
  const index = places.indexOf(place);
  if (!seen.addresses.has(index)) return { why: 'absent' };
  return seen.addresses.get(index) ?? { why: 'elsewhere' };
}

function verdict({ metadata }: ReplicationSource, judgement: Judgement): AppVerdict {
  const { name, namespace = '' } = metadata;
  const unseen = {
    newest: undefined,
    dataTime: undefined,
    snapshots: undefined,
    promised: undefined,
    repository: undefined,
    warnings: [],
  };
  return { namespace, name, ...judgement, ...unseen, seenAt: undefined };
}
