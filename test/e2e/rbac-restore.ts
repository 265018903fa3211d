import { randomBytes } from 'node:crypto';
import type { Use } from './rbac-use.ts';

const plan: Use = { args: ['restore', 'web', '--to', 'pvc/never', '--dry-run'], exitCode: 0 };
const real: Use = {
  args: ['restore', 'web'],
  exitCode: 0,
  prepare: () => Promise.resolve(['--to', `pvc/restored-${randomBytes(3).toString('hex')}`]),
};
const bare: Use = {
  args: [
    'restore',
    '--repository',
    'web-volsync-secret',
    '--latest',
    '--to',
    'pvc/never',
    '--uid',
    '4000',
    '--dry-run',
  ],
  exitCode: 0,
};

/** All rights that an in-place restore lacks are reported at once, and nothing is changed. */
const inPlace: Use = {
  args: ['restore', 'web', '--in-place', '--dry-run'],
  exitCode: 0,
  says: /Permissions are missing for this restore|cannot/,
  endsWith: 5,
};
const status: Use = { args: ['restore', 'status'], exitCode: 0 };

/** By right: a run of restore that needs it; all required rights are checked before anything is started. */
export const restoreUses: Readonly<Record<string, Use>> = {
  'get replicationsources': plan,
  'get persistentvolumeclaims': plan,
  'list persistentvolumeclaims': plan,
  'watch persistentvolumeclaims': plan,
  'create persistentvolumeclaims': real,
  'patch persistentvolumeclaims': plan,
  'delete persistentvolumeclaims': plan,
  'get replicationdestinations': plan,
  'create replicationdestinations': real,
  'delete replicationdestinations': plan,
  'list replicationdestinations': plan,
  'watch replicationdestinations': plan,
  'list jobs': plan,
  'watch jobs': plan,
  'create pods': plan,
  'delete pods': plan,
  'list pods': plan,
  'watch pods': plan,
  'get pods/log': plan,
  'get pods/exec': plan,
  'create pods/exec': plan,
  'list deployments of volsync': {
    args: ['restore', 'idle', '--to', 'pvc/never', '--dry-run'],
    exitCode: 0,
    says: /--mover-image/,
    endsWith: 10,
  },
  'get jobs': {
    args: ['restore', 'wrong', '--to', 'pvc/never', '--dry-run'],
    exitCode: 8,
    says: /cannot get jobs/,
    endsWith: 10,
  },
  'create jobs': {
    args: ['restore', 'idle', '--to', 'pvc/never', '--dry-run'],
    exitCode: 0,
    says: /cannot create jobs/,
    endsWith: 10,
  },
  'list configmaps': status,
  ...Object.fromEntries(
    [
      'list replicationsources',
      'watch replicationsources',
      'patch replicationsources',
      ...['get', 'create', 'patch', 'delete'].map((verb) => `${verb} configmaps`),
      ...['get', 'list', 'watch', 'create', 'delete'].map((verb) => `${verb} volumesnapshots`),
      ...['deployments', 'statefulsets', 'replicasets'].flatMap((kind) =>
        ['get', 'list', 'watch'].map((verb) => `${verb} ${kind}`),
      ),
      'patch deployments',
      'get cronjobs',
      'list cronjobs',
      'list horizontalpodautoscalers',
    ].map((right) => [right, inPlace]),
  ),
  'get secrets': { ...bare, says: /no permission to read Secrets/ },
};
