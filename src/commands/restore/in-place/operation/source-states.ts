import { isFailure } from '../../../../errors.ts';
import type { Cluster } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import { isSameTrigger, triggerOf } from '../../../../volsync/parking.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';

/** State of a ReplicationSource of the restored volume at the end, which others may have changed in the meantime. */
export interface SourceState {
  readonly name: string;
  /**
   * `changed`: it has another schedule than before. `parked`: it still has the schedule that parks it. `tagged`: a new
   * manual tag overrides its schedule. `other-volume`: it names another PVC. `unknown`: it could not be read.
   */
  readonly state: 'as-before' | 'changed' | 'parked' | 'tagged' | 'other-volume' | 'gone' | 'unknown';
}

/** The parked sources, and the app's own. */
export function sourceStates(
  journal: RestoreJournal,
  { cluster }: { readonly cluster: Pick<Cluster, 'find'> },
  signal: AbortSignal,
): Promise<readonly SourceState[]> {
  const names = new Set([journal.app, ...journal.sources.map(({ name }) => name)]);
  return Promise.all(
    [...names].map(async (name) => {
      try {
        const key = { namespace: journal.namespace, name };
        const live = await cluster.find(resources.replicationSources, key, signal);
        return { name, state: live === undefined ? 'gone' : stateOf(live, journal) } as const;
      } catch (error) {
        if (!isFailure(error)) throw error;
        return { name, state: 'unknown' } as const;
      }
    }),
  );
}

function stateOf(live: ReplicationSource, { claim, sources }: RestoreJournal): SourceState['state'] {
  if (live.spec?.sourcePVC !== claim) return 'other-volume';
  const parked = sources.find(({ name }) => name === live.metadata.name);
  const now = triggerOf(live);
  // A source without a schedule was not changed.
  if (parked === undefined || isSameTrigger(now, parked.triggerBefore)) return 'as-before';
  if (now?.schedule === parked.scheduleMeanwhile) return 'parked';
  return now?.manual ? 'tagged' : 'changed';
}
