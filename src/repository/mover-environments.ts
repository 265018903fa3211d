import type { ForeignText } from '../foreign-text.ts';
import { isFailure } from '../errors.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { Deployment } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { deploymentsIn, usualNamespace } from './find-controllers.ts';
import { moverSettings, type MoverSettings } from '../volsync/controller-deployment.ts';
import { sourceNames } from '../volsync/mover-names.ts';
import { labelsOfMovers, type MoverEnvironment } from '../volsync/mover-environment.ts';
import { extraVolumes, probeJob, type MountedVolume } from '../volsync/probe-job.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { allowed, type Allowed } from '../kubernetes/allowed.ts';

export type EnvironmentPorts = ClusterContext<'create' | 'find' | 'list'>;

/** Values that the operator sets explicitly. */
export interface EnvironmentOverrides {
  /** Where VolSync runs; undefined to search for it. */
  readonly volsyncNamespace?: string | undefined;
  readonly moverImage?: string | undefined;
  readonly repositoryVolume?: MountedVolume | undefined;
  /** Additional labels for helper pods. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/** Finds how the movers of sources reach their repositories; the settings of VolSync's controller are read once. */
export class MoverEnvironments {
  readonly #overrides: EnvironmentOverrides;
  readonly #ports: EnvironmentPorts;
  readonly #privileged = new Map<string, Promise<boolean>>();
  #controller: Promise<Controller> | undefined;

  constructor(overrides: EnvironmentOverrides, ports: EnvironmentPorts) {
    this.#overrides = overrides;
    this.#ports = ports;
  }

  /** The environment of one restic source, or the sentence that says why its image is not known. */
  async find(source: ReplicationSource): Promise<Allowed<MoverEnvironment>> {
    const { metadata, spec } = source;
    const [controller, isPrivileged] = await Promise.all([this.#ask(), this.#isPrivileged(metadata.namespace ?? '')]);
    const { moverImage: chosen } = this.#overrides;
    const seen = await this.#volumes(source, chosen ?? controller.image ?? 'unknown');
    const image = chosen ?? seen.image ?? controller.image;
    if (image === undefined) return { why: controller.why };
    const { proxies, pullSecrets } = controller;
    const secret = spec?.restic?.repository ?? '';
    const labels = { ...labelsOfMovers(source), ...this.#overrides.podLabels };
    const { volumes, why: hiddenMounts } = seen;
    return { value: { source, secret, image, proxies, pullSecrets, volumes, hiddenMounts, isPrivileged, labels } };
  }

  /** The settings that VolSync's controller gives to its movers; read once. */
  #ask(): Promise<Controller> {
    return (this.#controller ??= this.#askController());
  }

  async #askController(): Promise<Controller> {
    const found = await this.#controllers();
    const settings = 'why' in found ? undefined : moverSettings(found.value);
    return { proxies: [], pullSecrets: [], why: 'why' in found ? found.why : noController, ...settings };
  }

  /** Without permission to search everywhere, VolSync's usual namespace may still be readable. */
  async #controllers(): Promise<Allowed<readonly Deployment[]>> {
    const { volsyncNamespace: namespace } = this.#overrides;
    const everywhere = await deploymentsIn(namespace, this.#ports);
    if (namespace !== undefined || 'value' in everywhere) return everywhere;
    const usual = await deploymentsIn(usualNamespace, this.#ports);
    return 'value' in usual ? usual : everywhere;
  }

  async #volumes(source: ReplicationSource, image: ForeignText, isLastTry = false): Promise<SeenVolumes> {
    const { repositoryVolume } = this.#overrides;
    if (repositoryVolume !== undefined) return { volumes: [repositoryVolume] };
    const probe = probeJob(source, image);
    try {
      const admitted = await this.#ports.cluster.create(resources.jobs, probe, { isDryRun: true }, this.#ports.signal);
      return { volumes: extraVolumes(admitted) };
    } catch (error) {
      // A failing webhook or a deleted namespace is a problem of this app only.
      if (!isFailure(error) || error.kind === 'interrupted') throw error;
      const live = await this.#liveMover(source);
      if ('value' in live && live.value !== undefined) return live.value;
      // The Job of a sync that has just ended was in the way, and is gone now.
      if ('value' in live && error.kind === 'refused' && !isLastTry) return this.#volumes(source, image, true);
      return { volumes: extraVolumes(probe), why: whyHidden('why' in live ? live.why : error.message) };
    }
  }

  /** A running mover blocks the probe, but shows the same. */
  async #liveMover({ metadata }: ReplicationSource): Promise<Allowed<SeenVolumes | undefined>> {
    const key = { namespace: metadata.namespace ?? '', name: sourceNames(metadata.name).job };
    const { cluster, signal } = this.#ports;
    const found = await allowed(cluster.find(resources.jobs, key, signal));
    if ('why' in found) return found;
    if (found.value === undefined) return { value: undefined };
    const image = found.value.spec?.template?.spec?.containers?.[0]?.image;
    return { value: { volumes: extraVolumes(found.value), image } };
  }

  /** If the namespace may not be read, its movers are assumed to be unprivileged. */
  #isPrivileged(namespace: string): Promise<boolean> {
    const known = this.#privileged.get(namespace) ?? this.#readPrivilege(namespace);
    this.#privileged.set(namespace, known);
    return known;
  }

  async #readPrivilege(name: string): Promise<boolean> {
    const { cluster, signal } = this.#ports;
    const found = await allowed(cluster.find(resources.namespaces, { namespace: '', name }, signal));
    const annotations = 'why' in found ? undefined : found.value?.metadata.annotations;
    return annotations?.['volsync.backube/privileged-movers']?.toLowerCase() === 'true';
  }
}

interface Controller extends Partial<MoverSettings> {
  readonly proxies: MoverSettings['proxies'];
  readonly pullSecrets: MoverSettings['pullSecrets'];
  /** Why the image is not known. */
  readonly why: string;
}

interface SeenVolumes {
  readonly volumes: readonly MountedVolume[];
  readonly image?: ForeignText | undefined;
  readonly why?: string | undefined;
}

const noController = "the mover's image is not known: no Deployment of VolSync's controller was found";

function whyHidden(why: string): string {
  return `what admission adds to movers is not known: ${why}`;
}
