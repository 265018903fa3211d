import type { Cluster, Scope } from '../../../kubernetes/cluster.ts';
import { listExternalSecrets } from '../../../mover/external-secrets.ts';
import { writerOf } from '../../../volsync/external-secret.ts';
import type { NamedObjects } from '../../../volsync/missing-objects.ts';
import { failureOfError } from '../../../volsync/mover-failure-error.ts';
import { reconcileError, type Replication } from '../../../volsync/sync-state.ts';

type Named = ReadonlyMap<string, NamedObjects>;

/**
 * What is named, with the ExternalSecrets that are to write the Secrets that are not there: one list, and only where one is
 * not. Where they may not be listed nothing is said of them.
 */
export async function withSecretWriters(
  objects: readonly Replication[],
  named: Named,
  scope: Scope,
  ports: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal },
): Promise<Named> {
  const lacking = objects.filter((object) => lacksSecret(object, named));
  if (lacking.length === 0) return named;
  const listed = await listExternalSecrets(scope, ports);
  if ('why' in listed) return named;
  const found = lacking.flatMap(({ metadata: { uid = '', namespace }, spec }) => {
    const around = listed.value.filter(({ metadata }) => metadata.namespace === namespace);
    const secretWriter = writerOf(spec?.restic?.repository ?? '', around);
    return secretWriter === undefined ? [] : [[uid, { ...named.get(uid), secretWriter }] as const];
  });
  return new Map([...named, ...found]);
}

/** By a look, or in VolSync's own words. */
function lacksSecret(object: Replication, named: Named): boolean {
  if (named.get(object.metadata.uid ?? '')?.hasSecret === false) return true;
  const text = reconcileError(object);
  return text !== undefined && failureOfError(text).reason === 'secret-missing';
}
