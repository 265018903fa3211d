import type { AppStatus } from '../operation/app-status.ts';
import type { NamedStatus } from '../operation/status.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { Job, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../../../kubernetes/objects.ts';
import { pruneOf } from '../../../volsync/prune.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { DocumentContexts } from '../../../text/context-runs.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { destinationDocument, sourceDocument } from './fleet.ts';

/** JSON document of named apps: the same documents as for a fleet, with `related`. */
export function namedDocument({ time, apps }: NamedStatus, { context, contexts }: DocumentContexts = {}) {
  return {
    schema: 'volsyncctl/status/v1',
    time: rfc3339(time),
    sources: apps.flatMap((app) =>
      app.source ? [{ context, ...sourceDocument(app.source), related: detailsOf(app) }] : [],
    ),
    destinations: apps.flatMap((app) =>
      listOf(app.destinations)
        .filter(({ relation }) => relation === 'itself')
        .map(({ status }) => ({ context, ...destinationDocument(status), related: detailsOf(app) })),
    ),
    contexts,
  };
}

/** The document of one app in that list, for sorting; empty if it has neither. */
export function appDocument(app: AppStatus, time: Date): object {
  const { sources, destinations } = namedDocument({ time, apps: [app], failures: [] });
  return sources[0] ?? destinations[0] ?? {};
}

/** A value that could not be read is replaced by `{ unknown: why }`. */
function detailsOf(app: AppStatus) {
  const object = (app.source ?? listOf(app.destinations)[0]?.status)?.object;
  return {
    conditions: object?.status?.conditions ?? [],
    latestMoverStatus: object?.status?.latestMoverStatus,
    retention: app.source && retentionDocument(app.source),
    volume: app.volume && {
      name: app.volume.name,
      persistentVolumeClaim: told(app.volume.claim, (claim) => claim && claimDocument(claim)),
    },
    ...secretDocument(app.repository),
    destinations: told(app.destinations, (all) =>
      all
        .filter(({ relation }) => relation !== 'itself')
        .map(({ status, relation }) => ({ relation, ...destinationDocument(status) })),
    ),
    jobs: told(app.jobs, (all) => all.map(jobDocument)),
    pods: told(app.pods, (all) => all.map(podDocument)),
    persistentVolumeClaims: told(app.claims, (all) => all.map(claimDocument)),
    volumeSnapshots: told(app.snapshots, (all) => all.map(snapshotDocument)),
    events: told(app.warnings, (all) => all.map((warning) => ({ ...warning, time: rfc3339(warning.time) }))),
  };
}

function secretDocument(repository: AppStatus['repository']) {
  if (repository === undefined) return {};
  return { repositorySecret: repository.secret, isSecretThere: told(repository.isThere, (is) => is) };
}

function retentionDocument({ object, lastSync }: SourceStatus) {
  if (object.spec?.restic === undefined) return undefined;
  const { everyDays, lastPruned, dueAt, wasSkipped } = pruneOf(object, lastSync);
  return {
    retain: object.spec.restic.retain ?? {},
    pruneIntervalDays: everyDays,
    lastPruned: rfc3339(lastPruned),
    pruneDueAt: rfc3339(dueAt),
    lastPruneSkipped: wasSkipped,
  };
}

function listOf<T>(read: Allowed<readonly T[]>): readonly T[] {
  return 'why' in read ? [] : read.value;
}

function told<T, U>(read: Allowed<T>, document: (value: T) => U): U | { readonly unknown: string } {
  return 'why' in read ? { unknown: read.why } : document(read.value);
}

function jobDocument({ metadata, spec, status = {} }: Job) {
  const { active = 0, succeeded = 0, failed = 0 } = status;
  return { name: metadata.name, active, succeeded, failed, backoffLimit: spec?.backoffLimit };
}

function podDocument({ metadata, status = {} }: Pod) {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return {
    name: metadata.name,
    phase: status.phase,
    containers: containers.map(({ name, state }) => ({ name, state })),
  };
}

function claimDocument({ metadata, spec, status }: PersistentVolumeClaim) {
  return {
    name: metadata.name,
    phase: status?.phase,
    capacity: status?.capacity?.['storage'],
    storageClassName: spec?.storageClassName,
    dataSourceRef: spec?.dataSourceRef,
  };
}

function snapshotDocument({ metadata, status }: VolumeSnapshot) {
  return { name: metadata.name, readyToUse: status?.readyToUse === true, error: status?.error?.message };
}
