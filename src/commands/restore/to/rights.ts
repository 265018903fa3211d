import { repositoryRights } from '../../../rights/repository.ts';
import { core, optional, type Right } from '../../../rights/right.ts';
import { otherSources, sources } from '../../../rights/sources.ts';

const destinations = (verbs: readonly string[], purpose: string): Right => ({
  ...{ group: 'volsync.backube', resource: 'replicationdestinations' },
  ...{ verbs, purpose },
});

/** The rights of `restore --to`, `--repository` and `--watch-bootstrap`; the last one needs fewer. */
export const restoreToRights: readonly Right[] = [
  sources(['get'], 'to find how the mover of an app works'),
  otherSources,
  core('persistentvolumeclaims', ['get'], "to make the new PVC like the app's, and to see that it is not there yet"),
  core(
    'persistentvolumeclaims',
    ['create', 'patch', 'delete'],
    'for the new PVC; it is removed where the restore fails',
  ),
  destinations(['get', 'create', 'delete', 'list', 'watch'], 'to have VolSync restore, and to see the end of it'),
  {
    group: 'batch',
    resource: 'jobs',
    verbs: ['list', 'watch'],
    purpose: 'to find the mover, and to see that it is gone',
  },
  core('persistentvolumeclaims', ['list', 'watch'], 'to see why a mover waits for its volumes'),
  ...repositoryRights,
  core('pods/exec', ['get', 'create'], 'to compare what was restored with the snapshot; not with --no-compare'),
  {
    ...optional('', 'persistentvolumes', ['get'], 'for --watch-bootstrap: to see which restore filled a volume'),
    scope: 'cluster',
  },
  { ...optional('storage.k8s.io', 'storageclasses', ['list'], 'to see that the named class exists'), scope: 'cluster' },
  optional('', 'secrets', ['get'], "to refuse if the repository's Secret does not exist; only its metadata is read"),
  optional(
    '',
    'secrets',
    ['create', 'delete'],
    'for --from-namespace: to copy the Secret of another namespace during the restore; it also needs to get that one',
  ),
];
