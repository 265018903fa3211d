import type { AppVerdict, VerifyReport } from '../operations/verify/verify-result.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { failureDocument } from './failure.ts';
import { rfc3339 } from './rfc3339.ts';

/** The result of `verify` as scripts read it. */
export function verifyDocument({ apps, failures, outcome, time, tookMs, pods }: VerifyReport) {
  return {
    schema: 'volsyncctl/verify/v1',
    outcome,
    time: rfc3339(time),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
    apps: apps.map(appDocument),
    failures: failures.map(failureDocument),
  };
}

/** What `-o name` prints. */
export function verifyNames({ apps }: VerifyReport): readonly string[] {
  return apps.map(({ name }) => `replicationsource.volsync.backube/${name}`);
}

/** A snapshot as scripts read it; sizes in bytes. */
function snapshotDocument({ id, time, host, paths, parent, summary }: Snapshot) {
  return { id, time: rfc3339(time), host, paths, parent, ...summary };
}

function appDocument({ newest, seenAt, ...app }: AppVerdict) {
  return { ...app, newest: newest && snapshotDocument(newest), seenAt: rfc3339(seenAt) };
}
