import { rawText, type ForeignText } from '../foreign-text.ts';
import { crc32 } from 'node:zlib';
import type { Scope } from '../kubernetes/cluster.ts';
import type { Container, Deployment, EnvVar } from '../kubernetes/objects.ts';

/** The Helm chart and kustomize both set it, to different values. */
export const controllerSelector = 'control-plane';

/**
 * The container of VolSync's controller; undefined for the Deployment of another operator, many of which run `/manager`
 * too.
 */
export function controllerContainer(deployment: Deployment): string | undefined {
  return controllerOf(deployment)?.name;
}

/** The namespace and selector of a Deployment's pods. */
export function podsOfDeployment({ metadata: { namespace }, spec }: Deployment): Scope {
  const labels = Object.entries(spec?.selector?.matchLabels ?? {});
  return { namespace, labelSelector: labels.map(([key, value]) => `${key}=${value}`).join(',') };
}

/** The settings that VolSync's controller gives to its restic movers. */
export interface MoverSettings {
  readonly image: ForeignText;
  /** The proxy variables of the controller's own environment. */
  readonly proxies: readonly EnvVar[];
  /** The Secrets to pull the image with, named as the copies that VolSync makes in each app's namespace. */
  readonly pullSecrets: readonly string[];
}

/**
 * Read from the first of these Deployments that is VolSync's controller and has the settings; undefined if none does.
 */
export function moverSettings(deployments: readonly Deployment[]): MoverSettings | undefined {
  for (const deployment of deployments) {
    const container = controllerOf(deployment);
    const image = container && resticImage(container);
    if (container === undefined || image === undefined) continue;
    return { image, proxies: (container.env ?? []).filter(isProxy), pullSecrets: pullSecretsOf(container) };
  }
  return undefined;
}

function controllerOf(deployment: Deployment): Container | undefined {
  const container = deployment.spec?.template?.spec?.containers?.find(({ command }) => command?.[0] === '/manager');
  if (container === undefined) return undefined;
  const isNamedVolSync = deployment.metadata.labels?.['app.kubernetes.io/name'] === 'volsync';
  const takesMovers = container.args?.some((arg) => rawText(arg).startsWith(imageFlag)) === true;
  return isNamedVolSync || takesMovers ? container : undefined;
}

const imageFlag = '--restic-container-image';

/** The flag takes precedence over the environment variable. */
function resticImage(container: Container): ForeignText | undefined {
  const { env = [] } = container;
  return flagOf(container, imageFlag) ?? env.find(({ name }) => name === 'RELATED_IMAGE_RESTIC_CONTAINER')?.value;
}

/** VolSync names a copy after the CRC-32 of the original's name (VolSync ≥ 0.12, utils/sahandler.go). */
function pullSecretsOf(container: Container): readonly string[] {
  const names = (flagOf(container, '--mover-image-pull-secrets') ?? '').split(',').filter((name) => name !== '');
  return names.map((name) => `volsync-pull-${crc32(name).toString(16).padStart(8, '0')}`);
}

function flagOf({ args = [] }: Container, name: string): string | undefined {
  return args
    .map(rawText)
    .findLast((arg) => arg.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

function isProxy({ name, value }: EnvVar): boolean {
  return value !== undefined && /^(?:https?|no)_proxy$/i.test(name);
}
