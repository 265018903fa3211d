import { expect, it } from 'vitest';
import type { Access } from '../../../../../src/errors.ts';
import {
  requireRights,
  type RightsRequest,
} from '../../../../../src/commands/restore/in-place/operation/missing-rights.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { planned } from '../../../../fakes/in-place/controllers.ts';

const request: RightsRequest = {
  namespace: 'home',
  holds: [
    { kind: 'Kustomization', namespace: 'flux', name: 'apps', uid: 'a', suspendBefore: null, why: 'applies' },
    { kind: 'HelmRelease', namespace: 'home', name: 'web', uid: 'b', suspendBefore: true, why: 'applies' },
  ],
  workloads: [planned],
  takesSnapshot: true,
  missing: [],
};

const asked = (cluster: FakeCluster, parts: Partial<RightsRequest> = {}) =>
  requireRights({ ...request, ...parts }, { cluster, signal: new AbortController().signal });

it('names all that is missing at once', async () => {
  const cluster = new FakeCluster()
    .forbid({ verb: 'patch', resource: 'deployments', name: 'web' })
    .forbid({ resource: 'pods', verb: 'list' })
    .forbid({ resource: 'pods', verb: 'watch' })
    .forbid({ resource: 'pods', subresource: 'exec', verb: 'create' })
    .forbid({ resource: 'helmreleases', name: 'x' })
    .forbid({ verb: 'patch', resource: 'kustomizations', namespace: 'flux' });
  const noticed: Access = {
    verb: 'get',
    group: 'helm.toolkit.fluxcd.io',
    resource: 'helmreleases',
    namespace: 'home',
    name: 'x',
  };
  await expect(asked(cluster, { missing: [noticed, noticed] })).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'Permissions are missing for this restore; nothing was changed.',
    details: [
      'list, watch pods in namespace home',
      'create pods/exec in namespace home',
      'patch kustomizations.kustomize.toolkit.fluxcd.io "apps" in namespace flux',
      'patch, get helmreleases.helm.toolkit.fluxcd.io "x" in namespace home',
      'patch deployments.apps "web" in namespace home',
    ],
    missingRight: { verb: 'list', resource: 'pods' },
  });
});

it('asks for no more than this restore does', async () => {
  const cluster = new FakeCluster()
    .forbid({ verb: 'patch', resource: 'statefulsets' })
    .forbid({ verb: 'patch', resource: 'deployments', name: undefined })
    .forbid({ resource: 'helmreleases' }) // suspended already
    .forbid({ resource: 'cronjobs', verb: 'patch' })
    .forbid({ resource: 'volumesnapshotclasses' })
    .forbid({ resource: 'volumesnapshots', verb: 'create' });
  await asked(cluster, { takesSnapshot: false });
  await expect(asked(cluster)).rejects.toMatchObject({
    details: ['create volumesnapshots.snapshot.storage.k8s.io in namespace home'],
  });
});
