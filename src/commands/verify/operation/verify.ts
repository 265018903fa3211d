import { worstOutcome, type Outcome } from '../../../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { byHarm, type Verdict, unknownApp, type Judgement } from '../../../volsync/verdict.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import type { PodTimeouts } from '../../../helper-pod/settled-pod.ts';
import { reportOpenRestores } from '../../../sources/open-restores.ts';
import type { EnvironmentOverrides } from '../../../repository/mover-environments.ts';
import { listRepositorySnapshots, type LookOptions, type RepositoryPorts } from '../../../repository/list-snapshots.ts';
import { sourcesAfter } from '../../../repository/sources-around.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { appVerdict } from '../../../repository/app-verdict.ts';
import { checkLook } from '../../../repository/check-look.ts';
import { judgeChecks } from '../../../repository/check-repositories.ts';
import type { Depth } from '../../../repository/depth.ts';
import type { AppVerdict, VerifyReport } from '../../../repository/verify-result.ts';
import type { ListedRepository } from '../../../restic/listing.ts';
import { judgeListing, type ListingFacts } from '../judgement/listing-verdict.ts';
import type { MoverEnvironment } from '../../../volsync/mover-environment.ts';
import { judgeSilence } from '../../../volsync/silent-repository.ts';
import { findEnvironments } from '../../../repository/find-environments.ts';
import { listRepositories, type ListedGroup } from './list-repositories.ts';

export interface VerifyOptions extends EnvironmentOverrides {
  /** The oldest that the newest snapshot may be; undefined leaves that to the schedule. */
  readonly maxAgeMs?: number | undefined;
  readonly patience: PodTimeouts;
  readonly depth: Depth;
}

export interface VerifyPorts extends RepositoryPorts {
  readonly cluster: RepositoryPorts['cluster'] & Pick<Cluster, 'exists'>;
}

/** Looks into the repositories of apps, and judges whether each is backed up. Throws only where no app could be found. */
export async function verify(
  target: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  options: VerifyOptions,
  ports: VerifyPorts,
): Promise<VerifyReport> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const { chosen, around, failures } = await findSources(target, ports);
  reportOpenRestores(chosen, ports);
  const remembered = rememberingPods(pods, ports);
  const { apps, repositories } =
    options.depth.kind === 'listing'
      ? await verifyByListing(chosen, options, remembered)
      : { apps: await verifyByRestic({ chosen, around }, options, remembered), repositories: undefined };
  const outcomes = [...apps.map(({ verdict }) => outcomeOf(verdict)), ...failures.map(({ kind }) => kind)];
  const time = ports.now();
  return {
    depth: options.depth.kind,
    apps: apps.toSorted(byHarm),
    repositories,
    failures,
    outcome: worstOutcome(outcomes),
    time,
    tookMs: time.getTime() - begunAt,
    pods,
  };
}

async function verifyByRestic(
  { chosen, around }: { readonly chosen: readonly ReplicationSource[]; readonly around: readonly ReplicationSource[] },
  options: VerifyOptions,
  ports: VerifyPorts,
): Promise<readonly AppVerdict[]> {
  const seen = await listRepositorySnapshots(chosen, lookOptions(options, ports), ports);
  const { maxAgeMs, patience } = options;
  const checks = await judgeChecks(seen, { command: 'verify', patience }, ports);
  const facts = { seen, around: await sourcesAfter(around, ports), checks, maxAgeMs, now: ports.now() };
  return seen.map((repository) => appVerdict(repository, facts));
}

function lookOptions(options: VerifyOptions, { report }: Pick<VerifyPorts, 'report'>): LookOptions {
  return { ...options, command: 'verify', ...checkLook(options.depth, report) };
}

function outcomeOf(verdict: Verdict): Outcome {
  return verdict === 'protected' ? 'ok' : verdict;
}

/** Verdicts by files alone, and every repository that was seen, whoever's it is. */
interface ListingReport {
  readonly apps: readonly AppVerdict[];
  readonly repositories: readonly ListedRepository[];
}

/** Lists the volumes that the repositories of sources are on, and judges by the files that are there. */
async function verifyByListing(
  sources: readonly ReplicationSource[],
  options: Omit<LookOptions, 'command'> & { readonly maxAgeMs?: number | undefined },
  ports: RepositoryPorts,
): Promise<ListingReport> {
  const found = await findEnvironments(sources, options, ports);
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

const noVolume = unknownApp('no-evidence', 'its repository is not on a volume, so its files cannot be listed', {
  hint: 'read it with --depth snapshots',
});

function verdictIn(
  { places, namespace, seen }: ListedGroup,
  place: MoverEnvironment,
  { options, ports }: { readonly options: { readonly maxAgeMs?: number | undefined }; readonly ports: RepositoryPorts },
): AppVerdict {
  const { source } = place;
  if (!('repositories' in seen)) return verdict(source, judgeSilence(seen, place));
  const now = seen.time ?? ports.now();
  const address = addressOf(place, { places, namespace, seen });
  const { judgement, repository } = judgeListing({ source, listing: seen, address, now, maxAgeMs: options.maxAgeMs });
  const path = typeof address === 'string' ? address : undefined;
  return { ...verdict(source, judgement), repository: path, listed: repository, seenAt: now };
}

function addressOf(place: MoverEnvironment, { places, namespace, seen }: ListedGroup): ListingFacts['address'] {
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
