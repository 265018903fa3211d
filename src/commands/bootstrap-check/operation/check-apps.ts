import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { BootstrapFacts } from '../../../volsync/bootstrap-facts.ts';
import { originOf } from '../judgement/bootstrap-origin.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { byHarm } from '../../../volsync/verdict.ts';
import {
  listRepositorySnapshots,
  type LookOptions,
  type RepositoryPorts,
  type SeenRepository,
} from '../../../repository/list-snapshots.ts';
import { allSourcesAfter } from '../../../repository/all-sources.ts';
import type { FoundSources } from '../../../sources/find-sources.ts';
import { appVerdict } from '../../../repository/app-verdict.ts';
import { repositoryCheckOptions } from '../../../repository/check-options.ts';
import { judgeChecks } from '../../../repository/check-repositories.ts';
import type { Depth } from '../../../repository/depth.ts';
import type { BootstrapCheckOptions, CheckTarget } from './check-options.ts';
import type { AppCheck } from './check-result.ts';
import { gateApps } from './gate-apps.ts';
import { judgeApp } from './judge-app.ts';
import { isWholeNamespace, notJudged } from './not-judged.ts';
import { readBootstrapFacts, type AppSurroundings } from './read-facts.ts';
import { unprotectedClaims, type UnprotectedClaim } from '../../../volsync/unprotected-claims.ts';

export type CheckPorts = RepositoryPorts & ClusterContext<'exists'>;

/** The result of one check of apps. */
export interface CheckedApps {
  readonly apps: readonly AppCheck[];
  /** The PVCs that no source backs up; undefined if they are not checked. */
  readonly claims: Allowed<readonly UnprotectedClaim[]> | undefined;
  readonly notJudged: readonly string[];
}

/** The apps, as `namespace/name`, that this run has backed up since a moment. */
export interface BackedUp {
  readonly since: Date | undefined;
  readonly apps: ReadonlySet<string>;
}

/** One check of apps: their objects, their repositories, and for a removal the obstacles. */
export async function checkApps(
  found: FoundSources,
  target: CheckTarget,
  options: BootstrapCheckOptions,
  ports: CheckPorts,
  backedUp: BackedUp = { since: undefined, apps: new Set() },
): Promise<CheckedApps> {
  const { chosen, around } = found;
  const { isForRemoval, hasUnprotectedClaims, timeouts } = options;
  const scopes = scopesOf(target);
  const facts = await readBootstrapFacts(chosen, scopes, ports);
  const seen = await listRepositorySnapshots(chosen, lookOptions(options, ports), ports);
  const checks = await judgeChecks(seen, { command: 'bootstrap-check', timeouts }, ports);
  const now = ports.now();
  const after = await allSourcesAfter(around, ports);
  const looked = facts.apps.flatMap((app, index) => {
    const repository = seen[index];
    if (repository === undefined) return [];
    const restored = restoredInto(app, repository);
    const maxAgeMs = options.maxAgeMs ?? ageOfBackup(app.source, backedUp, now);
    const verdict = appVerdict(repository, { seen, around: after, checks, maxAgeMs, restored, now });
    return [{ app: judgeApp(app, repository, verdict, after), repository }];
  });
  const apps = isForRemoval ? await gateApps(looked, scopes, ports) : looked.map(({ app }) => app);
  const claims = bareClaims(facts, around);
  return {
    apps: apps.toSorted(byHarm),
    claims: hasUnprotectedClaims || (isForRemoval && isWholeNamespace(target)) ? claims : undefined,
    notJudged: isForRemoval ? notJudged(target, found, claims) : [],
  };
}

/** Without a schedule there is no maximum age; a backup that was just made is recent in any case. */
function ageOfBackup({ metadata, spec }: ReplicationSource, { since, apps }: BackedUp, now: Date): number | undefined {
  const isOurs = apps.has(`${metadata.namespace ?? ''}/${metadata.name}`);
  if (since === undefined || !isOurs || (spec?.trigger?.schedule ?? '') !== '') return undefined;
  return now.getTime() - since.getTime() + skewMs;
}

/** The clocks of this machine, of VolSync's controller and of nodes may differ. */
const skewMs = 60_000;

function bareClaims(
  { claims, destinations }: AppSurroundings,
  sources: readonly ReplicationSource[],
): Allowed<readonly UnprotectedClaim[]> {
  if ('why' in claims) return claims;
  if ('why' in destinations) return destinations;
  return { value: unprotectedClaims({ sources, destinations: destinations.value, claims: claims.value }) };
}

/** For a removal, the backup has to be complete in the repository, not only listed. */
function lookOptions(options: BootstrapCheckOptions, { report }: Pick<CheckPorts, 'report'>): LookOptions {
  const depth: Depth = { kind: options.isForRemoval ? 'metadata' : 'snapshots' };
  return { ...options, command: 'bootstrap-check', ...repositoryCheckOptions(depth, report) };
}

/** Short id of the snapshot that filled the app's volume. */
function restoredInto(facts: BootstrapFacts, repository: SeenRepository): string | undefined {
  const origin = originOf(facts, repository.kind === 'seen' ? repository.snapshots : undefined);
  return origin.kind === 'restored' ? origin.snapshot : undefined;
}

/** One scope per namespace if apps are named. */
function scopesOf({ scope, apps }: CheckTarget): readonly Scope[] {
  if (apps === undefined) return [withoutLabels(scope)];
  return [...new Set(apps.map(({ namespace }) => namespace))].map((namespace) => ({ namespace }));
}

/** The label selector is for sources, not for the objects that belong to them. */
function withoutLabels({ namespace }: Scope): Scope {
  return { namespace };
}
