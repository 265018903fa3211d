import { Failure, isFailure, worstOutcome } from '../../../errors.ts';
import { changeObject } from '../../../kubernetes/change-object.ts';
import type { JsonPatchStep, ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import { findSources } from '../../../sources/find-sources.ts';
import { ownerOf } from '../../../volsync/field-owner.ts';
import { firesAtOnce } from '../../../volsync/parking.ts';
import { resources } from '../../../volsync/resources.ts';
import { isInForce, suspensionAnnotation, type Suspension } from '../../../volsync/suspension.ts';
import {
  planResume,
  planSuspend,
  type SuspensionPlan,
  type SuspensionRequest,
} from '../../../volsync/suspension-plan.ts';
import { syncingSince } from '../../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { SuspendedApp, SuspendReport } from './suspend-result.ts';
import { untilNoticed } from './until-noticed.ts';
import { shellCommand } from '../../../shell-command.ts';

export type SuspendPorts = TimedContext<'find' | 'list' | 'exists' | 'patch' | 'userName'>;

export interface SuspendTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** The options; `forMs` is only recorded and shown, nothing resumes automatically. */
export interface SuspendOptions {
  readonly forMs: number | undefined;
  readonly reason: string | undefined;
  readonly ignoresGitOps: boolean;
  readonly isDryRun: boolean;
}

/**
 * Keeps VolSync from starting syncs of apps with a far schedule, and remembers their own. Throws only if no app could
 * be found.
 */
export async function suspend(
  target: SuspendTarget,
  options: SuspendOptions,
  ports: SuspendPorts,
): Promise<SuspendReport> {
  const now = ports.now();
  const { forMs, reason, ignoresGitOps, isDryRun } = options;
  const until = forMs === undefined ? undefined : new Date(now.getTime() + forMs);
  const by = (await ports.cluster.userName(ports.signal)) ?? 'an unknown user';
  const request: SuspensionRequest = { by, now, until, reason, ignoresGitOps };
  const plan = (source: ReplicationSource) => planSuspend(source, request);
  return forEach('suspend', target, { plan, isDryRun }, ports);
}

/** Restores the previous trigger of apps. */
export async function resume(target: SuspendTarget, isDryRun: boolean, ports: SuspendPorts): Promise<SuspendReport> {
  return forEach('resume', target, { plan: planResume, isDryRun }, ports);
}

interface Work {
  readonly plan: (source: ReplicationSource) => SuspensionPlan;
  readonly isDryRun: boolean;
}

async function forEach(
  verb: SuspendReport['verb'],
  target: SuspendTarget,
  work: Work,
  ports: SuspendPorts,
): Promise<SuspendReport> {
  const { chosen, failures } = await findSources(target, ports);
  const apps: SuspendedApp[] = [];
  // Changes before Ctrl-C are reported too.
  for (const source of chosen) {
    apps.push(ports.signal.aborted ? notBegun(source) : await one(verb, source, work, ports));
  }
  const outcome = worstOutcome([...apps.map((app) => app.outcome), ...failures.map(({ kind }) => kind)]);
  return { verb, apps, failures, isDryRun: work.isDryRun, outcome };
}

async function one(
  verb: SuspendReport['verb'],
  source: ReplicationSource,
  { plan, isDryRun }: Work,
  ports: SuspendPorts,
): Promise<SuspendedApp> {
  const { name, namespace = '' } = source.metadata;
  const app = { namespace, name, managedBy: ownerOf(source)?.name };
  try {
    const planned = plan(source);
    if (isDryRun || planned.kind !== 'change') {
      return { ...app, ...unchanged(planned), ...facts(verb, afterwards(source, planned), ports) };
    }
    return { ...app, ...(await changed(verb, source, plan, ports)) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ...app, outcome: error.kind, state: 'failed', message: error.message, hint: error.hint };
  }
}

function notBegun({ metadata: { name, namespace = '' } }: ReplicationSource): SuspendedApp {
  return { namespace, name, outcome: 'interrupted', state: 'failed', message: 'interrupted before it was changed' };
}

function unchanged(
  planned: SuspensionPlan,
): Pick<SuspendedApp, 'outcome' | 'state' | 'message' | 'hint' | 'suspension'> {
  switch (planned.kind) {
    case 'change':
      return { outcome: 'ok', state: 'planned', suspension: planned.suspension };
    case 'none':
      return { outcome: 'ok', state: 'none', message: planned.message };
    case 'refused':
      return { outcome: 'refused', state: 'refused', message: planned.message, hint: planned.hint };
  }
}

type Changed = Omit<SuspendedApp, 'namespace' | 'name' | 'managedBy'>;

/** The change is planned again from the object's state at that moment. */
async function changed(
  verb: SuspendReport['verb'],
  { metadata: { name, namespace = '' } }: ReplicationSource,
  plan: Work['plan'],
  ports: SuspendPorts,
): Promise<Changed> {
  let planned: SuspensionPlan = { kind: 'none', message: 'is gone' };
  const decide = (now: ReplicationSource): readonly JsonPatchStep[] => {
    planned = plan(now);
    if (planned.kind !== 'change') return [];
    return verb === 'suspend' ? suspendSteps(now, planned.suspension) : resumeSteps(now, planned.suspension);
  };
  const key = { namespace, name };
  const done = await changeObject(resources.replicationSources, key, decide, ports).catch((error: unknown) => {
    throw planned.kind === 'change' ? inDoubt(error, key) : error;
  });
  const last = planned as SuspensionPlan;
  if (done === undefined || last.kind !== 'change') return unchanged(last);
  const { suspension } = last;
  if (verb === 'resume') return { outcome: 'ok', state: 'resumed', suspension, ...facts(verb, done.object, ports) };
  const seen = await untilNoticed(done.object, suspension, ports);
  return { state: 'suspended', suspension, ...seen };
}

/** A request whose answer was lost may have been applied. */
function inDoubt(error: unknown, { namespace, name }: ObjectKey): unknown {
  if (!isFailure(error, 'interrupted', 'unreachable', 'timeout')) return error;
  return new Failure(error.kind, `${error.message} Its schedule may have been changed.`, {
    hint: shellCommand`volsyncctl status ${name} -n ${namespace}`,
    cause: error,
  });
}

/** The source after resuming. */
function afterwards(source: ReplicationSource, planned: SuspensionPlan): ReplicationSource {
  const trigger = planned.kind === 'change' ? planned.suspension.trigger : null;
  return trigger === null ? source : { ...source, spec: { ...source.spec, trigger } };
}

/** A running sync continues; a missed run is made up for. */
function facts(verb: SuspendReport['verb'], source: ReplicationSource, ports: SuspendPorts) {
  const running = { syncingSince: syncingSince(source) };
  return verb === 'suspend' ? running : { ...running, syncsAtOnce: firesAtOnce(source, ports.now()) };
}

function suspendSteps({ metadata }: ReplicationSource, suspension: Suspension): readonly JsonPatchStep[] {
  const value = JSON.stringify(suspension);
  const note: JsonPatchStep =
    metadata.annotations === undefined
      ? { op: 'add', path: '/metadata/annotations', value: { [suspensionAnnotation]: value } }
      : { op: 'add', path: annotationPath, value };
  return [{ op: 'add', path: '/spec/trigger', value: { schedule: suspension.parked } }, note];
}

function resumeSteps(source: ReplicationSource, suspension: Suspension): readonly JsonPatchStep[] {
  const { trigger } = suspension;
  const drop: JsonPatchStep = { op: 'remove', path: annotationPath };
  if (!isInForce(source, suspension)) return [drop];
  if (trigger === null) return [{ op: 'remove', path: '/spec/trigger' }, drop];
  return [{ op: 'replace', path: '/spec/trigger', value: trigger }, drop];
}

const annotationPath = `/metadata/annotations/${suspensionAnnotation.replaceAll('/', '~1')}`;
