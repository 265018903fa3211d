import { plainLine } from '../foreign-text.ts';
import type { Deployment } from '../kubernetes/objects.ts';
import { controllerContainer, moverSettings } from './controller-deployment.ts';

/** VolSync's controller, as its Deployment shows it. */
export interface ControllerVersion {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  /** Undefined if neither the image nor a label shows it. */
  readonly version: string | undefined;
  readonly isReady: boolean;
  /** Undefined if the Deployment does not set it. */
  readonly moverImage: string | undefined;
}

/** Read from each of these Deployments that is VolSync's controller. */
export function controllerVersions(deployments: readonly Deployment[]): readonly ControllerVersion[] {
  return deployments.flatMap((deployment) => {
    const name = controllerContainer(deployment);
    if (name === undefined) return [];
    const { metadata, spec, status } = deployment;
    const { namespace = '', labels } = metadata;
    const image = plainLine(spec?.template?.spec?.containers?.find((one) => one.name === name)?.image ?? '');
    const version = versionOfImage(image) ?? labels?.['app.kubernetes.io/version'];
    return {
      namespace,
      name: metadata.name,
      image,
      version,
      isReady: isReady(status),
      moverImage: moverImageOf(deployment),
    };
  });
}

function moverImageOf(deployment: Deployment): string | undefined {
  const image = moverSettings([deployment])?.image;
  return image === undefined ? undefined : plainLine(image);
}

function isReady(status: Deployment['status']): boolean {
  return (status?.readyReplicas ?? 0) > 0;
}

/** The tag, if it is a version; `latest` and a digest are not. */
function versionOfImage(image: string): string | undefined {
  return /:v?(\d+\.\d+[\w.+-]*)(?:@|$)/.exec(image)?.[1];
}
