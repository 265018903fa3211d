import { plainLine } from '../foreign-text.ts';
import { shellCommand, shellWords, type ShellWords } from '../shell-command.ts';
import { ownerOf } from './field-owner.ts';
import { moverKind } from './mover-kind.ts';
import { openRestoreMessage, openRestoreOf } from './open-restore.ts';
import { farSchedule, isSameTrigger, triggerLabel, triggerOf } from './parking.ts';
import { isInForce, suspensionAnnotation, suspensionOf, type Suspension } from './suspension.ts';
import { lastSyncedAt, triggerState } from './sync-state.ts';
import { isTriggerTag } from './trigger-tag.ts';
import type { ReplicationSource } from './types.ts';

/**
 * What suspending or resuming a source requires: `change` its trigger, `none` if there is nothing to do, or `refused`
 * with a command that helps.
 */
export type SuspensionPlan =
  | { readonly kind: 'change'; readonly suspension: Suspension }
  | { readonly kind: 'none'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string; readonly hint?: string | undefined };

/** The operator's request. */
export interface SuspensionRequest {
  readonly by: string;
  readonly now: Date;
  readonly until: Date | undefined;
  readonly reason: string | undefined;
  /** Suspend although a GitOps tool may revert it. */
  readonly ignoresGitOps: boolean;
}

/** Plans a suspension. A suspended source gets the new reason and time, and keeps the trigger to restore. */
export function planSuspend(source: ReplicationSource, request: SuspensionRequest): SuspensionPlan {
  const before = suspensionOf(source);
  if (before === 'unreadable' || (before !== undefined && !isInForce(source, before))) return changed(source, before);
  if (before !== undefined) return change(before.trigger, before.parked, request);
  return unsuspendable(source) ?? undone(source, request) ?? planNew(source, request);
}

/** Plans to restore the previous trigger, but only in place of the one that volsyncctl set. */
export function planResume(source: ReplicationSource): SuspensionPlan {
  const suspension = suspensionOf(source);
  if (suspension === undefined) return { kind: 'none', message: 'is not suspended' };
  if (suspension === 'unreadable' || !isResumable(source, suspension)) return changed(source, suspension);
  return { kind: 'change', suspension };
}

/** If somebody has already restored it, only the annotation is removed. */
function isResumable(source: ReplicationSource, suspension: Suspension): boolean {
  return isInForce(source, suspension) || isSameTrigger(triggerOf(source), suspension.trigger);
}

function planNew(source: ReplicationSource, request: SuspensionRequest): SuspensionPlan {
  const trigger = triggerState(source);
  if (trigger.kind === 'manual' || trigger.kind === 'parked') {
    return {
      kind: 'none',
      message: `has no schedule in force: only its manual tag "${plainLine(trigger.tag)}" starts syncs`,
    };
  }
  const parked = farSchedule(lastSyncedAt(source) ?? request.now, request.now);
  if (parked !== undefined) return change(triggerOf(source), parked, request);
  const message = 'has not synced for so long that VolSync would sync at once under any schedule';
  return { kind: 'refused', message, hint: shellCommand`volsyncctl trigger ${placeOf(source)}` };
}

function change(trigger: Suspension['trigger'], parked: string, request: SuspensionRequest): SuspensionPlan {
  const { by, now, until, reason } = request;
  const suspension = {
    by,
    at: secondsOf(now),
    ...(until !== undefined && { until: secondsOf(until) }),
    ...(reason !== undefined && { reason }),
    trigger,
    parked,
  };
  return { kind: 'change', suspension };
}

/** Sources that no schedule can keep idle. */
function unsuspendable(source: ReplicationSource): SuspensionPlan | undefined {
  if (openRestoreOf(source) !== undefined) {
    const hint = shellCommand`volsyncctl restore status ${placeOf(source)}`;
    return { kind: 'refused', message: openRestoreMessage(source), hint };
  }
  const kind = moverKind(source);
  if (kind === 'none' || kind === 'several')
    return { kind: 'none', message: 'does not sync: it needs exactly one mover' };
  if (kind === 'syncthing') return { kind: 'refused', message: 'has syncthing, which copies continuously' };
  if (kind === 'external') return { kind: 'refused', message: 'is copied by another program (spec.external)' };
  if (lastSyncedAt(source) !== undefined) return undefined;
  const message = 'has not synced yet: VolSync makes the first backup whatever the schedule says';
  return { kind: 'refused', message, hint: shellCommand`volsyncctl status ${placeOf(source)}` };
}

/** Flux and Argo CD revert to what they have in Git. */
function undone(source: ReplicationSource, { ignoresGitOps }: SuspensionRequest): SuspensionPlan | undefined {
  const owner = ownerOf(source);
  if (owner === undefined || ignoresGitOps || isLeftAlone(source)) return undefined;
  const message = `${owner.name} manages this ReplicationSource, and would put its schedule back`;
  return {
    kind: 'refused',
    message,
    hint: `${suspendOwner(source)}; then: ${shellCommand`volsyncctl suspend ${placeOf(source)} --ignore-gitops`}`,
  };
}

/** Flux ignores an object with this label or annotation. */
function isLeftAlone({ metadata: { labels = {}, annotations = {} } }: ReplicationSource): boolean {
  const marks = { ...labels, ...annotations };
  const prefix = 'kustomize.toolkit.fluxcd.io';
  return marks[`${prefix}/ssa`] === 'IfNotPresent' || marks[`${prefix}/reconcile`] === 'disabled';
}

function suspendOwner({ metadata: { labels = {} } }: ReplicationSource): string {
  for (const [kind, prefix] of fluxKinds) {
    const [name, namespace] = [labels[`${prefix}/name`], labels[`${prefix}/namespace`]];
    if (name !== undefined && namespace !== undefined)
      return shellCommand`flux suspend ${kind} ${name} -n ${namespace}`;
  }
  return 'switch its automatic sync off';
}

const fluxKinds = [
  ['kustomization', 'kustomize.toolkit.fluxcd.io'],
  ['helmrelease', 'helm.toolkit.fluxcd.io'],
] as const;

/** The operator decides what the schedule should be. */
function changed(source: ReplicationSource, suspension: Suspension | 'unreadable'): SuspensionPlan {
  const drop = shellCommand`kubectl annotate replicationsource ${placeOf(source)} ${suspensionAnnotation}-`;
  if (suspension === 'unreadable') {
    return { kind: 'refused', message: `its annotation ${suspensionAnnotation} cannot be read`, hint: drop };
  }
  const now = triggerOf(source);
  const running =
    now?.manual !== undefined && isTriggerTag(now.manual) ? ' (a volsyncctl trigger runs, or was killed)' : '';
  const message = `was suspended, and has ${triggerLabel(now)} since${running}: its own trigger was ${triggerLabel(suspension.trigger)}`;
  const { schedule = null, manual = null } = suspension.trigger ?? {};
  const patch = JSON.stringify({ spec: { trigger: suspension.trigger === null ? null : { schedule, manual } } });
  const back = shellCommand`kubectl patch replicationsource ${placeOf(source)} --type merge -p ${patch}`;
  return { kind: 'refused', message, hint: `${back} && ${drop}` };
}

function placeOf({ metadata: { name, namespace = '' } }: ReplicationSource): ShellWords {
  return shellWords`${name} -n ${namespace}`;
}

function secondsOf(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
