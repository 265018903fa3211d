import { isFailure } from '../../../errors.ts';
import { rawText, type ForeignText } from '../../../foreign-text.ts';
import { settledPod, type PodTimeouts, type SettledPod } from '../../../helper-pod/settled-pod.ts';
import { withHelperPod } from '../../../helper-pod/with-helper-pod.ts';
import { failureOfCreation } from '../../../repository/creation-failure.ts';
import type { RepositoryPorts } from '../../../repository/list-snapshots.ts';
import { MoverEnvironments, type EnvironmentOverrides } from '../../../repository/mover-environments.ts';
import { passing, type Diagnosis } from '../../../volsync/diagnosis.ts';
import { containerSecurity, sharedPodSpec } from '../../../volsync/mover-environment.ts';
import { moverKind } from '../../../volsync/mover-kind.ts';
import { failureOfWaiting } from '../../../volsync/mover-failure-pod.ts';
import type { Facts, ImageFacts } from '../facts.ts';

interface ImageLook extends EnvironmentOverrides {
  readonly timeouts: PodTimeouts;
}

/** Kubernetes ends the pod after this time if volsyncctl can no longer do it. */
const spareMs = 60_000;

/**
 * Pulls the images that admission policies add to source movers in the same way as a mover: one pod, however many apps
 * there are. The containers do not have to do anything; one whose command fails was pulled.
 */
export async function probeImages(
  { admission, sources }: Pick<Facts, 'admission' | 'sources'>,
  options: ImageLook,
  ports: RepositoryPorts,
): Promise<readonly ImageFacts[]> {
  const added = admission.probes.flatMap(({ namespace, role, answer }) =>
    role === 'source' && answer.kind === 'admitted'
      ? answer.injection.initContainers.map(({ image, name }) => ({ image, container: name, namespace }))
      : [],
  );
  const [first] = added;
  const source = sources
    .map(({ object }) => object)
    .find((object) => object.metadata.namespace === first?.namespace && moverKind(object) === 'restic');
  if (first === undefined || source === undefined) return [];
  const images = [...new Map(added.map((one) => [rawText(one.image), one])).values()];
  const environment = await new MoverEnvironments(options, ports).find(source);
  if ('why' in environment) return images.map((one) => ({ ...one, failure: passing('unknown', environment.why) }));
  const spec = {
    namespace: first.namespace,
    command: 'doctor',
    deadlineMs: options.timeouts.endMs + spareMs,
    labels: environment.value.labels,
    pod: {
      ...sharedPodSpec(environment.value),
      containers: images.map(({ image }, index) => containerOf(image, index, containerSecurity(environment.value))),
    },
  };
  try {
    const settled = await withHelperPod(spec, ports, (pod) => settledPod(pod, options.timeouts, ports));
    return images.map((one, index) => ({ ...one, failure: failureIn(settled, nameOf(index)) }));
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const failure = failureOfCreation(error);
    return images.map((one) => ({ ...one, failure }));
  }
}

function containerOf(image: ForeignText, index: number, securityContext: ReturnType<typeof containerSecurity>) {
  return { name: nameOf(index), image, command: ['true'], securityContext };
}

function nameOf(index: number): string {
  return `image-${index}`;
}

function failureIn({ pod, trouble }: SettledPod, container: string): Diagnosis | undefined {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  const { running, terminated } = status?.state ?? {};
  if (running !== undefined || terminated !== undefined) return undefined;
  return (status && failureOfWaiting(status)) ?? trouble ?? passing('unknown', 'the helper pod gave no answer');
}
