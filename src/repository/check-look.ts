import { checkProgress } from '../restic/check-output.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import type { LookOptions } from './list-snapshots.ts';
import { bytesToRead, checkResources, checkSteps, type Depth } from './depth.ts';

/** How deep restic is to look into the repositories, with what resources, and how far it is. */
export function checkLook(
  depth: Depth,
  report: (news: HelperPodEvent) => void,
): Pick<LookOptions, 'moreSteps' | 'resources' | 'onLine'> {
  const look = { moreSteps: checkSteps(depth), resources: checkResources(depth) };
  return depth.kind === 'snapshots' ? look : { ...look, onLine: checkLine(depth, report) };
}

/** Tells from the lines of a check how far it is, and before it reads any data, how much that will be. */
function checkLine(
  depth: Depth,
  report: (news: HelperPodEvent) => void,
): (place: MoverEnvironment, line: string) => void {
  return ({ source: { metadata } }, line) => {
    const app = { namespace: metadata.namespace ?? '', name: metadata.name };
    const bytes = depth.kind === 'data' ? estimate(depth.subset, line) : undefined;
    if (bytes !== undefined) report({ type: 'estimate', app, bytes });
    const words = checkProgress(line);
    if (words !== undefined) report({ type: 'progress', app, words });
  };
}

/** The line of `restic stats --mode raw-data --json` is the only one that begins so. */
function estimate(subset: string | undefined, line: string): number | undefined {
  const total = /^\{"total_size":(?<bytes>\d+)/.exec(line)?.groups?.['bytes'];
  return total === undefined ? undefined : bytesToRead(subset, Number(total));
}
