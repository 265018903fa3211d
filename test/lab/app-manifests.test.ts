import { describe, expect, it } from 'vitest';
import { appManifests, sourceManifest } from './app-manifests.ts';
import { appDefaults } from './app-options.ts';
import { appVariants } from './app-variants.ts';

const options = appDefaults('web', 'demo');

describe('the manifests of an application', () => {
  it('are those of the component: Secret, bootstrap destination, PVC that waits for it, Deployment', () => {
    expect(appManifests(options).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      'Secret/web-volsync-secret',
      'ReplicationDestination/web-bootstrap',
      'PersistentVolumeClaim/web',
      'Deployment/web',
    ]);
    expect(appManifests(options)[2]).toHaveProperty('spec.dataSourceRef', {
      apiGroup: 'volsync.backube',
      kind: 'ReplicationDestination',
      name: 'web-bootstrap',
    });
  });

  it('have no destination when the PVC is an ordinary one', () => {
    const manifests = appManifests({ ...options, bootstrap: false });
    expect(manifests.map(({ kind }) => kind)).toEqual(['Secret', 'PersistentVolumeClaim', 'Deployment']);
    expect(manifests[1]).not.toHaveProperty('spec.dataSourceRef');
  });

  it('can be a StatefulSet, and have an autoscaler that alone says how many replicas there are', () => {
    const manifests = appManifests({ ...options, workload: 'StatefulSet', autoscaler: true });
    const [workload, autoscaler] = manifests.slice(-2);
    expect(workload).toMatchObject({ kind: 'StatefulSet', metadata: { name: 'web' } });
    expect(workload).not.toHaveProperty('spec.replicas');
    expect(autoscaler).toMatchObject({
      kind: 'HorizontalPodAutoscaler',
      spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'web' }, minReplicas: 1 },
    });
    expect(appManifests(options).at(-1)).toHaveProperty('spec.replicas', 1);
  });

  it('back up as the component does', () => {
    expect(sourceManifest(options)).toMatchObject({
      metadata: { name: 'web', namespace: 'demo' },
      spec: {
        sourcePVC: 'web',
        trigger: { schedule: '0 * * * *' },
        restic: {
          repository: 'web-volsync-secret',
          copyMethod: 'Snapshot',
          pruneIntervalDays: 7,
          retain: { hourly: 24, daily: 7 },
          moverSecurityContext: { runAsUser: 4000, runAsGroup: 4000, fsGroup: 4000 },
        },
      },
    });
  });

  it('restore with a snapshot, the only way a PVC can be filled from, however the source copies', () => {
    const direct = { ...options, copyMethod: 'Direct' } as const;
    expect(sourceManifest(direct)).toHaveProperty('spec.restic.copyMethod', 'Direct');
    expect(appManifests(direct)[1]).toHaveProperty('spec.restic.copyMethod', 'Snapshot');
  });

  it('say of source and destination alike how the repository is reached', () => {
    const reach = { customCA: { configMapName: 'rest-server', key: 'ca.crt' } };
    expect(sourceManifest({ ...options, reach })).toHaveProperty('spec.restic.customCA', reach.customCA);
    expect(appManifests({ ...options, reach })[1]).toHaveProperty('spec.restic.customCA', reach.customCA);
  });

  it('have a manual trigger only where there is no schedule', () => {
    expect(sourceManifest({ ...options, schedule: null })).toHaveProperty('spec.trigger', { manual: 'first' });
  });

  it('can be wrong on purpose', () => {
    const external = sourceManifest({ ...options, source: appVariants.external });
    expect(external).toHaveProperty('spec.external.provider', 'example.com/mover');
    expect(external).not.toHaveProperty('spec.restic');
    expect(sourceManifest({ ...options, source: appVariants['wrong-pvc'] })).toMatchObject({
      spec: { sourcePVC: 'no-such-pvc', restic: { copyMethod: 'Snapshot' } },
    });
  });
});
