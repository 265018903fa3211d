import type { Container, PodSpec, Volume, VolumeMount } from '../kubernetes/objects.ts';
import { repositoryCommand, type ResticStep } from '../restic/repository-script.ts';
import { containerSecurity, sharedPodSpec, type MoverEnvironment } from '../volsync/mover-environment.ts';
import type { CustomCA } from '../volsync/types.ts';
import type { HelperPodSpec } from '../helper-pod/manifest.ts';
import { readOnlyVolume, writableVolume } from './read-only-volume.ts';

/** The query for repositories, and the command of volsyncctl that makes it. */
export interface Question {
  readonly command: string;
  readonly deadlineMs: number;
  /** For all runs of restic in a container: they are stopped after it, with what they waited for. */
  readonly limitMs: number;
  /** Whether restic also determines which parts of a repository on a server exist. */
  readonly asksServer?: boolean | undefined;
  /** Whether to measure the response time of a repository and the free space of its folder. */
  readonly measures?: boolean | undefined;
  /** Of the containers; undefined for the small ones of a helper pod. */
  readonly resources?: Container['resources'];
  /** The pod's host name, if restic should appear to be another pod. */
  readonly hostname?: string | undefined;
  /** Whether the repository is changed, and so mounted as in a mover. */
  readonly isWriting?: boolean | undefined;
  /** A script that the container runs instead of the steps, with a log like that of `repositoryCommand`. */
  script?(mark: string, limitMs: number): readonly string[];
  steps(environment: MoverEnvironment): readonly ResticStep[];
}

/** A pod with a container for each of several environments. */
export interface RepositoryPod {
  readonly spec: HelperPodSpec;
  /** By container name. */
  readonly places: ReadonlyMap<string, MoverEnvironment>;
}

/** The maximum number of containers in a pod, so that a node has room for it. */
const appsOfPod = 20;

/** The pods for all environments: one per namespace, more if there are many apps or their pods must differ. */
export function repositoryPods(
  environments: readonly MoverEnvironment[],
  question: Question,
  mark: string,
): readonly RepositoryPod[] {
  const groups = Map.groupBy(environments, (environment) =>
    JSON.stringify([namespaceOf(environment), sharedPodSpec(environment), environment.labels]),
  );
  return [...groups.values()].flatMap((group) => chunks(group, appsOfPod)).map((some) => podOf(some, question, mark));
}

function podOf(
  group: readonly [MoverEnvironment, ...MoverEnvironment[]],
  question: Question,
  mark: string,
): RepositoryPod {
  const { command, deadlineMs, limitMs, hostname, isWriting = false, asksServer, measures } = question;
  const named = group.map((environment, index) => ({
    environment,
    name: `app-${index}`,
    parts: partsOf(environment, index, isWriting),
  }));
  const limits = { limitMs, asksServer, measures };
  return {
    places: new Map(named.map(({ name, environment }) => [name, environment])),
    spec: {
      namespace: namespaceOf(group[0]),
      command,
      deadlineMs,
      labels: group[0].labels,
      isWriting,
      pod: {
        ...sharedPodSpec(group[0]),
        ...(hostname !== undefined && { hostname }),
        containers: named.map(({ name, environment, parts }) => ({
          name,
          image: environment.image,
          command: question.script?.(mark, limitMs) ?? repositoryCommand(mark, question.steps(environment), limits),
          ...reachOf(environment, parts),
          ...(question.resources && { resources: question.resources }),
        })),
        volumes: distinct(named.flatMap(({ parts }) => parts.map(({ volume }) => volume))),
      },
    },
  };
}

/** A pod with one container that reaches a repository as its mover does, and runs `command`. */
export function repositoryPod(environment: MoverEnvironment, command: readonly string[]): PodSpec {
  const parts = partsOf(environment, 0);
  return {
    ...sharedPodSpec(environment),
    containers: [{ name: 'restic', image: environment.image, command, ...reachOf(environment, parts) }],
    volumes: parts.map(({ volume }) => volume),
  };
}

function reachOf(environment: MoverEnvironment, parts: readonly Part[]) {
  return {
    env: environment.proxies,
    envFrom: [{ secretRef: { name: environment.secret } }],
    volumeMounts: parts.map(({ mount }) => mount),
    securityContext: containerSecurity(environment),
  };
}

interface Part {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/**
 * The volumes of one container. Equal volumes of movers are mounted once, and read-only unless the repository is
 * changed.
 */
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

/** The only key of the Secret that is a file for restic instead of a variable. */
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
