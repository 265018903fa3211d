import { Failure } from '../errors.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { rememberingPods } from '../helper-pod/remembering-pods.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { readFindOutput } from '../restic/find-output.ts';
import { readSnapshots, type Snapshot } from '../restic/snapshots.ts';
import { lookIntoOne, outputOfStep, understood } from './one-repository.ts';
import { reportOwnership } from './report-ownership.ts';
import type { LookAtSnapshots, SnapshotsPorts } from './snapshots.ts';
import type { LookEffort } from './snapshots-result.ts';
import { shellCommand } from '../shell-command.ts';

/** The search in all snapshots of an app. */
export interface FindRequest {
  readonly app: ObjectKey;
  /** In the syntax of restic's `find`: a shell pattern for a name, or for a path if it begins with a slash. */
  readonly pattern: string;
  readonly ignoresCase: boolean;
  /** What to do if there are more matches than Kubernetes keeps of an answer. */
  readonly shorter: string;
}

/** The matches by snapshot. */
export interface FoundFiles extends LookEffort {
  readonly app: ObjectKey;
  readonly repository: string | undefined;
  /** Newest first: the snapshots that existed both before and after the search. */
  readonly snapshots: readonly Snapshot[];
  /** By the full id of the snapshot. */
  readonly matches: ReadonlyMap<string, readonly FileEntry[]>;
  /** Evidence of what restic could not read. If there is any, a file that was not found may still exist. */
  readonly gaps: readonly string[];
}

/** Searches for files in all snapshots of one app, in one run of restic. */
export async function findFiles(
  { app, pattern, ignoresCase, shorter }: FindRequest,
  options: LookAtSnapshots,
  ports: SnapshotsPorts,
): Promise<FoundFiles> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const flags = ignoresCase ? ['--ignore-case'] : [];
  const steps = [
    { name: 'find', args: ['find', '--json', ...flags, '--', pattern] },
    // A snapshot that was forgotten during the search would look like one without the file.
    { name: 'snapshots-after', args: ['snapshots', '--json'] },
  ];
  const repository = await lookIntoOne(app, { ...options, steps, shorter }, rememberingPods(pods, ports));
  const { matches, unread } = understood('find', repository, readFindOutput);
  const after = new Set(understood('snapshots-after', repository, readSnapshots).map(({ id }) => id));
  const snapshots = repository.snapshots.filter(({ id }) => after.has(id));
  const gaps = [
    ...repository.passedOver,
    ...outputOfStep('find', repository).errors.filter((line) => !isRetry(line)),
    ...[...unread].map((id) => `restic could not read a folder of snapshot ${id}`),
  ];
  if (snapshots.length === 0) throw noSnapshots(app, gaps);
  await reportOwnership(
    snapshots.filter(({ id }) => matches.has(id)),
    repository,
    ports,
  );
  const tookMs = ports.now().getTime() - begunAt;
  return { app, repository: repository.address, snapshots, matches, gaps, tookMs, pods };
}

/** restic's message about something that it has retried successfully. */
function isRetry(line: string): boolean {
  return / retrying | operation successful after /.test(line);
}

function noSnapshots({ namespace, name }: ObjectKey, gaps: readonly string[]): Failure {
  const hint = shellCommand`volsyncctl snapshots ${name} -n ${namespace}`;
  if (gaps.length === 0) {
    return new Failure('unprotected', `There is no snapshot in the repository of ${namespace}/${name}.`, { hint });
  }
  const message = `restic could read no snapshot in the repository of ${namespace}/${name}.`;
  return new Failure('unknown', message, { hint, details: gaps.slice(0, 10) });
}
