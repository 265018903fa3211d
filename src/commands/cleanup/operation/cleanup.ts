import { Failure, worstOutcome, type Outcome } from '../../../errors.ts';
import type { Scope } from '../../../kubernetes/cluster.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { Creator, CreatorState } from '../../../creator.ts';
import { resourceOf, type CleanupPlan, type CleanupSelector, type Leftover, type NamedLeftover } from './leftover.ts';
import { cleanupPlan } from './plan.ts';
import { readCleanupFacts, type CleanupFacts } from './read-facts.ts';
import { removeAll, type Removal } from './remove.ts';

export interface CleanupOptions extends CleanupSelector {
  readonly scope: Scope;
}

/** What `cleanup` requires. */
export interface CleanupPorts extends TimedContext<'list' | 'delete'> {
  /** Whether another run of volsyncctl is still running. */
  creatorStateOf(creator: Creator): CreatorState;
}

/** The result for an object: `planned` if nothing was done yet, `left` if it should stay. */
export interface CleanedUp extends Leftover {
  readonly end: Removal['end'] | 'planned' | 'left';
  /** Why it could not be removed. */
  readonly failure?: { readonly message: string } | undefined;
}

export interface CleanupReport {
  readonly objects: readonly CleanedUp[];
  readonly unread: CleanupPlan['unread'];
  readonly notes: CleanupPlan['notes'];
  readonly time: Date;
  readonly isDryRun: boolean;
  readonly outcome: Outcome;
}

/** Finds leftovers, and decides for each object whether it can be removed. Nothing is changed. */
export async function planCleanup(options: CleanupOptions, ports: CleanupPorts): Promise<CleanupPlan> {
  const { plan, facts } = await readPlan(options, ports);
  for (const named of options.named ?? []) requirePlanned(named, plan, facts);
  return plan;
}

async function readPlan(options: CleanupOptions, ports: CleanupPorts) {
  const facts = await readCleanupFacts(options.scope, options, ports);
  return {
    facts,
    plan: cleanupPlan(facts, options, { now: ports.now(), creatorStateOf: (creator) => ports.creatorStateOf(creator) }),
  };
}

/** Throws for a named object that is not a leftover; of a kind that could not be read, nothing is known. */
function requirePlanned(named: NamedLeftover, { objects, unread }: CleanupPlan, facts: CleanupFacts): void {
  const { kind, name } = named;
  if (objects.some((object) => object.kind === kind && object.name === name)) return;
  if (unread.some(({ resource }) => resource === resourceOf[kind].plural)) return;
  const place = facts.namespace === undefined ? '' : ` in namespace ${facts.namespace}`;
  const all = [
    ...facts.pods,
    ...facts.claims,
    ...facts.snapshots,
    ...facts.destinations,
    ...facts.journals,
    ...facts.leases,
  ];
  if (!all.some(({ metadata }) => metadata.name === name)) {
    throw new Failure('not-found', `There is no ${kind} ${name}${place} that cleanup could remove.`);
  }
  throw new Failure('refused', `${kind} ${name}${place} is neither a leftover of volsyncctl nor an orphan.`, {
    hint: 'objects that VolSync made need --volsync as well',
  });
}

/**
 * The plan as it can be carried out now, some time after it was shown: nothing is added, and objects that are now in
 * use are left.
 */
export async function planAgain(
  shown: CleanupPlan,
  options: CleanupOptions,
  ports: CleanupPorts,
): Promise<CleanupPlan> {
  const { plan: fresh } = await readPlan(options, ports);
  const byUid = new Map(fresh.objects.map((object) => [object.uid, object]));
  const objects = shown.objects.map((object) => {
    if (object.decision.action === 'leave') return object;
    return byUid.get(object.uid) ?? { ...object, decision: changed, users: [] };
  });
  return { ...fresh, objects: withoutUsers(objects) };
}

/** Leaves what is used by something that stays after all. */
function withoutUsers(objects: readonly Leftover[]): readonly Leftover[] {
  const going = new Set(objects.filter(({ decision }) => decision.action === 'remove').map(({ uid }) => uid));
  const next = objects.map((object) =>
    object.users.every((user) => going.has(user)) ? object : { ...object, decision: changed, users: [] },
  );
  return next.every((object, index) => object === objects[index]) ? next : withoutUsers(next);
}

const changed = { action: 'leave', reason: 'changed', message: 'gone or changed since it was shown' } as const;

/** The report of a plan that is not carried out. */
export function dryRunReport(plan: CleanupPlan, time: Date): CleanupReport {
  const { objects, unread, notes } = plan;
  return {
    objects: objects.map((object) => ({ ...object, end: object.decision.action === 'leave' ? 'left' : 'planned' })),
    unread,
    notes,
    time,
    isDryRun: true,
    outcome: outcomeOf(stayed(plan), unread),
  };
}

/** Carries out a plan, and reports the result for each object. */
export async function cleanUp(plan: CleanupPlan, ports: CleanupPorts): Promise<CleanupReport> {
  const { objects, unread, notes } = plan;
  const ends = await removeAll(
    objects.filter(({ decision }) => decision.action === 'remove'),
    ports,
  );
  const cleaned = objects.map((object): CleanedUp => {
    const end = ends.get(object.uid);
    if (end === undefined) return { ...object, end: 'left' };
    return { ...object, end: end.end, failure: end.end === 'failed' ? end.failure : undefined };
  });
  const outcomes = [...stayed(plan), ...[...ends.values()].map(outcomeOfRemoval)];
  return {
    objects: cleaned,
    unread,
    notes,
    time: ports.now(),
    isDryRun: false,
    outcome: outcomeOf(ports.signal.aborted ? ['interrupted', ...outcomes] : outcomes, unread),
  };
}

/** A named object that is left alone counts as refused. */
function stayed({ objects, isNamed }: CleanupPlan): readonly Outcome[] {
  return isNamed && objects.some(({ decision }) => decision.action === 'leave') ? ['refused'] : [];
}

function outcomeOf(outcomes: readonly Outcome[], unread: CleanupPlan['unread']): Outcome {
  return worstOutcome(unread.length === 0 ? outcomes : [...outcomes, 'unknown']);
}

function outcomeOfRemoval(removal: Removal): Outcome {
  switch (removal.end) {
    case 'removed':
      return 'ok';
    case 'removing':
      return 'timeout';
    case 'untouched':
      return 'refused';
    case 'failed':
      return removal.failure.kind;
  }
}
