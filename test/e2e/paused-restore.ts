import type { Manifest } from '../lab/kubectl.ts';

/** A restore that runs forever. */
export function pausedRestore(namespace: string): Manifest {
  const restic = {
    repository: 'web-volsync-secret',
    copyMethod: 'Snapshot',
    capacity: '1Gi',
    accessModes: ['ReadWriteOnce'],
  };
  return {
    apiVersion: 'volsync.backube/v1alpha1',
    kind: 'ReplicationDestination',
    metadata: { name: 'stuck', namespace },
    spec: { paused: true, trigger: { manual: 'once' }, restic },
  };
}
