import type { Pod } from '../../../kubernetes/objects.ts';
import type { PodTimeouts } from '../../../helper-pod/settled-pod.ts';
import { appVerdict } from '../../../repository/app-verdict.ts';
import {
  listRepositorySnapshots,
  type LookOptions,
  type RepositoryPorts,
  type SeenRepository,
} from '../../../repository/list-snapshots.ts';
import type { EnvironmentOverrides } from '../../../repository/mover-environments.ts';
import { probeWriting, type WriteProbe } from '../../../repository/probe-writing.ts';
import { allSourcesAfter } from '../../../repository/all-sources.ts';
import type { StepOutput } from '../../../restic/step-log.ts';
import { mountsClaim } from '../../../volsync/claim-users.ts';
import { moverKind } from '../../../volsync/mover-kind.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { RepositoryFacts } from '../facts.ts';
import { seen } from '../judgement/judge-listed.ts';
import { folderOnVolume } from '../judgement/repository-volume.ts';
import { isReadOnly } from '../rules/repository-write.ts';
import type { ReadFacts } from './read-facts.ts';

interface RepositoryLook extends EnvironmentOverrides {
  readonly timeouts: PodTimeouts;
  /** Whether a file is written into the folder of each repository, and removed. */
  readonly isProbingWrites?: boolean | undefined;
}

/** Reads repositories with the helper pods and judgement of `verify`, on the nodes where the apps run. */
export async function lookIntoRepositories(
  { sources, objects }: Pick<ReadFacts['facts'], 'sources' | 'objects'>,
  { isProbingWrites, ...options }: RepositoryLook,
  ports: RepositoryPorts,
): Promise<readonly RepositoryFacts[]> {
  const restic = sources.map(({ object }) => object).filter((object) => moverKind(object) === 'restic');
  if (restic.length === 0) return [];
  const nodeOf = (source: ReplicationSource) => nodeOfApp(source, seen(objects.pods));
  const look = { ...options, command: 'doctor', moreSteps: [listLocks], measures: true, nodeOf };
  const repositories = await listRepositorySnapshots(restic, look, ports);
  const probes = isProbingWrites === true ? await probed(repositories, look, ports) : undefined;
  const around = await allSourcesAfter(objects.sources, ports);
  const known = { seen: repositories, around, maxAgeMs: undefined, now: ports.now() };
  return repositories.map((one) => ({
    source: one.source,
    seen: one,
    verdict: appVerdict(one, known),
    locks: one.kind === 'seen' ? locksIn(one.more) : [],
    isQuiet: isQuiet(one.source, around),
    probe: probes?.(one),
  }));
}

/** Only their ids; `unlock` reads their content. */
const listLocks = { name: 'locks', args: ['list', 'locks'] } as const;

function locksIn(steps: readonly StepOutput[]): readonly string[] {
  const [step] = steps;
  return step?.exitCode === 0 ? step.output.filter((line) => /^[0-9a-f]{64}$/.test(line)) : [];
}

/** A sync that began or ended in the meantime may have held the lock. */
function isQuiet(before: ReplicationSource, around: readonly ReplicationSource[]): boolean {
  const after = around.find(({ metadata }) => metadata.uid === before.metadata.uid);
  const isSame = after !== undefined && after.status?.lastSyncTime === before.status?.lastSyncTime;
  return isSame && !isSyncing(before) && !isSyncing(after);
}

/** The node of the app's pod, where movers of its volume mostly run too. */
function nodeOfApp({ metadata, spec }: ReplicationSource, pods: readonly Pod[]): string | undefined {
  const claim = spec?.sourcePVC;
  if (claim === undefined) return undefined;
  return pods.find((pod) => pod.metadata.namespace === metadata.namespace && mountsClaim(pod.spec, claim))?.spec
    ?.nodeName;
}

/** A volume that is read-only for the mover is not tested. */
async function probed(repositories: readonly SeenRepository[], options: LookOptions, ports: RepositoryPorts) {
  const writable = repositories.flatMap(({ measured, address }) => {
    const folder = folderOnVolume({ seen: { measured, address } });
    return measured === undefined || (folder !== undefined && isReadOnly(folder)) ? [] : [measured.environment];
  });
  const probes = await probeWriting(writable, options, ports);
  const unseen = { kind: 'unknown', why: 'the helper pod could not reach the repository', node: undefined } as const;
  return ({ measured }: SeenRepository): WriteProbe => (measured && probes.get(measured.environment)) ?? unseen;
}
