import type { Creator } from '../../src/creator.ts';
import type { Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { openQuiesceAnnotation } from '../../src/volsync/open-quiesce.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import type { QuiesceCommand, QuiesceRequest } from '../../src/commands/trigger/operation/plan.ts';
import { planQuiesce } from '../../src/commands/trigger/operation/plan-quiesce.ts';
import type { QuiescePorts } from '../../src/commands/trigger/operation/ports.ts';
import { ExecQuieting } from '../../src/commands/trigger/operation/exec-quieting.ts';
import { QuiescedApp } from '../../src/commands/trigger/operation/quiesced-app.ts';
import { ScaledDown } from '../../src/commands/trigger/operation/scaled-down.ts';
import { metaOf, ownedBy, podWith, workload } from './claim-facts.ts';
import { FakeVolSync, key, source, type FakeSync } from './fake-volsync.ts';
import { fastSleep, start, type Running } from './trigger-run.ts';

const creator: Creator = { hostname: 'laptop', pid: 4711 };

/** VolSync, and the app web with one pod that mounts the volume; its controller acts immediately. */
export class QuiescedWeb {
  readonly volsync: FakeVolSync;
  readonly said: string[] = [];
  /** Whether the process that wrote the journal is running. */
  isCreatorRunning = false;
  /** The replicas of the Deployment over time. */
  readonly scaledTo: number[] = [];

  constructor(syncs: readonly FakeSync[], app: ReplicationSource = source()) {
    this.volsync = new FakeVolSync(app, syncs);
    this.cluster.put(resources.deployments, {
      ...workload(metaOf('web', { generation: 1 })),
      status: { observedGeneration: 1, replicas: 1, readyReplicas: 1 },
    });
    this.cluster.put(resources.replicaSets, workload(metaOf('web-7d', ownedBy('Deployment', 'web'))));
    this.cluster.put(resources.pods, webPod());
    this.cluster.afterPatch(resources.deployments, (now, before) => {
      const replicas = now.spec?.replicas ?? 1;
      if (replicas !== before.spec?.replicas) this.#scale(replicas);
    });
  }

  get cluster() {
    return this.volsync.cluster;
  }

  get replicas(): number | undefined {
    return this.cluster.stored(resources.deployments)[0]?.spec?.replicas;
  }

  get journal(): string | undefined {
    return this.volsync.app.metadata.annotations?.[openQuiesceAnnotation];
  }

  get ports(): QuiescePorts {
    return {
      cluster: this.cluster,
      signal: new AbortController().signal,
      now: () => new Date(),
      sleep: (ms, signal) => fastSleep(ms, signal ?? new AbortController().signal),
      report: (event) => void this.said.push(event.type === 'step' ? event.words : event.what),
      creator: () => creator,
      creatorStateOf: () => (this.isCreatorRunning ? 'running' : 'gone'),
    };
  }

  /** Plans and triggers, and returns while it is running. */
  async trigger(request: Partial<QuiesceRequest> = {}): Promise<Running & { readonly quiescence: QuiescedApp }> {
    const { ports } = this;
    const plan = await planQuiesce(
      { app: key, exec: undefined, maxDowntimeMs: 60_000, ignoresGitOps: false, ...request },
      ports,
    );
    const quieting =
      plan.exec === undefined ? new ScaledDown('home', plan.journal, 60_000, ports) : new ExecQuieting(plan, ports);
    const quiescence = new QuiescedApp(plan, quieting, ports);
    return { ...start(this.cluster, { quiescence }), quiescence };
  }

  #scale(replicas: number): void {
    this.scaledTo.push(replicas);
    const pod = { ...key, name: webPod().metadata.name };
    if (this.cluster.stored(resources.pods).some(({ metadata }) => metadata.name === pod.name))
      this.cluster.remove(resources.pods, pod);
    if (replicas > 0) this.cluster.put(resources.pods, webPod());
    this.cluster.change(resources.deployments, key, (object) => {
      const generation = (object.metadata.generation ?? 0) + 1;
      const status = { observedGeneration: generation, replicas, readyReplicas: replicas };
      return { ...object, metadata: { ...object.metadata, generation }, status };
    });
  }
}

/** A pod of the app; `name` creates another one. */
export function webPod(name = 'web-7d-x'): Pod {
  const pod = podWith(metaOf(name, ownedBy('ReplicaSet', 'web-7d')));
  return {
    ...pod,
    spec: { ...pod.spec, containers: [{ name: 'app' }, { name: 'db' }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** A command in the app's pod. */
export function inPod(command: readonly string[], after?: string): QuiesceCommand {
  return { pod: 'web-7d-x', container: 'db', command, after };
}
