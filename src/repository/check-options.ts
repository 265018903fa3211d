import { checkProgress } from '../restic/check-output.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import type { LookOptions } from './list-snapshots.ts';
import { bytesToRead, checkResources, checkSteps, type Depth } from './depth.ts';

/** Options for restic: the depth of the check, its resources, and the report of its progress. */
export function repositoryCheckOptions(
  depth: Depth,
  report: (event: HelperPodEvent) => void,
): Pick<LookOptions, 'moreSteps' | 'resources' | 'onLine'> {
  const look = { moreSteps: checkSteps(depth), resources: checkResources(depth) };
  return depth.kind === 'snapshots' ? look : { ...look, onLine: checkLine(depth, report) };
}

/** Reports a check's progress from its lines and, before it reads any data, how much data that will be. */
function checkLine(
  depth: Depth,
  report: (event: HelperPodEvent) => void,
): (environment: MoverEnvironment, line: string) => void {
  return ({ source: { metadata } }, line) => {
    const app = { namespace: metadata.namespace ?? '', name: metadata.name };
    const bytes = depth.kind === 'data' ? estimate(depth.subset, line) : undefined;
    if (bytes !== undefined) report({ type: 'estimate', app, bytes });
    const words = checkProgress(line);
    if (words !== undefined) report({ type: 'progress', app, words });
  };
}

/** Only the line of `restic stats --mode raw-data --json` begins like this. */
function estimate(subset: string | undefined, line: string): number | undefined {
  const total = /^\{"total_size":(?<bytes>\d+)/.exec(line)?.groups?.['bytes'];
  return total === undefined ? undefined : bytesToRead(subset, Number(total));
}
