import { isFailure } from '../errors.ts';
import { firstServed } from '../kubernetes/first-served.ts';
import type { Resource, Scope } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { ExternalSecret } from '../volsync/external-secret.ts';
import { externalSecretVersions } from '../volsync/resources.ts';

type Ports = ClusterContext<'list'>;

/** The ExternalSecrets of a scope, or why they could not be read: their absence does not make a diagnosis fail. */
export async function listExternalSecrets(
  { namespace }: Scope,
  { cluster, signal }: Ports,
): Promise<{ readonly value: readonly ExternalSecret[] } | { readonly why: string }> {
  try {
    const list = (kind: Resource<ExternalSecret>) => cluster.list(kind, { namespace }, signal);
    // Without the operator there are none.
    return { value: (await firstServed(externalSecretVersions, list)) ?? [] };
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return { why: error.message };
  }
}
