import { worstOutcome, type Outcome } from '../../../errors.ts';
import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { byHarm, type Verdict, unknownApp, type Judgement } from '../../../volsync/verdict.ts';
import { rememberingPods } from '../../../helper-pod/remembering-pods.ts';
import { reportOpenRestores } from '../../../sources/open-restores.ts';
import type { LookOptions, RepositoryPorts } from '../../../repository/list-snapshots.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { judgeApps, type JudgeOptions } from '../../../repository/judge-apps.ts';
import type { AppVerdict, VerifyReport } from '../../../repository/verify-result.ts';
import type { ListedRepository } from '../../../restic/listing.ts';
import { judgeListing, type ListingFacts } from '../judgement/listing-verdict.ts';
import type { MoverEnvironment } from '../../../volsync/mover-environment.ts';
import { judgeSilence } from '../../../volsync/silent-repository.ts';
import { findEnvironments } from '../../../repository/find-environments.ts';
import { listRepositories, type ListedGroup } from './list-repositories.ts';

/** The depth, the time limits, and the maximum age of a backup. */
export type VerifyOptions = Omit<JudgeOptions, 'command'>;

export type VerifyPorts = RepositoryPorts & ClusterContext<'exists'>;

/** Reads the repositories of apps, and judges whether each app is backed up. Throws only if no app could be found. */
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
      : {
          apps: (await judgeApps({ chosen, around }, { ...options, command: 'verify' }, remembered)).apps.map(
            ({ verdict }) => verdict,
          ),
          repositories: undefined,
        };
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

function outcomeOf(verdict: Verdict): Outcome {
  return verdict === 'protected' ? 'ok' : verdict;
}

/** Verdicts from files alone, and every repository that was found, whoever owns it. */
interface ListingReport {
  readonly apps: readonly AppVerdict[];
  readonly repositories: readonly ListedRepository[];
}

/** Lists the volumes of the sources' repositories, and judges by the files that are there. */
async function verifyByListing(
  sources: readonly ReplicationSource[],
  options: Omit<LookOptions, 'command'> & { readonly maxAgeMs?: number | undefined },
  ports: RepositoryPorts,
): Promise<ListingReport> {
  const found = await findEnvironments(sources, options, ports);
  const environments = found.flatMap((one) => ('environment' in one ? [one.environment] : []));
  const onVolumes = environments.filter(({ volumes }) => volumes.length > 0);
  const groups = await listRepositories(onVolumes, options.timeouts, ports);
  const apps = found.map((one) => {
    if (!('environment' in one)) return verdict(one.source, one.judgement);
    const group = groups.find((each) => each.environments.includes(one.environment));
    return group === undefined
      ? verdict(one.environment.source, noVolume)
      : verdictIn(group, one.environment, { options, ports });
  });
  const repositories = groups.flatMap(({ seen }) => ('repositories' in seen ? seen.repositories : []));
  // A volume that belongs to several groups is listed for each of them.
  return { apps, repositories: [...new Map(repositories.map((one) => [one.path, one])).values()] };
}

const noVolume = unknownApp('no-evidence', 'its repository is not on a volume, so its files cannot be listed', {
  hint: 'read it with --depth snapshots',
});

function verdictIn(
  { environments, namespace, seen }: ListedGroup,
  environment: MoverEnvironment,
  { options, ports }: { readonly options: { readonly maxAgeMs?: number | undefined }; readonly ports: RepositoryPorts },
): AppVerdict {
  const { source } = environment;
  if (!('repositories' in seen)) return verdict(source, judgeSilence(seen, environment));
  const now = seen.time ?? ports.now();
  const address = addressOf(environment, { environments, namespace, seen });
  const { judgement, repository } = judgeListing({ source, listing: seen, address, now, maxAgeMs: options.maxAgeMs });
  const path = typeof address === 'string' ? address : undefined;
  return { ...verdict(source, judgement), repository: path, listed: repository, seenAt: now };
}

function addressOf(
  environment: MoverEnvironment,
  { environments, namespace, seen }: ListedGroup,
): ListingFacts['address'] {
  if (environment.source.metadata.namespace !== namespace || !('addresses' in seen)) return { why: 'hidden' };
  const index = environments.indexOf(environment);
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
