import type { KubeObject, PersistentVolumeClaim, VolumeSnapshot } from '../../../kubernetes/objects.ts';
import type { VolumeSnapshotContent } from '../../../kubernetes/volume-snapshot-content.ts';
import { doNotDelete, isCacheName } from '../../../volsync/orphan.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { CleanupPlan, CleanupSelector, Decision, Leftover, LeftoverKind } from './leftover.ts';
import { creatorVerdict, type CreatorObservation, instanceLabel, finishedAnnotation } from './creator-state.ts';
import { findCandidates, type Candidate } from './candidates.ts';
import type { CleanupFacts } from './read-facts.ts';
import { usesOf } from './uses.ts';
import { isSafetySnapshotName } from '../../../sources/safety-snapshot-names.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Decides which leftovers can be removed and which are left alone, and why. Pure: depends only on the facts. */
export function cleanupPlan(facts: CleanupFacts, selector: CleanupSelector, sight: CreatorObservation): CleanupPlan {
  const judged = findCandidates(facts, selector).map((candidate) => {
    const kept = selector.withSafetySnapshots ? undefined : safetySnapshotOf(candidate.object, candidate.kind);
    const decision = judge(candidate, facts, selector, sight);
    return { candidate, decision: decision.action === 'leave' ? decision : (kept ?? decision) };
  });
  const objects = withoutUsed(judged, facts).map((each) => leftover(each, facts));
  return { objects, unread: facts.unread, notes: facts.notes, isNamed: selector.named !== undefined };
}

interface Judged {
  readonly candidate: Candidate;
  readonly decision: Decision;
}

function judge(
  candidate: Candidate,
  facts: CleanupFacts,
  selector: CleanupSelector,
  sight: CreatorObservation,
): Decision {
  const { object, kind } = candidate;
  const { labels = {}, deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined) {
    return { action: 'remove', reason: 'being-removed', message: 'it is being removed already' };
  }
  if (doNotDelete in labels) {
    return { action: 'leave', reason: 'do-not-delete', message: `labelled ${doNotDelete}` };
  }
  if (kind === 'VolumeSnapshotContent') return snapshotContentDecision(object, facts, selector);
  if (candidate.madeBy === 'volsync') return ofVolsync(candidate, facts, selector);
  const journal = openJournalOf(object, kind, facts);
  if (journal !== undefined) return journal;
  const isBlind = facts.unread.some(({ resource }) => resource === 'pods');
  const pods = facts.pods.filter(({ metadata }) => metadata.namespace === object.metadata.namespace);
  const verdict = creatorVerdict(object, kind, isBlind ? undefined : pods, sight);
  return verdict.action === 'leave' ? verdict : (blind(candidate, facts) ?? verdict);
}

function ofVolsync(candidate: Candidate, facts: CleanupFacts, selector: CleanupSelector): Decision {
  const { ownership } = candidate;
  if (ownership?.kind === 'stranger') return stranger;
  if (ownership?.kind === 'foreign') {
    const owner = ownership.owner ?? 'another kind';
    return { action: 'leave', reason: 'unknown', message: `it belongs to ${owner}, which is not checked` };
  }
  const message = ownership?.owner === undefined ? 'it has no owner any more' : `its owner ${ownership.owner} is gone`;
  const decision = blind(candidate, facts) ?? { action: 'remove', reason: 'owner-gone', message };
  return decision.action === 'remove' && mayHoldData(candidate) && selector.named === undefined
    ? unnamed(candidate, message)
    : decision;
}

const stranger: Decision = {
  action: 'leave',
  reason: 'not-volsync',
  message: "it has VolSync's label, but neither an owner nor a name that VolSync generates: it is not VolSync's",
};

/** A PVC that was never bound is empty, and a cache can be recreated. */
function mayHoldData({ object, kind }: Candidate): boolean {
  if (kind !== 'PersistentVolumeClaim' || isCacheName(object.metadata.name)) return false;
  return (object as PersistentVolumeClaim).status?.phase !== 'Pending';
}

function unnamed({ object }: Candidate, message: string): Decision {
  const { name, namespace = '' } = object.metadata;
  return {
    action: 'leave',
    reason: 'may-hold-data',
    message: `${message}, but it may hold data`,
    hint: shellCommand`volsyncctl cleanup -n ${namespace} --volsync pvc/${name}`,
  };
}

/** An object cannot be proven unused by kinds that could not be read. */
function blind({ kind, madeBy }: Candidate, { unread }: CleanupFacts): Decision | undefined {
  const users = madeBy === 'volsync' ? [...usersOf[kind], ...usersOfVolsyncs] : usersOf[kind];
  const [hidden] = unread.filter(({ resource }) => users.includes(resource));
  if (hidden === undefined) return undefined;
  return { action: 'leave', reason: 'unknown', message: `whether any of the ${hidden.resource} uses it is unknown` };
}

const volumeUsers = ['pods', 'persistentvolumeclaims', 'volumesnapshots', 'replicationdestinations', 'configmaps'];
const usersOf: Readonly<Record<Candidate['kind'], readonly string[]>> = {
  Pod: [],
  ReplicationDestination: volumeUsers,
  PersistentVolumeClaim: volumeUsers,
  VolumeSnapshot: ['persistentvolumeclaims', 'replicationdestinations', 'configmaps'],
  VolumeSnapshotContent: [],
  ConfigMap: [],
  Lease: [],
};
const usersOfVolsyncs = ['replicationsources', 'deployments', 'statefulsets', 'cronjobs'];

/** An object that is only used by removed objects may be removed too. Each round may find users of others. */
function withoutUsed(judged: readonly Judged[], facts: CleanupFacts): readonly Judged[] {
  const going = new Set(judged.filter(({ decision }) => decision.action === 'remove').map(uidOf));
  const next = judged.map(({ candidate, decision }) => {
    if (decision.action === 'leave') return { candidate, decision };
    const isAbandoned = decision.reason === 'maker-gone' || decision.reason === 'being-removed';
    const used = usesOf(candidate.object, candidate.kind, facts).find(({ by }) =>
      by === undefined ? !isAbandoned : !going.has(by),
    );
    if (used === undefined) return { candidate, decision };
    return { candidate, decision: { action: 'leave', reason: 'in-use', message: used.words } as const };
  });
  const isSettled = next.every(({ decision }, index) => decision === judged[index]?.decision);
  return isSettled ? next : withoutUsed(next, facts);
}

function uidOf({ candidate }: Judged): string | undefined {
  return candidate.object.metadata.uid;
}

function leftover({ candidate, decision }: Judged, facts: CleanupFacts): Leftover {
  const { object, kind, madeBy, ownership, owner } = candidate;
  const { name, uid = '', creationTimestamp } = object.metadata;
  const { namespace = '' } =
    kind === 'VolumeSnapshotContent'
      ? ((object as VolumeSnapshotContent).spec?.volumeSnapshotRef ?? {})
      : object.metadata;
  return {
    kind,
    namespace,
    name,
    uid,
    madeBy,
    owner: ownership?.owner ?? owner,
    createdAt: dateOf(creationTimestamp),
    size: sizeOf(kind, object),
    decision,
    users: decision.action === 'leave' ? [] : usesOf(object, kind, facts).flatMap(({ by }) => by ?? []),
  };
}

function sizeOf(kind: Candidate['kind'], object: KubeObject): string | undefined {
  if (kind === 'VolumeSnapshot') return (object as VolumeSnapshot).status?.restoreSize;
  if (kind !== 'PersistentVolumeClaim') return undefined;
  const { status, spec } = object as PersistentVolumeClaim;
  return status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'];
}

/**
 * The decision for the VolumeSnapshot that an in-place restore has kept for rollback: it is only removed on request.
 */
function safetySnapshotOf({ metadata }: KubeObject, kind: LeftoverKind): Decision | undefined {
  const { name, namespace = '', labels = {} } = metadata;
  const isOfRestore = kind === 'VolumeSnapshot' && labels['app.kubernetes.io/component'] === 'restore';
  if (!isOfRestore || !isSafetySnapshotName(name, labels[instanceLabel] ?? '')) return undefined;
  return {
    action: 'leave',
    reason: 'safety-snapshot',
    message: 'the data from before an in-place restore, kept on purpose',
    hint: shellCommand`volsyncctl cleanup -n ${namespace} --safety-snapshots`,
  };
}

/** The decision for a VolumeSnapshotContent that outlives its VolumeSnapshot. */
function snapshotContentDecision(
  { metadata, spec, status }: VolumeSnapshotContent,
  { snapshots }: CleanupFacts,
  { withSnapshotContents }: CleanupSelector,
): Decision {
  const { namespace = '', name = '' } = spec?.volumeSnapshotRef ?? {};
  const user = snapshots.find((one) => one.spec?.source?.volumeSnapshotContentName === metadata.name);
  if (user !== undefined) {
    return { action: 'leave', reason: 'in-use', message: `volumesnapshot/${user.metadata.name} is made from it` };
  }
  const gone = `its VolumeSnapshot ${namespace}/${name} is gone, and deletionPolicy Retain keeps the snapshot ${status?.snapshotHandle ?? ''} on the storage`;
  return withSnapshotContents
    ? { action: 'remove', reason: 'snapshot-gone', message: `${gone}: it stays there, only this object is removed` }
    : {
        action: 'leave',
        reason: 'retained',
        message: gone,
        hint: shellCommand`volsyncctl cleanup -n ${namespace} --snapshot-contents`,
      };
}

/**
 * The decision for the journal of unfinished work, and for everything except pods that this work has created: they are
 * needed for a rollback, and may hold the only copy of the previous data.
 */
function openJournalOf(object: KubeObject, kind: LeftoverKind, facts: CleanupFacts): Decision | undefined {
  if (kind === 'Pod' || kind === 'Lease') return undefined;
  if (kind === 'ConfigMap') {
    return isOpen(object)
      ? { action: 'leave', reason: 'open-journal', message: 'its work is not finished' }
      : undefined;
  }
  const { namespace, labels = {} } = object.metadata;
  const instance = labels[instanceLabel];
  const journal = facts.journals.find(
    (each) =>
      instance !== undefined &&
      each.metadata.namespace === namespace &&
      each.metadata.labels?.[instanceLabel] === instance &&
      isOpen(each),
  );
  if (journal === undefined) return undefined;
  return {
    action: 'leave',
    reason: 'open-journal',
    message: `belongs to work that is not finished: configmap/${journal.metadata.name}`,
  };
}

function isOpen({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[finishedAnnotation] === undefined;
}
