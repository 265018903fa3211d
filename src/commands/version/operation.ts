import { plain, plainLine } from '../../foreign-text.ts';
import { isFailure } from '../../errors.ts';
import { allowed, type Allowed } from '../../kubernetes/allowed.ts';
import type { ClusterContext } from '../../kubernetes/context.ts';
import type { Pod } from '../../kubernetes/objects.ts';
import { findControllers } from '../../repository/find-controllers.ts';
import type { ControllerVersion } from '../../volsync/controller-version.ts';
import { madeByVolSync, moverContainer } from '../../volsync/mover-names.ts';
import { resources } from '../../volsync/resources.ts';

/** The versions of what runs in a cluster; each part may be unknown, with the reason. */
export interface ClusterVersions {
  readonly server: { readonly address: string; readonly version: string };
  readonly controllers: Allowed<readonly ControllerVersion[]>;
  readonly restic: Allowed<ResticVersion>;
}

/** The restic version that a mover has printed. */
export interface ResticVersion {
  readonly version: string;
  readonly image: string;
}

export type VersionPorts = ClusterContext<'list' | 'logs' | 'namespace' | 'server' | 'serverVersion'>;

/** Reads the versions; nothing is created for it. */
export async function clusterVersions(ports: VersionPorts): Promise<ClusterVersions> {
  const { cluster, signal } = ports;
  const [version, controllers, restic] = await Promise.all([
    cluster.serverVersion(signal),
    findControllers(ports),
    resticOfMovers(ports),
  ]);
  return { server: { address: cluster.server, version }, controllers, restic };
}

/** More movers than these would show the same. */
const moversToAsk = 3;
/** Its version is among the first lines of a mover's log. */
const firstLines = 30;

async function resticOfMovers(ports: VersionPorts): Promise<Allowed<ResticVersion>> {
  const pods = await moverPods(ports);
  if ('why' in pods) return pods;
  let why = 'no mover has a pod now whose log says it';
  for (const mover of pods.value.filter(hasBegun).toSorted(newestFirst).slice(0, moversToAsk)) {
    const version = await allowed(resticOf(mover, ports));
    if ('why' in version) why = version.why;
    else if (version.value !== undefined) return { value: { version: version.value, image: imageOf(mover) } };
  }
  return { why };
}

/** Without permission to list pods everywhere, those of one namespace may still be readable. */
async function moverPods({ cluster, signal }: VersionPorts): Promise<Allowed<readonly Pod[]>> {
  const scope = { labelSelector: madeByVolSync };
  const everywhere = await allowed(cluster.list(resources.pods, scope, signal));
  if ('value' in everywhere) return everywhere;
  return allowed(cluster.list(resources.pods, { ...scope, namespace: cluster.namespace }, signal));
}

function imageOf({ spec }: Pod): string {
  return plainLine(spec?.containers?.find(({ name }) => name === moverContainer)?.image ?? '');
}

async function resticOf({ metadata }: Pod, { cluster, signal }: VersionPorts): Promise<string | undefined> {
  const { name, namespace = '' } = metadata;
  let count = 0;
  try {
    for await (const line of cluster.logs({ namespace, name, container: moverContainer }, signal)) {
      const version = /^restic (\d+\.\d+\.\d+\S*)/.exec(plain(line))?.[1];
      count += 1;
      if (version !== undefined || count >= firstLines) return version;
    }
  } catch (error) {
    // A pod that is gone, or whose node is down, has no log.
    if (!isFailure(error, 'not-found', 'refused', 'unknown')) throw error;
  }
  return undefined;
}

function hasBegun({ status }: Pod): boolean {
  const state = status?.containerStatuses?.find(({ name }) => name === moverContainer)?.state;
  return state?.running !== undefined || state?.terminated !== undefined;
}

function newestFirst(one: Pod, other: Pod): number {
  return (other.metadata.creationTimestamp ?? '').localeCompare(one.metadata.creationTimestamp ?? '');
}
