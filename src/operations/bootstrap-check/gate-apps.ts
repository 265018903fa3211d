import type { Scope } from '../../kube/cluster.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import { fillingDestination, type Seen } from '../../volsync/bootstrap-facts.ts';
import { judgeGate } from '../../volsync/removal-gate.ts';
import type { ReplicationDestination, ReplicationSource } from '../../volsync/types.ts';
import { unprotected } from '../../volsync/verdict.ts';
import { madeByVolSync } from '../../volsync/mover-names.ts';
import type { AppCheck } from './check-result.ts';
import { outcomeOf } from './judge-app.ts';
import { listAll, type FactPorts } from './read-facts.ts';

/**
 * Asks of every protected app what a removal asks for besides. Everything is read again, after the repositories were looked
 * at: a sync that began meanwhile counts.
 */
export async function gateApps(
  apps: readonly AppCheck[],
  scopes: readonly Scope[],
  ports: FactPorts,
): Promise<readonly AppCheck[]> {
  if (!apps.some(({ verdict }) => verdict === 'protected')) return apps;
  const [sources, claims, destinations, jobs, pods] = await Promise.all([
    listAll(resources.replicationSources, scopes, ports),
    listAll(resources.persistentVolumeClaims, scopes, ports),
    listAll(resources.replicationDestinations, scopes, ports),
    listAll(resources.jobs, scopes, ports, { labelSelector: madeByVolSync }),
    listAll(resources.pods, scopes, ports),
  ]);
  return apps.map((app) => {
    const { newest } = app;
    if (app.verdict !== 'protected') return app;
    const source = 'why' in sources ? undefined : sources.value.find((one) => isNamed(one, app));
    if (source === undefined || newest === undefined) {
      return {
        ...app,
        ...unprotected('not-idle', 'the ReplicationSource was deleted meanwhile'),
        outcome: 'unprotected',
      };
    }
    const own = only(destinations, (one) => isOfApp(one, source, fillerOf(source, claims)));
    const owners = new Set([source, ...('why' in own ? [] : own.value)].map(({ metadata }) => metadata.uid));
    const judgement = judgeGate({
      source,
      newest,
      destinations: own,
      jobs: only(jobs, ({ metadata }) => metadata.ownerReferences?.some(({ uid }) => owners.has(uid)) === true),
      pods: only(pods, ({ metadata }) => metadata.namespace === app.namespace),
      now: ports.now(),
    });
    return judgement.verdict === 'protected' ? app : { ...app, ...judgement, outcome: outcomeOf(judgement.verdict) };
  });
}

type Claims = Seen<readonly PersistentVolumeClaim[]>;

function fillerOf(source: ReplicationSource, claims: Claims): string | undefined {
  if ('why' in claims) return undefined;
  const { namespace = '' } = source.metadata;
  return fillingDestination(
    claims.value.find((one) => isNamed(one, { namespace, name: source.spec?.sourcePVC ?? '' })),
  );
}

/** It fills the app's PVC, writes into it, or works on its repository. */
function isOfApp(
  { metadata, spec }: ReplicationDestination,
  source: ReplicationSource,
  filler: string | undefined,
): boolean {
  if (metadata.namespace !== source.metadata.namespace) return false;
  const { repository, destinationPVC } = spec?.restic ?? {};
  return (
    metadata.name === filler ||
    (destinationPVC !== undefined && destinationPVC === source.spec?.sourcePVC) ||
    (repository !== undefined && repository === source.spec?.restic?.repository)
  );
}

function isNamed({ metadata }: KubeObject, { namespace, name }: { readonly namespace: string; readonly name: string }) {
  return metadata.name === name && metadata.namespace === namespace;
}

function only<T>(all: Seen<readonly T[]>, isIt: (object: T) => boolean): Seen<readonly T[]> {
  return 'why' in all ? all : { value: all.value.filter(isIt) };
}
