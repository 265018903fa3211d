import { rfc3339 } from '../../text/rfc3339.ts';
import { triggerDocument } from '../../text/trigger-json.ts';
import type { JudgedLock, UnlockedApp, UnlockReport } from './operation/unlock-result.ts';

/** JSON document of the result of `unlock`. */
export function unlockDocument({ apps, isDryRun, outcome, syncs }: UnlockReport) {
  return {
    schema: 'volsyncctl/unlock/v1',
    outcome,
    isDryRun,
    apps: apps.map(appDocument),
    syncs: syncs && triggerDocument(syncs).apps,
  };
}

/** Output of `-o name`: the ids of the locks that are or would be removed. */
export function unlockNames({ apps }: UnlockReport): readonly string[] {
  return apps.flatMap(({ locks }) =>
    locks.filter(({ end }) => end === 'planned' || end === 'removed').map(({ id }) => id),
  );
}

function appDocument({ namespace, name, repository, locks, unreadable, hidden, job, failure, outcome }: UnlockedApp) {
  return {
    namespace,
    name,
    repository,
    outcome,
    locks: locks.map(lockDocument),
    unreadable,
    unknown: hidden && { reason: hidden.reason, message: hidden.message, details: hidden.details, hint: hidden.hint },
    job,
    error: failure,
  };
}

function lockDocument({ id, host, pid, user, isExclusive, time, ageMs, verdict, end }: JudgedLock) {
  const { kind, why, pod } = verdict;
  const seen = { time: rfc3339(time), ageSeconds: Math.round(ageMs / 1000) };
  return { id, host, pid, user, exclusive: isExclusive, ...seen, verdict: kind, why, pod, end };
}
