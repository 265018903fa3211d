import { dateOf, nextSyncAt, syncingSince, type Replication } from './sync-state.ts';

/** When a state began, for states whose start the object records. */
export function stateSince(state: string, object: Replication): Date | undefined {
  switch (state) {
    case 'syncing':
    case 'failing':
    case 'scheduling-gated':
      return syncingSince(object);
    case 'never-synced':
    case 'starting':
      return dateOf(object.metadata.creationTimestamp);
    case 'not-started':
      return nextSyncAt(object);
    case 'error':
    case 'broken-schedule':
    case 'no-mover':
      return conditionSince(object);
    default:
      return undefined;
  }
}

function conditionSince({ status }: Replication): Date | undefined {
  const condition = status?.conditions?.find(({ type }) => type === 'Synchronizing');
  return dateOf(condition?.lastTransitionTime);
}
