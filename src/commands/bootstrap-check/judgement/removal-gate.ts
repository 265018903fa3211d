import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { Job, Pod } from '../../../kubernetes/objects.ts';
import { shortId, type Snapshot } from '../../../restic/snapshots.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import type { RepositoryLocation } from './namespace-servers.ts';
import { isSyncDue } from '../../../volsync/sync-due.ts';
import { isSyncing, lastSyncBeganAt, lastSyncedAt } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { protectedApp, unknownApp, unprotected, type Judgement } from '../../../volsync/verdict.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Facts about an app that is proven to be backed up and should be removed. */
export interface GateFacts {
  readonly source: ReplicationSource;
  /** The newest snapshot of the volume. */
  readonly newest: Snapshot;
  /** Destinations that fill the app's volume or use its Secret. */
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
  /** Jobs that VolSync created for the app and those destinations. */
  readonly jobs: Allowed<readonly Job[]>;
  /** All pods of the namespace. */
  readonly pods: Allowed<readonly Pod[]>;
  /** Location of the repository. */
  readonly location: RepositoryLocation;
  readonly now: Date;
}

/**
 * Judges whether a protected app is idle and its newest snapshot current: protected if nothing speaks against it.
 * Certain findings take precedence over what could not be read.
 */
export function judgeGate(facts: GateFacts): Judgement {
  const judgements = checks.flatMap((check) => check(facts) ?? []);
  const no = judgements.find(({ verdict }) => verdict === 'unprotected');
  return no ?? judgements[0] ?? protectedApp;
}

const checks: readonly ((facts: GateFacts) => Judgement | undefined)[] = [
  repositoryHere,
  running,
  restoring,
  moverAtWork,
  older,
  due,
  uncounted,
  usedByOthers,
];

/** Deleting the namespace would delete the backup together with the app. */
function repositoryHere({ source, location }: GateFacts): Judgement | undefined {
  const { namespace = '' } = source.metadata;
  switch (location.kind) {
    case 'inside': {
      const message = `its repository is in namespace ${namespace} itself, on ${location.what}: deleting the namespace deletes the backups too`;
      return unprotected('repository-in-namespace', message);
    }
    case 'unclear': {
      const message = `whether its repository is in namespace ${namespace} itself is not known: ${location.why}`;
      return unknownApp('repository-in-namespace', message);
    }
    case 'outside':
      return undefined;
  }
}

function running({ source }: GateFacts): Judgement | undefined {
  return isSyncing(source) ? busy('a sync is running', source) : undefined;
}

/** A tag or schedule requires a sync that VolSync has not started. */
function due({ source, now }: GateFacts): Judgement | undefined {
  return isSyncDue(source, now) ? busy('a sync is due, and VolSync has not started it', source) : undefined;
}

function restoring({ source, destinations }: GateFacts): Judgement | undefined {
  if ('why' in destinations)
    return unseen(`whether a restore is running could not be seen: ${destinations.why}`, source);
  const active = destinations.value.find(isSyncing);
  return active && busy(`the ReplicationDestination ${active.metadata.name} is restoring`, source);
}

/** VolSync removes the Job of a sync after it has reported its completion. */
function moverAtWork({ source, jobs }: GateFacts): Judgement | undefined {
  if ('why' in jobs) return unseen(`whether a mover is running could not be determined: ${jobs.why}`, source);
  const active = jobs.value.find(({ status }) => (status?.active ?? 0) > 0);
  return active && busy(`the mover's Job ${active.metadata.name} is running`, source);
}

/**
 * The mover's log names the snapshot; without it the clocks of mover and controller decide, and any doubt counts
 * against it.
 */
function older({ source, newest }: GateFacts): Judgement | undefined {
  const sync = lastSyncOf(source);
  const end = lastSyncedAt(source);
  if (end === undefined) return unprotected('never-synced', 'no sync of it is complete yet', hint(source));
  if (sync.kind === 'backup' && newest.id.startsWith(sync.snapshot)) return undefined;
  if (newest.time > (lastSyncBeganAt(source) ?? end)) return undefined;
  const message = `the newest snapshot ${shortId(newest.id)} is older than the last sync's start`;
  return unprotected('mismatch', message, hint(source));
}

function uncounted({ source, newest }: GateFacts): Judgement | undefined {
  const files = newest.summary?.files;
  if (files === undefined) {
    const message = `snapshot ${shortId(newest.id)} does not say how many files it holds: restic before 0.17 has made it`;
    return unknownApp('no-evidence', message, hint(source));
  }
  return files === 0
    ? unprotected('empty-source', `snapshot ${shortId(newest.id)} holds no file`, hint(source))
    : undefined;
}

/**
 * The app's own pods are deleted with their controller. Other pods would block the deletion of the PVC, or lose their
 * own files.
 */
function usedByOthers({ source, pods }: GateFacts): Judgement | undefined {
  const claim = source.spec?.sourcePVC;
  if ('why' in pods) return unseen(`which pods use the PVC ${claim ?? ''} could not be seen: ${pods.why}`, source);
  for (const pod of pods.value.filter((one) => isAlive(one) && mounts(one, claim))) {
    const { name, namespace = '', deletionTimestamp, ownerReferences = [], labels = {} } = pod.metadata;
    const look = { hint: shellCommand`kubectl get pod ${name} -n ${namespace}` };
    if (deletionTimestamp !== undefined) {
      return unprotected('not-idle', `the pod ${name} is being deleted and still uses the PVC`, look);
    }
    if (labels['app.kubernetes.io/created-by'] === 'volsync' || !ownerReferences.some(({ controller }) => controller)) {
      return unprotected('not-idle', `the pod ${name}, which does not belong to the app, uses the PVC`, look);
    }
  }
  return undefined;
}

function isAlive({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function mounts({ spec }: Pod, claim: string | undefined): boolean {
  return (spec?.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);
}

function busy(what: string, { metadata }: ReplicationSource): Judgement {
  const wait = { hint: shellCommand`volsyncctl logs ${metadata.name} -n ${metadata.namespace ?? ''} --follow` };
  return unprotected('not-idle', `${what}: wait for its end`, wait);
}

function unseen(message: string, { metadata }: ReplicationSource): Judgement {
  return unknownApp('forbidden', message, {
    hint: shellCommand`volsyncctl rbac bootstrap-check -n ${metadata.namespace ?? ''}`,
  });
}

function hint({ metadata }: ReplicationSource): { readonly hint: string } {
  return {
    hint: shellCommand`volsyncctl bootstrap-check ${metadata.name} -n ${metadata.namespace ?? ''} --trigger --for-removal`,
  };
}
