import pMap from 'p-map';
import type { Cluster } from '../../kube/cluster.ts';
import { readSnapshots, type Snapshot } from '../../restic/snapshots.ts';
import type { StepLog } from '../../restic/step-log.ts';
import { moverKind } from '../../volsync/mover-kind.ts';
import type { MoverPlace } from '../../volsync/mover-place.ts';
import { failureOfRestic } from '../../volsync/restic-failure.ts';
import { judgeSilence } from '../../volsync/silent-repository.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { unknownApp, type Judgement } from '../../volsync/verdict.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import type { Patience } from '../helper-pod/settled-pod.ts';
import { askRepositories, type Answer } from './ask-repositories.ts';
import { MoverPlaces, type PlaceOverrides } from './mover-places.ts';

/** How repositories are to be looked into, and for which command. */
export interface LookOptions extends PlaceOverrides {
  readonly command: string;
  readonly patience: Patience;
}

export interface LookPorts extends HelperPodPorts {
  readonly cluster: HelperPodPorts['cluster'] & Pick<Cluster, 'find'>;
}

/** The snapshots in an app's repository, newest first, or why they were not seen. */
export type SeenRepository = {
  readonly source: ReplicationSource;
  /** RESTIC_REPOSITORY without credentials, as far as it was seen. */
  readonly address: string | undefined;
} & (
  | { readonly kind: 'seen'; readonly snapshots: readonly Snapshot[]; readonly time: Date | undefined }
  | { readonly kind: 'hidden'; readonly judgement: Judgement }
);

/** Places to be found at a time. */
const parallelPlaces = 8;

/** Lists the snapshots in the repositories of sources, in their order. Nothing is locked, and nothing is written. */
export async function seeRepositories(
  sources: readonly ReplicationSource[],
  options: LookOptions,
  ports: LookPorts,
): Promise<readonly SeenRepository[]> {
  const movers = new MoverPlaces(options, ports);
  const found = await pMap(sources, (source) => placeOf(source, movers), { concurrency: parallelPlaces });
  const places = found.flatMap((one) => ('place' in one ? [one.place] : []));
  const { command, patience } = options;
  const answers = await askRepositories(places, { command, patience, steps: () => [listSnapshots] }, ports);
  return found.map((one) => ('place' in one ? seenBy(one.place, answers.get(one.place)) : one.hidden));
}

const listSnapshots = { name: 'snapshots', args: ['snapshots', '--json'] } as const;

async function placeOf(
  source: ReplicationSource,
  movers: MoverPlaces,
): Promise<{ readonly place: MoverPlace } | { readonly hidden: SeenRepository }> {
  const kind = moverKind(source);
  if (kind !== 'restic') {
    const message = `the mover is ${kind}: volsyncctl can look into the repositories of restic only`;
    return { hidden: hidden(source, unknownApp('unsupported-mover', message)) };
  }
  const found = await movers.find(source);
  if ('value' in found) return { place: found.value };
  const hint = 'name the image that VolSync runs restic in: --mover-image';
  return { hidden: hidden(source, unknownApp('forbidden', found.why, { hint })) };
}

function hidden(source: ReplicationSource, judgement: Judgement, address?: string): SeenRepository {
  return { kind: 'hidden', source, judgement, address };
}

function seenBy(place: MoverPlace, answer: Answer | undefined): SeenRepository {
  const { source } = place;
  if (answer === undefined) throw new Error('a repository was not asked');
  if ('failure' in answer) return hidden(source, judgeSilence(answer.failure, place));
  const { address, time } = answer.log;
  const snapshots = snapshotsIn(answer.log, place);
  if ('verdict' in snapshots) return hidden(source, snapshots, address);
  return { kind: 'seen', source, address, snapshots, time };
}

function snapshotsIn({ steps: [step], address }: StepLog, place: MoverPlace): readonly Snapshot[] | Judgement {
  if (step === undefined) return unknownApp('no-evidence', 'restic was not run');
  if (step.exitCode !== 0) return judgeSilence(failureOfRestic(step), place, address);
  try {
    return readSnapshots(step.output);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unknownApp('no-evidence', `what restic printed was not understood: ${why}`);
  }
}
