import { readMoverLog } from '../restic/mover-log.ts';
import type { ReplicationSource } from './types.ts';

/** What VolSync's log of a source's last mover names, whether that mover failed later or not: short ids. */
interface Reported {
  readonly saved: string | undefined;
  readonly parent: string | undefined;
}

/** In a fleet every source is compared with every other one. */
const known = new WeakMap<ReplicationSource, Reported>();

/** The snapshot that the last mover of a source saved. */
export function savedBy(source: ReplicationSource): string | undefined {
  return reported(source).saved;
}

/** The snapshot that restic compared that backup with: the newest one in the repository, whoever made it. */
export function parentOf(source: ReplicationSource): string | undefined {
  return reported(source).parent;
}

function reported(source: ReplicationSource): Reported {
  const found = known.get(source) ?? read(source);
  known.set(source, found);
  return found;
}

function read({ status }: ReplicationSource): Reported {
  const { snapshot: saved, parent } = readMoverLog(status?.latestMoverStatus?.logs ?? '');
  return { saved, parent };
}
