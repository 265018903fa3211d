import pMap from 'p-map';
import { moverKind } from '../volsync/mover-kind.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { unknownApp, type Judgement } from '../volsync/verdict.ts';
import { MoverEnvironments, type EnvironmentOverrides, type EnvironmentPorts } from './mover-environments.ts';

/** The environment of a source's mover, or why it is not known. */
export type FoundEnvironment =
  { readonly environment: MoverEnvironment } | { readonly source: ReplicationSource; readonly judgement: Judgement };

/** The number of environments that are looked up at a time. */
const parallelPlaces = 8;

/** Finds the environments of sources, in their order. */
export async function findEnvironments(
  sources: readonly ReplicationSource[],
  overrides: EnvironmentOverrides,
  ports: EnvironmentPorts,
): Promise<readonly FoundEnvironment[]> {
  const movers = new MoverEnvironments(overrides, ports);
  return pMap(sources, (source) => environmentOf(source, movers), { concurrency: parallelPlaces });
}

async function environmentOf(source: ReplicationSource, movers: MoverEnvironments): Promise<FoundEnvironment> {
  const kind = moverKind(source);
  if (kind !== 'restic') {
    const message = `the mover is ${kind}: volsyncctl can look into the repositories of restic only`;
    return { source, judgement: unknownApp('unsupported-mover', message) };
  }
  const found = await movers.find(source);
  if ('value' in found) return { environment: found.value };
  const hint = 'name the image that VolSync runs restic in: --mover-image';
  return { source, judgement: unknownApp('forbidden', found.why, { hint }) };
}
