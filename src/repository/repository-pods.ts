import type { Container, PodSpec, Volume, VolumeMount } from '../kubernetes/objects.ts';
import { repositoryCommand, type ResticStep } from '../restic/repository-script.ts';
import { containerSecurity, sharedPodSpec, type MoverEnvironment } from '../volsync/mover-environment.ts';
import type { CustomCA } from '../volsync/types.ts';
import type { HelperPodSpec } from '../helper-pod/manifest.ts';
import { readOnlyVolume, writableVolume } from './read-only-volume.ts';

/** What repositories are asked, and by which command of volsyncctl. */
export interface Question {
  readonly command: string;
  readonly deadlineMs: number;
  /** For all runs of restic in a container: then they end, and say what they waited for. */
  readonly limitMs: number;
  /** Whether restic is asked as well what of a repository on a server is there. */
  readonly asksServer?: boolean | undefined;
  /** Whether it is measured how soon a repository answers, and how much room its folder has. */
  readonly measures?: boolean | undefined;
  /** For the containers; undefined for the small ones of a helper pod. */
  readonly resources?: Container['resources'];
  /** A name for the pod's host, where restic is to take itself for another pod. */
  readonly hostname?: string | undefined;
  /** The repository is changed, and so mounted as movers mount it. */
  readonly isWriting?: boolean | undefined;
  /** What the container runs in the place of the steps, as `repositoryCommand` would write its log. */
  script?(mark: string, limitMs: number): readonly string[];
  steps(place: MoverEnvironment): readonly ResticStep[];
}

/** A pod with a container for each of some places. */
export interface RepositoryPod {
  readonly spec: HelperPodSpec;
  /** By container. */
  readonly places: ReadonlyMap<string, MoverEnvironment>;
}

/** A pod may hold many containers, and a node has to have room for it. */
const appsOfPod = 20;

/** The pods that ask all places: one for each namespace, more where there are many apps or where their pods must differ. */
export function repositoryPods(
  places: readonly MoverEnvironment[],
  question: Question,
  mark: string,
): readonly RepositoryPod[] {
  const groups = Map.groupBy(places, (place) =>
    JSON.stringify([namespaceOf(place), sharedPodSpec(place), place.labels]),
  );
  return [...groups.values()].flatMap((group) => chunks(group, appsOfPod)).map((some) => podOf(some, question, mark));
}

function podOf(
  group: readonly [MoverEnvironment, ...MoverEnvironment[]],
  question: Question,
  mark: string,
): RepositoryPod {
  const { command, deadlineMs, limitMs, hostname, isWriting = false, asksServer, measures } = question;
  const named = group.map((place, index) => ({ place, name: `app-${index}`, parts: partsOf(place, index, isWriting) }));
  const limits = { limitMs, asksServer, measures };
  return {
    places: new Map(named.map(({ name, place }) => [name, place])),
    spec: {
      namespace: namespaceOf(group[0]),
      command,
      deadlineMs,
      labels: group[0].labels,
      isWriting,
      pod: {
        ...sharedPodSpec(group[0]),
        ...(hostname !== undefined && { hostname }),
        containers: named.map(({ name, place, parts }) => ({
          name,
          image: place.image,
          command: question.script?.(mark, limitMs) ?? repositoryCommand(mark, question.steps(place), limits),
          ...reachOf(place, parts),
          ...(question.resources && { resources: question.resources }),
        })),
        volumes: distinct(named.flatMap(({ parts }) => parts.map(({ volume }) => volume))),
      },
    },
  };
}

/** A pod with one container that reaches a repository as its mover does, and runs `command`. */
export function repositoryPod(place: MoverEnvironment, command: readonly string[]): PodSpec {
  const parts = partsOf(place, 0);
  return {
    ...sharedPodSpec(place),
    containers: [{ name: 'restic', image: place.image, command, ...reachOf(place, parts) }],
    volumes: parts.map(({ volume }) => volume),
  };
}

function reachOf(place: MoverEnvironment, parts: readonly Part[]) {
  return {
    env: place.proxies,
    envFrom: [{ secretRef: { name: place.secret } }],
    volumeMounts: parts.map(({ mount }) => mount),
    securityContext: containerSecurity(place),
  };
}

interface Part {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** The volumes of one container. What the mover has is mounted once for all that have the same, and read-only unless it is changed. */
function partsOf({ source, secret, volumes }: MoverEnvironment, index: number, isWriting = false): readonly Part[] {
  const own: Part[] = [
    {
      volume: { name: `tmp-${index}`, emptyDir: { sizeLimit: '64Mi' } },
      mount: mountOf(`tmp-${index}`, '/tmp', false),
    },
    {
      volume: googleCredentials(`credentials-${index}`, secret),
      mount: mountOf(`credentials-${index}`, '/credentials'),
    },
  ];
  const authority = customCA(`ca-${index}`, source.spec?.restic?.customCA);
  if (authority !== undefined) own.push({ volume: authority, mount: mountOf(`ca-${index}`, '/customCA') });
  const shared = volumes.map(({ volume, mount }) => {
    const shown = isWriting ? writableVolume(volume) : readOnlyVolume(volume);
    return { volume: shown, mount: { ...mount, name: shown.name, readOnly: !isWriting } };
  });
  return [...own, ...shared];
}

function mountOf(name: string, mountPath: string, readOnly = true): VolumeMount {
  return { name, mountPath, readOnly };
}

/** The one key of the Secret that is a file for restic, and no variable. */
function googleCredentials(name: string, secretName: string): Volume {
  const items = [{ key: 'GOOGLE_APPLICATION_CREDENTIALS', path: 'gcs.json' }];
  return { name, secret: { secretName, items, optional: true } };
}

function customCA(name: string, { key, secretName, configMapName }: CustomCA = {}): Volume | undefined {
  if (key === undefined) return undefined;
  const items = [{ key, path: 'ca.crt' }];
  if (secretName !== undefined) return { name, secret: { secretName, items, optional: true } };
  if (configMapName !== undefined) return { name, configMap: { name: configMapName, items, optional: true } };
  return undefined;
}

function distinct(volumes: readonly Volume[]): readonly Volume[] {
  return [...new Map(volumes.map((volume) => [volume.name, volume])).values()];
}

function namespaceOf({ source }: MoverEnvironment): string {
  return source.metadata.namespace ?? '';
}

function chunks<T>(items: readonly T[], size: number): [T, ...T[]][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size) as [T, ...T[]]);
}
