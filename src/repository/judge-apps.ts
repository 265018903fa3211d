import type { ReplicationSource } from '../volsync/types.ts';
import type { PodTimeouts } from '../helper-pod/settled-pod.ts';
import { appVerdict } from './app-verdict.ts';
import { checkLook } from './check-look.ts';
import { judgeChecks } from './check-repositories.ts';
import type { Depth } from './depth.ts';
import { listRepositorySnapshots, type RepositoryPorts, type SeenRepository } from './list-snapshots.ts';
import type { EnvironmentOverrides } from './mover-environments.ts';
import { sourcesAfter } from './sources-around.ts';
import type { AppVerdict } from './verify-result.ts';

export interface JudgeOptions extends EnvironmentOverrides {
  /** The oldest that the newest snapshot may be; undefined leaves that to the schedule. */
  readonly maxAgeMs?: number | undefined;
  readonly patience: PodTimeouts;
  readonly depth: Depth;
  /** Whose helper pods they are. */
  readonly command: string;
}

/** Verdicts, and what they are by. */
export interface JudgedApps {
  /** In the order of the sources that were chosen. */
  readonly apps: readonly { readonly verdict: AppVerdict; readonly repository: SeenRepository }[];
  readonly seen: readonly SeenRepository[];
  /** All sources that could be read after the look. */
  readonly around: readonly ReplicationSource[];
}

/** Looks into the repositories of sources, and judges by what is there whether each is backed up. */
export async function judgeApps(
  { chosen, around }: { readonly chosen: readonly ReplicationSource[]; readonly around: readonly ReplicationSource[] },
  options: JudgeOptions,
  ports: RepositoryPorts,
): Promise<JudgedApps> {
  const { command, depth, maxAgeMs, patience } = options;
  const seen = await listRepositorySnapshots(
    chosen,
    { ...options, ...checkLook(depth, (news) => ports.report(news)) },
    ports,
  );
  const checks = await judgeChecks(seen, { command, patience }, ports);
  const facts = { seen, around: await sourcesAfter(around, ports), checks, maxAgeMs, now: ports.now() };
  const apps = seen.map((repository) => ({ verdict: appVerdict(repository, facts), repository }));
  return { apps, seen, around: facts.around };
}
