import { optional, type Right } from '../../rights/right.ts';

const asDryRun = 'as a dry run only: to validate the manifests with the API server';
const classes = 'to see whether the classes that the manifests name exist';

/** The rights of `manifest`; without them the manifests are written, with a note that they were not validated. */
export const manifestRights: readonly Right[] = [
  optional('volsync.backube', 'replicationsources', ['create', 'get', 'patch'], asDryRun),
  optional('volsync.backube', 'replicationdestinations', ['create', 'get', 'patch'], asDryRun),
  optional('', 'persistentvolumeclaims', ['create', 'get', 'patch'], asDryRun),
  optional('external-secrets.io', 'externalsecrets', ['create', 'get', 'patch'], asDryRun),
  { ...optional('storage.k8s.io', 'storageclasses', ['get'], classes), scope: 'cluster' },
  { ...optional('snapshot.storage.k8s.io', 'volumesnapshotclasses', ['get'], classes), scope: 'cluster' },
];
