import type { Outcome } from '../../../errors.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { ViewReader } from '../../../kubernetes/view-reader.ts';
import { triggerLabel, triggerOf, unrestOf } from '../../../volsync/parking.ts';
import { resources } from '../../../volsync/resources.ts';
import { isInForce, type Suspension } from '../../../volsync/suspension.ts';
import { syncingSince } from '../../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';

interface Ports {
  readonly cluster: Pick<Cluster, 'watch'>;
  readonly signal: AbortSignal;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** VolSync takes up a new schedule within three seconds. */
const limitMs = 30_000;

/** How a suspension stands once VolSync has seen it. */
export interface Noticed {
  readonly outcome: Outcome;
  readonly message?: string;
  readonly hint?: string;
  readonly syncingSince?: Date | undefined;
}

/** Waits until VolSync goes by the far schedule: before, it could still start what was due. A sync that runs is only told. */
export async function untilNoticed(source: ReplicationSource, suspension: Suspension, ports: Ports): Promise<Noticed> {
  const { name, namespace = '', uid } = source.metadata;
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  const { cluster, signal } = ports;
  const sleep = (ms: number, until?: AbortSignal) => ports.sleep(ms, until);
  const views = new ViewReader([{ resource: resources.replicationSources, scope }], { cluster, signal, sleep });
  const endsAt = ports.now().getTime() + limitMs;
  try {
    for (;;) {
      const view = await views.next(Math.max(0, endsAt - ports.now().getTime()));
      const [seen] = view.list(resources.replicationSources);
      const end = endOf(seen?.metadata.uid === uid ? seen : undefined, suspension, ports.now());
      if (end !== undefined) return end;
      if (ports.now().getTime() >= endsAt) return notNoticed(source);
    }
  } finally {
    await views.close();
  }
}

function endOf(source: ReplicationSource | undefined, suspension: Suspension, now: Date): Noticed | undefined {
  if (source === undefined) return { outcome: 'not-found', message: 'the ReplicationSource was deleted' };
  if (!isInForce(source, suspension)) {
    const { name, namespace = '' } = source.metadata;
    const message = `its trigger was changed again, to ${triggerLabel(triggerOf(source))}`;
    const hint = `kubectl get replicationsource ${name} -n ${namespace} -o yaml --show-managed-fields`;
    return { outcome: 'refused', message, hint };
  }
  const since = syncingSince(source);
  if (since !== undefined) return { outcome: 'ok', syncingSince: since };
  return unrestOf(source, true, now) === undefined ? { outcome: 'ok' } : undefined;
}

function notNoticed({ metadata: { name, namespace = '' } }: ReplicationSource): Noticed {
  const message = `VolSync has not taken up the far schedule in ${limitMs / 1000}s: what is due may still start`;
  return { outcome: 'timeout', message, hint: `volsyncctl logs ${name} -n ${namespace} --controller` };
}
