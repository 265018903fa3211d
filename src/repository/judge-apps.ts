import type { ReplicationSource } from '../volsync/types.ts';
import type { PodTimeouts } from '../helper-pod/settled-pod.ts';
import { appVerdict } from './app-verdict.ts';
import { repositoryCheckOptions } from './check-options.ts';
import { judgeChecks } from './check-repositories.ts';
import type { Depth } from './depth.ts';
import {
  listRepositorySnapshots,
  type LookOptions,
  type RepositoryPorts,
  type SeenRepository,
} from './list-snapshots.ts';
import type { EnvironmentOverrides } from './mover-environments.ts';
import { allSourcesAfter } from './all-sources.ts';
import { RelatedSources } from './related-sources.ts';
import type { AppVerdict } from './verify-result.ts';

export interface JudgeOptions extends EnvironmentOverrides {
  /** The maximum age of the newest snapshot; undefined leaves it to the schedule. */
  readonly maxAgeMs?: number | undefined;
  readonly timeouts: PodTimeouts;
  readonly depth: Depth;
  /** The command that the helper pods belong to. */
  readonly command: string;
  readonly store?: LookOptions['store'];
}

/** Verdicts, and their basis. */
export interface JudgedApps {
  /** In the order of the selected sources. */
  readonly apps: readonly { readonly verdict: AppVerdict; readonly repository: SeenRepository }[];
  readonly seen: readonly SeenRepository[];
  /** All sources that could be read after the repositories. */
  readonly around: readonly ReplicationSource[];
}

/** Reads the repositories of sources, and judges from their contents whether each source is backed up. */
export async function judgeApps(
  { chosen, around }: { readonly chosen: readonly ReplicationSource[]; readonly around: readonly ReplicationSource[] },
  options: JudgeOptions,
  ports: RepositoryPorts,
): Promise<JudgedApps> {
  const { command, depth, maxAgeMs, timeouts } = options;
  const seen = await listRepositorySnapshots(
    chosen,
    { ...options, ...repositoryCheckOptions(depth, ports.report) },
    ports,
  );
  const checks = await judgeChecks(seen, { command, timeouts }, ports);
  const after = await allSourcesAfter(around, ports);
  const related = new RelatedSources(after, seen);
  const facts = { seen, checks, maxAgeMs, now: ports.now() };
  const apps = seen.map((repository) => {
    const verdict = appVerdict(repository, { ...facts, around: related.of(repository) });
    return { verdict, repository };
  });
  return { apps, seen, around: after };
}
