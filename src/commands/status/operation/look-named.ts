import pMap from 'p-map';
import type { Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import { resources } from '../../../volsync/resources.ts';
import type { FailOn } from '../judgement/fail-on.ts';
import type { FleetFacts, Gap } from '../judgement/fleet.ts';
import { sourcePVC } from '../../../volsync/missing-objects.ts';
import type { Replication } from '../../../volsync/sync-state.ts';
import { allowed } from '../../../kubernetes/allowed.ts';

type NamedPorts = ClusterContext<'list' | 'exists'>;

/** Secrets are asked for one by one, by their metadata: a list of them would hold their values. */
const concurrency = 20;

/**
 * Whether the PVCs and Secrets that a fleet names are there, as far as a check asks for it: without a sync nothing else
 * tells.
 */
export async function withNamedObjects(
  facts: FleetFacts,
  { scope, failOn }: { readonly scope: Scope; readonly failOn: FailOn },
  ports: NamedPorts,
): Promise<FleetFacts> {
  const asks = (reason: 'secret-missing' | 'source-missing') => failOn.includes('any') || failOn.includes(reason);
  const objects: readonly Replication[] = [...facts.sources, ...facts.destinations];
  const [claims, secrets] = await Promise.all([
    asks('source-missing') ? claimKeys(scope, ports) : undefined,
    asks('secret-missing') ? secretKeys(objects, ports) : undefined,
  ]);
  const named = objects.map((object) => {
    const claim = keyOf(object, sourcePVC(object));
    const secret = keyOf(object, object.spec?.restic?.repository);
    const hasClaim =
      claim === undefined || claims === undefined || 'why' in claims ? undefined : claims.value.has(claim);
    const hasSecret = secret === undefined || secrets === undefined ? undefined : secrets.there.get(secret);
    return [object.metadata.uid ?? '', { hasClaim, hasSecret }] as const;
  });
  return {
    ...facts,
    named: new Map(named),
    gaps: [...facts.gaps, ...gapsOf(claims !== undefined && 'why' in claims ? claims.why : undefined, secrets?.why)],
  };
}

function gapsOf(claims: string | undefined, secrets: string | undefined): readonly Gap[] {
  const gap = (kind: Gap['kind'], message: string | undefined, hides: Gap['hides']): readonly Gap[] =>
    message === undefined ? [] : [{ kind, reason: 'forbidden', message, hides }];
  return [...gap('PersistentVolumeClaim', claims, ['source-missing']), ...gap('Secret', secrets, ['secret-missing'])];
}

async function claimKeys({ namespace }: Scope, { cluster, signal }: NamedPorts) {
  const claims = await allowed(cluster.list(resources.persistentVolumeClaims, { namespace }, signal));
  if ('why' in claims) return claims;
  return { value: new Set(claims.value.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)) };
}

async function secretKeys(objects: readonly Replication[], { cluster, signal }: NamedPorts) {
  const keys = new Set(objects.flatMap((object) => keyOf(object, object.spec?.restic?.repository) ?? []));
  const there = new Map<string, boolean>();
  let why: string | undefined;
  await pMap(
    keys,
    async (key) => {
      const [namespace = '', name = ''] = key.split('/');
      const answer = await allowed(cluster.exists(resources.secrets, { namespace, name }, signal));
      if ('why' in answer) why = answer.why;
      else there.set(key, answer.value);
    },
    { concurrency },
  );
  return { there, why };
}

function keyOf({ metadata }: Replication, name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `${metadata.namespace ?? ''}/${name}`;
}
