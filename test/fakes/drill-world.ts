import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { drill } from '../../src/commands/drill/operation/drill.ts';
import { planDrills } from '../../src/commands/drill/operation/plan-drills.ts';
import type { DrillOptions, DrillResult } from '../../src/commands/drill/operation/plan.ts';
import type { KubeObject } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { LocalVolume, type Lies } from './local-volume.ts';
import { options as restoreOptions, world } from './restore-to-world.ts';

const options: DrillOptions = {
  wish: { kind: 'latest' },
  like: { capacity: undefined, storageClass: undefined },
  maxBytes: undefined,
  look: { ...restoreOptions.look, command: 'drill' },
  timeoutMs: 100_000,
  maxParallel: 1,
};

/** A cluster whose restores VolSync serves, with the content of a restored volume on this machine. */
export function drillWorld(
  given: {
    /** What is backed up, unless a file is. */
    readonly content?: (root: string) => unknown;
    /** What the restored volume has otherwise. */
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

/** Drills `home/web`; `meanwhile` runs between the plan and its execution. */
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

/** All that a drill has made and that is still there. */
export function leftIn(cluster: DrillWorld['cluster']): readonly string[] {
  const objects: readonly KubeObject[] = [
    ...cluster.stored(resources.persistentVolumeClaims),
    ...cluster.stored(resources.replicationDestinations),
    ...cluster.stored(resources.pods),
  ];
  return objects.map(({ metadata }) => metadata.name).filter((name) => name !== 'web');
}
