import { apply, type Manifest } from './kubectl.ts';

/**
 * Grants the rights of the users with few rights: `viewer` reads everything except Secrets; `nobody` and `limited-1` to
 * `limited-5` have none, and a test that needs a user with specific rights binds them to its own roles.
 */
export async function applyAccess(): Promise<void> {
  const read = ['get', 'list', 'watch'];
  const role: Manifest = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'lab-viewer' },
    rules: [
      {
        apiGroups: ['volsync.backube', 'apps', 'batch', 'snapshot.storage.k8s.io', 'storage.k8s.io'],
        resources: ['*'],
        verbs: read,
      },
      {
        apiGroups: [''],
        resources: [
          ...['namespaces', 'nodes', 'pods', 'pods/log', 'events', 'configmaps', 'serviceaccounts'],
          ...['persistentvolumeclaims', 'persistentvolumes', 'services', 'resourcequotas'],
        ],
        verbs: read,
      },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: read },
    ],
  };
  const binding: Manifest = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'lab-viewer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'lab-viewer' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'viewer' }],
  };
  await apply([role, binding]);
}
