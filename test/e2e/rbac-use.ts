/** A run that needs a right. Without the right it ends with exit code 5 and names it, unless the right is optional. */
export interface Use {
  readonly args: readonly string[];
  /** The exit code with all rights; 130 for a run that continues until it is interrupted. */
  readonly exitCode: number;
  /** The expected output if the right is missing and the command continues. */
  readonly says?: RegExp;
  /** The exit code in that case, if it is different. */
  readonly endsWith?: number;
  /** Creates what the run works on, and returns the flags that select it. */
  readonly prepare?: (namespace: string) => Promise<readonly string[]>;
}

/** The app of these tests is a plain Deployment. */
export function isUsedByWeb(right: string): boolean {
  return !/^patch (?:statefulsets|replicasets|cronjobs)$|^(?:create|get|patch) externalsecrets$|(?:kustomizations|helmreleases|resourcesets|applications|scaledobjects|scaledjobs|leases)$/.test(
    right,
  );
}

export function isOnlyForMessages(command: string, resource: string): boolean {
  return (
    resource === 'namespaces' ||
    (command !== 'doctor' && ['externalsecrets', 'networkpolicies'].includes(resource)) ||
    // Without it, the marks on the sources show unfinished restores.
    (command !== 'restore' && command !== 'cleanup' && resource === 'configmaps') ||
    (['verify', 'drill', 'snapshots', 'history', 'find', 'ls', 'diff', 'doctor', 'restore', 'unlock'].includes(
      command,
    ) &&
      resource === 'events')
  );
}

/**
 * Not covered here: a Job is restarted after its lock is gone, which needs a search for the lock's pod in all
 * namespaces (unlock.test.ts). Whether trigger waits for the far schedule depends on VolSync's timing (unit test of
 * suspend). The rights to quiesce an app are checked before anything is stopped (unit test).
 */
export function isTriedElsewhere(command: string, resource: string, verbs: readonly string[]): boolean {
  if (command === 'suspend') return verbs.join() === 'watch';
  if (command === 'trigger' && isOfQuiesce(resource, verbs)) return true;
  // Checked before anything is created (unit test of --from-namespace).
  if (command === 'restore' && resource === 'secrets') return verbs.join() === 'create,delete';
  return command === 'unlock' && resource === 'jobs' && verbs.join() === 'delete';
}

function isOfQuiesce(resource: string, verbs: readonly string[]): boolean {
  const patched = resource === 'persistentvolumeclaims' && verbs.join() === 'patch';
  const found = resource === 'pods' && verbs.join() === 'get';
  return patched || found || quiesced.includes(resource);
}

const quiesced = [
  ...['statefulsets', 'replicasets', 'cronjobs', 'horizontalpodautoscalers', 'replicationdestinations', 'pods/exec'],
  ...['scaledobjects', 'scaledjobs'],
];

/** What --fix of doctor changes: doctor.test.ts, and its unit tests. */
export function isOfFix(command: string, verbs: readonly string[]): boolean {
  return command === 'doctor' && ['patch', 'delete'].includes(verbs.join());
}
