import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { isFailure } from '../../../errors.ts';
import type { Container, EnvVar, Volume } from '../../../kubernetes/objects.ts';
import { listingCommand } from '../judgement/listing-script.ts';
import { readRepositoryListing, type ListedRepository, type Listing } from '../../../restic/listing.ts';
import type { RepositoryParts } from '../../../restic/repository-parts.ts';
import { containerSecurity, sharedPodSpec, type MoverEnvironment } from '../../../volsync/mover-environment.ts';
import { passing, type Diagnosis } from '../../../volsync/diagnosis.ts';
import { withHelperPod } from '../../../helper-pod/with-helper-pod.ts';
import { containerLog } from '../../../mover/container-log.ts';
import type { HelperPodSpec } from '../../../helper-pod/manifest.ts';
import type { HelperPodPorts } from '../../../helper-pod/ports.ts';
import { settledPod, type PodTimeouts } from '../../../helper-pod/settled-pod.ts';
import { failureOfCreation } from '../../../repository/creation-failure.ts';
import { readOnlyVolume } from '../../../repository/read-only-volume.ts';

/** The environments with the same volumes, and the content of these volumes, or why it could not be read. */
export interface ListedGroup {
  readonly environments: readonly MoverEnvironment[];
  /** The namespace of the pod: only the addresses of its apps could be read. */
  readonly namespace: string;
  readonly seen: Listing | Diagnosis;
}

/** The number of pods at a time. */
const parallelPods = 4;
const spareMs = 60_000;

/** Lists the repository volumes of environments, with one pod for all that have the same volumes. */
export async function listRepositories(
  environments: readonly MoverEnvironment[],
  timeouts: PodTimeouts,
  ports: HelperPodPorts,
): Promise<readonly ListedGroup[]> {
  const groups = Map.groupBy(environments, ({ volumes }) => JSON.stringify(volumes));
  return pMap([...groups.values()], (group) => listGroup(group, timeouts, ports), { concurrency: parallelPods });
}

async function listGroup(
  environments: readonly MoverEnvironment[],
  timeouts: PodTimeouts,
  ports: HelperPodPorts,
): Promise<ListedGroup> {
  const mark = `volsyncctl-${randomBytes(8).toString('hex')}`;
  const namespace = mostCommon(environments.map(namespaceOf));
  const spec = listingPod(environments, { namespace, mark, deadlineMs: timeouts.endMs + spareMs });
  try {
    const seen = await withHelperPod(spec, ports, async (made) => {
      const { pod, trouble } = await settledPod(made, timeouts, ports);
      const names = (spec.pod.containers ?? []).map(({ name }) => name);
      if (trouble !== undefined) return trouble;
      const logs = await Promise.all(names.map((name) => containerLog(pod, name, ports)));
      return merged(logs.map((log) => (typeof log === 'string' ? log : readRepositoryListing(log, mark))));
    });
    return { environments, namespace, seen };
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return { environments, namespace, seen: failureOfCreation(error) };
  }
}

/** One container per user of the movers: what one may not read, another one may. */
function listingPod(
  environments: readonly MoverEnvironment[],
  { namespace, mark, deadlineMs }: { readonly namespace: string; readonly mark: string; readonly deadlineMs: number },
): HelperPodSpec {
  const [first] = environments;
  const mounts = (first?.volumes ?? []).map(({ volume, mount }) => ({ volume: readOnlyVolume(volume), mount }));
  const users = [
    ...Map.groupBy(environments, (environment) => JSON.stringify(containerSecurity(environment))).values(),
  ];
  const folders = mounts.map(({ mount }) => mount.mountPath);
  const containers = users.map(([environment], index): Container => ({
    name: `user-${index}`,
    image: environment?.image ?? '',
    command: listingCommand(mark, folders),
    env: index === 0 ? addresses(environments, namespace) : [],
    volumeMounts: mounts.map(({ volume, mount }) => ({ ...mount, name: volume.name, readOnly: true })),
    ...(environment && { securityContext: containerSecurity(environment) }),
  }));
  const volumes: readonly Volume[] = [...new Map(mounts.map(({ volume }) => [volume.name, volume])).values()];
  const pod = { ...(first && sharedPodSpec(first)), containers, volumes };
  return { namespace, command: 'verify', deadlineMs, labels: first?.labels, pod };
}

/**
 * Only the address from the Secret, and only for apps in the pod's own namespace: other Secrets cannot be used there.
 */
function addresses(environments: readonly MoverEnvironment[], namespace: string): readonly EnvVar[] {
  return environments.flatMap((environment, index) =>
    namespaceOf(environment) === namespace
      ? [
          {
            name: `ADDRESS_${index}`,
            valueFrom: { secretKeyRef: { name: environment.secret, key: 'RESTIC_REPOSITORY', optional: true } },
          },
        ]
      : [],
  );
}

function merged(listings: readonly (Listing | string)[]): Listing | Diagnosis {
  const whole = listings.filter((listing) => typeof listing !== 'string').filter(({ isWhole }) => isWhole);
  const [first] = whole;
  if (first === undefined || whole.length < listings.length) {
    const why = listings.find((listing) => typeof listing === 'string');
    return passing('no-evidence', `the repositories could not be listed${why === undefined ? '' : `: ${why}`}`);
  }
  const byPath = Map.groupBy(
    whole.flatMap((one) => one.repositories),
    ({ path }) => path,
  );
  const repositories = [...byPath.values()].flatMap((seen) => seen.reduce(together));
  const unreadable = first.unreadable.filter((folder) => whole.every((one) => one.unreadable.includes(folder)));
  return { ...first, repositories, unreadable };
}

/** What one user may not read, another one may. */
function together(a: ListedRepository, b: ListedRepository): ListedRepository {
  const more = b.snapshots > a.snapshots ? b : a;
  const present = (part: keyof RepositoryParts) =>
    [a, b].find(({ parts }) => parts[part] !== 'unknown')?.parts[part] ?? 'unknown';
  return { ...more, parts: { keys: present('keys'), index: present('index'), packs: present('packs') } };
}

function mostCommon(names: readonly string[]): string {
  const counts = [...Map.groupBy(names, (name) => name)].toSorted(([, a], [, b]) => b.length - a.length);
  return counts[0]?.[0] ?? '';
}

function namespaceOf({ source }: MoverEnvironment): string {
  return source.metadata.namespace ?? '';
}
