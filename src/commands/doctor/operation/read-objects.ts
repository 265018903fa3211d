import { attempted } from '../../../kubernetes/allowed.ts';
import type { ObjectKey, Resource, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import { firstServed } from '../../../kubernetes/first-served.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { controllerSelector } from '../../../volsync/controller-deployment.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { resources } from '../../../volsync/resources.ts';
import type { ClusterFacts, Listed, ObjectFacts } from '../facts.ts';
import { kinds } from '../kinds.ts';

/** The apps to check. */
export interface DoctorTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** A kind, or its versions, newest first. */
type Versions<T extends KubeObject> = Resource<T> | readonly Resource<T>[];

/** Lists the kinds that doctor examines, each once for all apps. */
export class ObjectReader {
  readonly #namespaces: readonly (string | undefined)[];
  readonly #volsyncNamespace: string | undefined;
  readonly #ports: ClusterContext<'list'>;

  /** `volsyncNamespace`: the namespace of VolSync; undefined if it is to be searched for. */
  constructor({ scope, apps }: DoctorTarget, volsyncNamespace: string | undefined, ports: ClusterContext<'list'>) {
    this.#namespaces = apps === undefined ? [scope.namespace] : [...new Set(apps.map(({ namespace }) => namespace))];
    this.#volsyncNamespace = volsyncNamespace;
    this.#ports = ports;
  }

  get onlyNamespace(): string | undefined {
    return this.#namespaces.length === 1 ? this.#namespaces[0] : undefined;
  }

  async objects(): Promise<Omit<ObjectFacts, 'sources'>> {
    const [destinations, claims, pods, jobs, snapshots, warnings, externalSecrets, networkPolicies] = await Promise.all(
      [
        this.#beside(resources.replicationDestinations),
        this.#beside(resources.persistentVolumeClaims),
        this.#beside(resources.pods),
        this.#beside(resources.jobs, { labelSelector: madeByVolSync }),
        this.#beside(resources.volumeSnapshots),
        this.#beside(resources.events, { fieldSelector: 'type=Warning' }),
        this.#beside(kinds.externalSecrets),
        this.#beside(kinds.networkPolicies),
      ],
    );
    return { destinations, claims, pods, jobs, snapshots, warnings, externalSecrets, networkPolicies };
  }

  async cluster(): Promise<ClusterFacts> {
    const everywhere = <T extends KubeObject>(kind: Versions<T>) => this.#list(kind, {});
    const [namespaces, storageClasses, snapshotClasses, snapshotContents, controllers, populators] = await Promise.all([
      everywhere(resources.namespaces),
      everywhere(resources.storageClasses),
      everywhere(resources.volumeSnapshotClasses),
      everywhere(resources.volumeSnapshotContents),
      this.#controllers(),
      everywhere(kinds.volumePopulators),
    ]);
    return { namespaces, storageClasses, snapshotClasses, snapshotContents, controllers, populators };
  }

  /** Without permission to search everywhere, VolSync's usual namespace may still be readable. */
  async #controllers(): Promise<ClusterFacts['controllers']> {
    const volsyncNamespace = this.#volsyncNamespace;
    const inNamespace = (namespace: string | undefined) =>
      this.#list(resources.deployments, { namespace, labelSelector: controllerSelector });
    const everywhere = await inNamespace(volsyncNamespace);
    if (volsyncNamespace !== undefined || 'value' in everywhere) return everywhere;
    const usual = await inNamespace('volsync-system');
    return 'value' in usual ? usual : everywhere;
  }

  /** In the namespaces of the apps. */
  async #beside<T extends KubeObject>(kind: Versions<T>, scope: Scope = {}): Promise<Listed<T>> {
    const lists = await Promise.all(this.#namespaces.map((namespace) => this.#list(kind, { ...scope, namespace })));
    const hidden = lists.find((list) => 'why' in list);
    if (hidden !== undefined) return hidden;
    const seen = lists.filter((list) => 'value' in list);
    return { value: seen.flatMap(({ value }) => value), isServed: seen.every(({ isServed }) => isServed) };
  }

  /**
   * If a kind cannot be listed, for example because its aggregated API is down, only the rules that need it are
   * affected.
   */
  async #list<T extends KubeObject>(kind: Versions<T>, scope: Scope): Promise<Listed<T>> {
    const { cluster, signal } = this.#ports;
    const versions = [kind].flat();
    const list = firstServed(versions, (version) => cluster.list(version, scope, signal));
    const listed = await attempted(`list ${versions[0]?.plural ?? 'objects'}`, list);
    return 'why' in listed ? listed : { value: listed.value ?? [], isServed: listed.value !== undefined };
  }
}
