import type { KubeObject, Pod } from '../../../kubernetes/objects.ts';
import { keepAnnotation, creatorIn, type Creator, type CreatorState } from '../../../creator.ts';
import type { Lease } from '../../../kubernetes/lease.ts';
import { isLeaseInForce, leaseExpiry } from '../../../volsync/claim-lease.ts';
import { dateOf } from '../../../volsync/sync-state.ts';
import type { Decision, LeftoverKind } from './leftover.ts';

/** What is known about this machine and the time. */
export interface CreatorObservation {
  readonly now: Date;
  creatorStateOf(creator: Creator): CreatorState;
}

/** Label with the run of volsyncctl that created an object. */
export const instanceLabel = 'app.kubernetes.io/instance';

/** Annotation of a journal whose work has finished. */
export const finishedAnnotation = 'volsyncctl/finished';

const minuteMs = 60_000;

/** How long the log of an ended pod may still be read. */
const readingMs = minuteMs;

/** How long an object may exist without a pod. */
const graceMs: Readonly<Record<LeftoverKind, number>> = {
  Pod: 0,
  PersistentVolumeClaim: 10 * minuteMs,
  VolumeSnapshot: 10 * minuteMs,
  VolumeSnapshotContent: 0,
  // VolSync works on these: volsyncctl may wait for hours without a pod of its own.
  ReplicationDestination: 1440 * minuteMs,
  ConfigMap: 1440 * minuteMs,
  Lease: 0,
};

/**
 * Whether the volsyncctl that created an object still needs it. A process on this machine can be checked; for another
 * machine the pod shows it: it ends by its deadline, and objects of the same run follow it. `pods` are those of the
 * namespace.
 */
export function creatorVerdict(
  object: KubeObject,
  kind: LeftoverKind,
  pods: readonly Pod[] | undefined,
  sight: CreatorObservation,
): Decision {
  const decision = ofMaker(object, kind, pods, sight);
  const isKept = object.metadata.annotations?.[keepAnnotation] === 'true';
  return decision.action === 'remove' && isKept
    ? { action: 'remove', reason: 'kept', message: 'kept by --keep' }
    : decision;
}

function ofMaker(
  object: KubeObject,
  kind: LeftoverKind,
  pods: readonly Pod[] | undefined,
  sight: CreatorObservation,
): Decision {
  const creator = creatorIn(object.metadata.annotations);
  const fate = creator === undefined ? 'elsewhere' : sight.creatorStateOf(creator);
  const who = creator === undefined ? 'volsyncctl' : `volsyncctl process ${creator.pid} on ${creator.hostname}`;
  if (fate === 'running') return { action: 'leave', reason: 'running', message: `${who} uses it` };
  if (fate === 'gone') return { action: 'remove', reason: 'maker-gone', message: `made by ${who}, which is gone` };
  if (kind === 'Pod') return podVerdict(object, who, sight.now);
  if (kind === 'Lease') return leaseVerdict(object, who, sight.now);
  return followingPods(object, kind, pods, { who, now: sight.now });
}

function podVerdict(pod: Pod, who: string, now: Date): Decision {
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    const endedAt = endOf(pod);
    return endedAt !== undefined && now.getTime() - endedAt.getTime() < readingMs
      ? { action: 'leave', reason: 'running', message: `it has just ended, and ${who} may still read its log` }
      : { action: 'remove', reason: 'pod-ended', message: 'it has ended' };
  }
  const seconds = pod.spec?.activeDeadlineSeconds;
  const since = dateOf(pod.status?.startTime ?? pod.metadata.creationTimestamp);
  if (seconds === undefined || since === undefined) {
    return { action: 'leave', reason: 'running', message: `${who} may use it, and it has no deadline` };
  }
  const deadline = new Date(since.getTime() + seconds * 1000);
  return deadline < now
    ? { action: 'remove', reason: 'deadline-passed', message: 'it is past its deadline' }
    : {
        action: 'leave',
        reason: 'running',
        message: `${who} may use it, until its deadline at ${deadline.toISOString().slice(0, 16)}Z`,
      };
}

function leaseVerdict(lease: Lease, who: string, now: Date): Decision {
  const expiry = `${leaseExpiry(lease).toISOString().slice(0, 19)}Z`;
  return isLeaseInForce(lease, 'elsewhere', now)
    ? { action: 'leave', reason: 'running', message: `${who} holds it, until ${expiry} unless it renews it` }
    : { action: 'remove', reason: 'lease-expired', message: `it expired at ${expiry}` };
}

function endOf({ status }: Pod): Date | undefined {
  const ends = (status?.containerStatuses ?? []).map(
    ({ state }) => dateOf(state?.terminated?.finishedAt)?.getTime() ?? 0,
  );
  const last = Math.max(0, ...ends);
  return last === 0 ? undefined : new Date(last);
}

function followingPods(
  { metadata }: KubeObject,
  kind: LeftoverKind,
  pods: readonly Pod[] | undefined,
  { who, now }: { readonly who: string; readonly now: Date },
): Decision {
  if (pods === undefined) {
    return { action: 'leave', reason: 'unknown', message: `whether ${who} uses it is not known without its pod` };
  }
  const instance = metadata.labels?.[instanceLabel];
  const same = instance === undefined ? [] : pods.filter((pod) => pod.metadata.labels?.[instanceLabel] === instance);
  const verdicts = same.map((pod) => ({ name: pod.metadata.name, decision: podVerdict(pod, who, now) }));
  const used = verdicts.find(({ decision }) => decision.action === 'leave');
  if (used !== undefined) {
    return { action: 'leave', reason: 'running', message: `goes with pod/${used.name}, which may be in use` };
  }
  const [ended] = verdicts;
  if (ended !== undefined) {
    return { action: 'remove', reason: 'pod-ended', message: `goes with pod/${ended.name}, which has ended` };
  }
  const created = dateOf(metadata.creationTimestamp);
  const isYoung = created === undefined || now.getTime() - created.getTime() < graceMs[kind];
  return isYoung
    ? { action: 'leave', reason: 'running', message: `it is new, and ${who} may use it` }
    : { action: 'remove', reason: 'no-pod', message: 'no pod of its run is left' };
}
