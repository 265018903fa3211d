import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { drill } from '../../src/commands/drill/operation/drill.ts';
import { planDrills } from '../../src/commands/drill/operation/plan-drills.ts';
import type { DrillOptions, DrillResult } from '../../src/commands/drill/operation/plan.ts';
import type { KubeObject } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { LocalVolume, type Lies } from './local-volume.ts';
import { options as restoreOptions, world } from './restore-to-world.ts';

export const options: DrillOptions = {
  selector: { kind: 'latest' },
  like: { capacity: undefined, storageClass: undefined },
  maxBytes: undefined,
  look: { ...restoreOptions.look, command: 'drill' },
  timeoutMs: 100_000,
  maxParallel: 1,
};

/** A cluster with a VolSync that restores, with the content of a restored volume on this machine. */
export function drillWorld(
  given: {
    /** The content of the backup instead of one file. */
    readonly content?: (root: string) => unknown;
    /** Differences of the restored volume. */
    readonly changes?: (root: string) => unknown;
    readonly lies?: Lies;
  } = {},
  ...args: Parameters<typeof world>
) {
  const { cluster, ports } = world(...args);
  const volume = new LocalVolume();
  const content = given.content ?? writeOne;
  content(volume.root);
  volume.backUp();
  given.changes?.(volume.root);
  cluster.programs = volume.programs({ lies: given.lies ?? {} });
  return { cluster, ports };
}

function writeOne(root: string): void {
  writeFileSync(path.join(root, 'file'), 'content');
}

type DrillWorld = ReturnType<typeof drillWorld>;

/** Drills `home/web`; `meanwhile` runs between planning and execution. */
export async function drilled(
  { cluster, ports }: DrillWorld,
  change: Partial<DrillOptions> = {},
  meanwhile: () => void = () => undefined,
) {
  const target = { scope: { namespace: 'home' }, apps: [{ namespace: 'home', name: 'web' }] };
  const plan = await planDrills(target, { ...options, ...change }, ports);
  meanwhile();
  const report = await drill(plan, ports);
  const [app] = report.apps as [DrillResult];
  return { plan, report, app, left: leftIn(cluster) };
}

/** Everything that a drill has created and that still exists. */
export function leftIn(cluster: DrillWorld['cluster']): readonly string[] {
  const objects: readonly KubeObject[] = [
    ...cluster.stored(resources.persistentVolumeClaims),
    ...cluster.stored(resources.replicationDestinations),
    ...cluster.stored(resources.pods),
  ];
  return objects.map(({ metadata }) => metadata.name).filter((name) => name !== 'web');
}
