import type { Use } from './rbac-use.ts';

const plan: Use = { args: ['trigger', 'web', '--dry-run'], exitCode: 0 };
/** All missing rights are reported together, before anything is stopped. */
const quiesce: Use = {
  args: ['trigger', 'web', '--quiesce', '--dry-run'],
  exitCode: 0,
  says: /Permissions are missing to stop and start the app/,
  endsWith: 5,
};
const failing: Use = { args: ['trigger', 'wrong'], exitCode: 8 };
const backup: Use = { args: ['trigger', 'web'], exitCode: 0 };
/** Without the log the cause is unknown, and VolSync's own retries are waited for. */
const unread: Use = {
  args: ['trigger', 'wrong', '--timeout', '10s'],
  exitCode: 8,
  says: /cannot get pods\/log/,
  endsWith: 7,
};

/** A run of `trigger` for each right that it needs. */
export const triggerUses: Readonly<Record<string, Use>> = {
  'get replicationsources': plan,
  'patch replicationsources': plan,
  'list replicationsources': failing,
  'watch replicationsources': backup,
  'list jobs': failing,
  'watch jobs': backup,
  'list pods': failing,
  'watch pods': backup,
  'list persistentvolumeclaims': failing,
  'watch persistentvolumeclaims': backup,
  'list volumesnapshots': failing,
  'watch volumesnapshots': backup,
  'get pods/log': unread,
  'get persistentvolumeclaims': { ...plan, says: /PVC web exists was not checked/ },
  'get secrets': { ...plan, says: /no permission to read Secrets/ },
  'get deployments': quiesce,
  'list deployments': quiesce,
  'watch deployments': quiesce,
  'patch deployments': quiesce,
  'list events': { ...failing, says: /no permission to read events/ },
  'watch events': { ...backup, says: /no permission to read events/ },
};
