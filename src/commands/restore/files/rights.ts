import { claimLeases, nameChecks, openRestores, otherSources, sources } from '../../../rights/sources.ts';
import { repositoryRights } from '../../../rights/repository.ts';
import { core, type Right } from '../../../rights/right.ts';

/** The rights of `restore APP:PATH`. */
export const filesRights: readonly Right[] = [
  sources(['get'], 'to find the volume of an app, and its mover'),
  otherSources,
  openRestores,
  core('persistentvolumeclaims', ['get'], 'to find the volume, and to see that it stays the same'),
  ...repositoryRights,
  core('pods/exec', ['get', 'create'], 'to restore files in a helper pod, and to compare them with the snapshot'),
  claimLeases,
  nameChecks,
];
