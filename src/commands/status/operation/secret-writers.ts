import type { Cluster, Scope } from '../../../kubernetes/cluster.ts';
import { listExternalSecrets } from '../../../mover/external-secrets.ts';
import { writerOf } from '../../../volsync/external-secret.ts';
import type { NamedObjects } from '../../../volsync/missing-objects.ts';
import { failureOfError } from '../../../volsync/mover-failure-error.ts';
import { reconcileError, type Replication } from '../../../volsync/sync-state.ts';

type Named = ReadonlyMap<string, NamedObjects>;

/**
 * The named objects, with the ExternalSecrets that should write missing Secrets: one list, and only if a Secret is
 * missing. If they may not be listed, nothing is reported.
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

/** Found by reading, or in VolSync's own message. */
function lacksSecret(object: Replication, named: Named): boolean {
  if (named.get(object.metadata.uid ?? '')?.hasSecret === false) return true;
  const text = reconcileError(object);
  return text !== undefined && failureOfError(text).reason === 'secret-missing';
}
