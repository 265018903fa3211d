import { isFailure, type Outcome } from '../../../errors.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import { triggerLabel, triggerOf, unrestOf } from '../../../volsync/parking.ts';
import { resources } from '../../../volsync/resources.ts';
import { isInForce, type Suspension } from '../../../volsync/suspension.ts';
import { syncingSince } from '../../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { shellCommand } from '../../../shell-command.ts';

type Ports = TimedContext<'find'>;

/** VolSync adopts a new schedule within three seconds. */
const limitMs = 30_000;
const betweenMs = 500;

/** State of a suspension once VolSync has seen it. */
export interface Noticed {
  readonly outcome: Outcome;
  readonly message?: string;
  readonly hint?: string;
  readonly syncingSince?: Date | undefined;
}

/**
 * Waits until VolSync uses the far schedule: before that, it could still start what was due. A running sync is only
 * reported, and so is anything that prevents the check: the source is suspended anyway.
 */
export async function untilNoticed(source: ReplicationSource, suspension: Suspension, ports: Ports): Promise<Noticed> {
  try {
    return await looking(source, suspension, ports);
  } catch (error) {
    if (ports.signal.aborted) return unseen(source, 'interrupted', 'interrupted');
    if (!isFailure(error)) throw error;
    return unseen(source, error.kind === 'forbidden' ? 'unknown' : error.kind, error.message);
  }
}

async function looking(source: ReplicationSource, suspension: Suspension, ports: Ports): Promise<Noticed> {
  const { name, namespace = '', uid } = source.metadata;
  const endsAt = ports.now().getTime() + limitMs;
  for (;;) {
    const seen = await ports.cluster.find(resources.replicationSources, { namespace, name }, ports.signal);
    const end = endOf(seen?.metadata.uid === uid ? seen : undefined, suspension, ports.now());
    if (end !== undefined) return end;
    if (ports.now().getTime() >= endsAt) return notNoticed(source);
    await ports.sleep(betweenMs, ports.signal);
  }
}

function endOf(source: ReplicationSource | undefined, suspension: Suspension, now: Date): Noticed | undefined {
  if (source === undefined) return { outcome: 'not-found', message: 'the ReplicationSource was deleted' };
  if (!isInForce(source, suspension)) {
    const { name, namespace = '' } = source.metadata;
    const message = `its trigger was changed again, to ${triggerLabel(triggerOf(source))}`;
    const hint = shellCommand`kubectl get replicationsource ${name} -n ${namespace} -o yaml --show-managed-fields`;
    return { outcome: 'refused', message, hint };
  }
  const since = syncingSince(source);
  if (since !== undefined) return { outcome: 'ok', syncingSince: since };
  return unrestOf(source, true, now) === undefined ? { outcome: 'ok' } : undefined;
}

function notNoticed({ metadata: { name, namespace = '' } }: ReplicationSource): Noticed {
  const message = `VolSync did not pick up the suspended schedule within ${limitMs / 1000}s: a sync that is due may still start`;
  return { outcome: 'timeout', message, hint: shellCommand`volsyncctl logs ${name} -n ${namespace} --controller` };
}

function unseen({ metadata: { name, namespace = '' } }: ReplicationSource, outcome: Outcome, why: string): Noticed {
  const message = `could not determine whether VolSync picked up the suspended schedule: ${why}`;
  const hint = [
    shellCommand`check: volsyncctl status ${name} -n ${namespace}`,
    shellCommand`undo: volsyncctl resume ${name} -n ${namespace}`,
  ];
  return { outcome, message, hint: hint.join('\n') };
}
