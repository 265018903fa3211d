import { repositoryRights } from '../../rights/repository.ts';
import { core, optional, type Right } from '../../rights/right.ts';
import { openRestores, otherSources, sources } from '../../rights/sources.ts';

const destinations: Right = {
  ...{ group: 'volsync.backube', resource: 'replicationdestinations' },
  verbs: ['get', 'create', 'delete', 'list', 'watch'],
  purpose: 'to have VolSync restore, and to see the end of it',
};

/** The rights of `drill`. */
export const drillRights: readonly Right[] = [
  sources(['list'], 'to find the apps, and how their movers work'),
  {
    ...sources(['get', 'patch'], 'to write down on the app when its backup was last restored, and with which result'),
    isOptional: true,
  },
  otherSources,
  openRestores,
  core(
    'persistentvolumeclaims',
    ['get', 'create', 'delete', 'list', 'watch'],
    "for the scratch PVC, which is made like the app's, and to see why a mover waits for its volumes",
  ),
  destinations,
  {
    ...{ group: 'batch', resource: 'jobs', verbs: ['list', 'watch'] },
    purpose: 'to find the mover, and to see that it is gone',
  },
  ...repositoryRights,
  core('pods/exec', ['get', 'create'], 'to compare what was restored with the snapshot'),
  { ...optional('storage.k8s.io', 'storageclasses', ['list'], 'to see that the class exists'), scope: 'cluster' },
];
