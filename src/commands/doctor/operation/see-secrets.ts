import pMap from 'p-map';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { resources } from '../../../volsync/resources.ts';
import { secretKey } from '../judgement/secret-key.ts';
import type { Replication } from '../../../volsync/sync-state.ts';

/** Secrets are asked for one by one, by their metadata: a list of them would hold their values. */
const concurrency = 20;

/** Whether the Secrets that describe repositories are there, by `namespace/name`. */
export async function seeSecrets(
  objects: readonly Replication[],
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'exists'>; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Allowed<boolean>>> {
  const keys = new Set(objects.flatMap((object) => secretKey(object) ?? []));
  const seen = await pMap(
    keys,
    async (key) => {
      const [namespace = '', name = ''] = key.split('/');
      return [key, await allowed(cluster.exists(resources.secrets, { namespace, name }, signal))] as const;
    },
    { concurrency },
  );
  return new Map(seen);
}
