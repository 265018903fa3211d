import { type Fault, namespaceOf } from './fault-target.ts';
import { apply, getJson, kubectl, patch } from './kubectl.ts';

/** The namespace may have no more pods than it has now. */
export const quota: Fault = {
  description: 'a ResourceQuota that allows no more pods in the namespace',
  needs: 'namespace',
  on: async (target) => {
    const namespace = namespaceOf(target);
    const pods = await getJson<{ items: unknown[] }>(['pods', '-n', namespace]);
    const metadata = { name: quotaName, namespace };
    const spec = { hard: { pods: String(pods?.items.length ?? 0) } };
    await apply([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec }]);
  },
  off: async (target) => {
    await kubectl(['delete', 'resourcequota', quotaName, '-n', namespaceOf(target), '--ignore-not-found']);
  },
};

/** The namespace enforces the restricted profile, which forbids volumes on NFS. */
export const podSecurity: Fault = {
  description: 'Pod Security "restricted" is enforced in the namespace: movers with the repository on NFS are refused',
  needs: 'namespace',
  on: (target) => patch(['namespace', namespaceOf(target)], { metadata: { labels: { [enforce]: 'restricted' } } }),
  off: async (target) => {
    const found = await getJson(['namespace', namespaceOf(target)]);
    if (found === undefined) return;
    await patch(['namespace', namespaceOf(target)], { metadata: { labels: { [enforce]: null } } });
  },
};

const quotaName = 'no-more-pods';
const enforce = 'pod-security.kubernetes.io/enforce';
