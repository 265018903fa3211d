import { Failure } from '../../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../../kube/cluster.ts';
import type { BootstrapFacts } from '../../volsync/bootstrap-facts.ts';
import { originOf } from '../../volsync/bootstrap-origin.ts';
import type { Verdict } from '../../volsync/verdict.ts';
import { seeRepositories, type LookPorts, type SeenRepository } from '../repository/see-repositories.ts';
import type { FoundSources } from '../sources.ts';
import { appVerdict } from '../verify/app-verdict.ts';
import type { BootstrapCheckOptions } from './check-options.ts';
import type { AppCheck, UnprotectedClaim } from './check-result.ts';
import { gateApps } from './gate-apps.ts';
import { judgeApp } from './judge-app.ts';
import { readFacts } from './read-facts.ts';
import { unprotectedClaims } from './unprotected-claims.ts';

export interface CheckPorts extends LookPorts {
  readonly cluster: LookPorts['cluster'] & Pick<Cluster, 'exists'>;
}

/** Where apps are looked for: exactly `apps`, or everything in `scope`. */
export interface CheckTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** One look at apps: at their objects, into their repositories, and for a removal at what is in the way. */
export async function checkApps(
  { chosen, around }: FoundSources,
  target: CheckTarget,
  options: BootstrapCheckOptions,
  ports: CheckPorts,
): Promise<{ readonly apps: readonly AppCheck[]; readonly claims: readonly UnprotectedClaim[] | undefined }> {
  const scopes = scopesOf(target);
  const { maxAgeMs } = options;
  const facts = await readFacts(chosen, scopes, ports);
  const seen = await seeRepositories(chosen, { ...options, command: 'bootstrap-check' }, ports);
  const now = ports.now();
  const judged = facts.apps.flatMap((app, index) => {
    const repository = seen[index];
    if (repository === undefined) return [];
    const restored = restoredInto(app, repository);
    return [judgeApp(app, repository, appVerdict(repository, { seen, around, maxAgeMs, restored, now }))];
  });
  const apps = (options.isForRemoval ? await gateApps(judged, scopes, ports) : judged).toSorted(byVerdict);
  if (!options.hasUnprotectedClaims) return { apps, claims: undefined };
  if ('why' in facts.claims) throw new Failure('forbidden', facts.claims.why);
  if ('why' in facts.destinations) throw new Failure('forbidden', facts.destinations.why);
  const owners = { sources: around, destinations: facts.destinations.value, claims: facts.claims.value };
  return { apps, claims: unprotectedClaims(owners) };
}

/** Short id of the snapshot that filled the app's volume. */
function restoredInto(facts: BootstrapFacts, repository: SeenRepository): string | undefined {
  const origin = originOf(facts, repository.kind === 'seen' ? repository.snapshots : undefined);
  return origin.kind === 'restored' ? origin.snapshot : undefined;
}

/** A namespace each where apps are named. */
function scopesOf({ scope, apps }: CheckTarget): readonly Scope[] {
  if (apps === undefined) return [withoutLabels(scope)];
  return [...new Set(apps.map(({ namespace }) => namespace))].map((namespace) => ({ namespace }));
}

/** Labels of sources say nothing about what belongs to them. */
function withoutLabels({ namespace }: Scope): Scope {
  return { namespace };
}

const order: readonly Verdict[] = ['protected', 'unprotected', 'unknown'];

function byVerdict(a: AppCheck, b: AppCheck): number {
  const keys = `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;
  return order.indexOf(a.verdict) - order.indexOf(b.verdict) || keys;
}
