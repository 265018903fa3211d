import { Failure, type Outcome } from '../../errors.ts';
import type { ObjectKey } from '../../kubernetes/cluster.ts';
import { findFiles, type FoundFiles } from '../../repository/found-files.ts';
import type { LookAtSnapshots, SnapshotsPorts } from '../../repository/snapshots.ts';
import { patternOfPath } from '../../restic/find-output.ts';
import { versionsOf, type Version } from './judgement/versions.ts';
import { shellCommand } from '../../shell-command.ts';

export interface HistoryRequest {
  readonly app: ObjectKey;
  /** Absolute, from the volume's root. */
  readonly path: string;
}

/** How a path has changed over the snapshots of an app. */
export interface PathHistory extends Omit<FoundFiles, 'matches'> {
  readonly path: string;
  /** Newest first; at least one contains the path, or is not known. */
  readonly versions: readonly Version[];
  readonly outcome: Outcome;
}

/** Finds the versions of a file or folder in all snapshots of an app. */
export async function pathHistory(
  { app, path }: HistoryRequest,
  options: LookAtSnapshots,
  ports: SnapshotsPorts,
): Promise<PathHistory> {
  const request = { app, pattern: patternOfPath(path), ignoresCase: false, shorter: 'name a file in that folder' };
  const { matches, ...found } = await findFiles(request, options, ports);
  const versions = versionsOf(path, { ...found, matches });
  if (versions.every(({ state }) => state === 'absent')) throw nowhere(app, path, found.snapshots.length);
  return { ...found, path, versions, outcome: found.gaps.length === 0 ? 'ok' : 'unknown' };
}

function nowhere({ namespace, name }: ObjectKey, path: string, snapshots: number): Failure {
  const message = `There is no ${JSON.stringify(path)} in any of the ${snapshots} snapshots of ${namespace}/${name}.`;
  return new Failure('not-found', message, { hint: shellCommand`volsyncctl find ${name} PATTERN -n ${namespace}` });
}
