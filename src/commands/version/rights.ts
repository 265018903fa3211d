import type { Right } from '../../rights/right.ts';

/** The rights of `version`. */
export const versionRights: readonly Right[] = [
  {
    group: 'apps',
    resource: 'deployments',
    verbs: ['list'],
    purpose: "to find VolSync's controller, and which images it runs",
    isOptional: true,
    scope: 'volsync',
  },
  {
    group: '',
    resource: 'pods',
    verbs: ['list'],
    purpose: 'to find a mover that says which restic it has',
    isOptional: true,
  },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to read its version of restic', isOptional: true },
];
